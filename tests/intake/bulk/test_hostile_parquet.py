"""Parquet made to hurt: small files that unfold to what fills a machine, and ends of files that say what is not so."""

from __future__ import annotations

import io
import tracemalloc
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa  # type: ignore[import-untyped]
import pytest
from pyarrow import parquet
from tests.intake.bulk.conftest import Carrier

from etanche.errors import Unreadable
from etanche.intake.bulk import columnar, footer, pages
from etanche.intake.bulk.columnar import LARGEST_PAGE, UNFOLDED
from etanche.intake.bulk.compact import NUMBER, STRUCT, Compact, Lists, NotCompact
from etanche.intake.bulk.footer import Said
from etanche.intake.bulk.opening import open_source
from etanche.intake.bulk.source import LONGEST, RecordFormat

MIB = 1 << 20
TOO_MUCH = "unfolds to more than an import takes"
SAID = 777
"""A number of rows that stands nowhere else in a small file."""


class Taken:
    """What came of reading a file: the numbers of its rows, those without values, why it ended, and what was held meanwhile."""

    def __init__(self, path: Path) -> None:
        """Read it to its end, or to where it is refused."""
        self.rows, self.bad, self.why, self.held = 0, [0][:0], "", 0
        before = pa.total_allocated_bytes()
        tracemalloc.start()
        try:
            with open_source(path, RecordFormat.PARQUET) as source:
                for one in source.records():
                    self.rows = one.number
                    self.bad += [one.number] if one.values is None else []
                    self.held = max(self.held, pa.total_allocated_bytes() - before)
        except Unreadable as refused:
            self.why = str(refused)
        finally:
            self.held += tracemalloc.get_traced_memory()[1]
            tracemalloc.stop()


def number(value: int) -> bytes:
    """Return a number as Thrift's compact protocol writes it."""
    value, written = value << 1, bytearray()
    while value > 127:
        written.append(value & 127 | 128)
        value >>= 7
    return bytes([*written, value])


def as_long(value: int, length: int) -> bytes:
    """Return a number, written in as many bytes as another one."""
    short = number(value)
    longer = length - len(short)
    return short if longer == 0 else bytes([*(byte | 128 for byte in short), *[128] * (longer - 1), 0])


def resaid(path: Path, before: int, after: int, *, where: tuple[int, ...]) -> Path:
    """Let the end of a file say another number, in these of the places where it says it: of its rows, the file is the first, the column comes then, the group is the fourth."""
    whole = path.read_bytes()
    begins = len(whole) - 8 - int.from_bytes(whole[-8:-4], "little")
    parts = whole[begins:].split(number(before))
    assert len(parts) > max(where) + 1
    there = as_long(after, len(number(before)))
    words = [there if place in where else number(before) for place in range(len(parts) - 1)] + [b""]
    path.write_bytes(whole[:begins] + b"".join(part + word for part, word in zip(parts, words, strict=True)))
    return path


def repeated(path: Path, size: int, rows: int, *, typed: bool) -> Path:
    """Write one value that stands once in the file and in every row; `typed` if the file says that it is out of a dictionary."""
    words = pa.DictionaryArray.from_arrays(pa.array([0] * rows, pa.int32()), pa.array(["x" * size]))
    parquet.write_table(pa.table({"words": words}), path, compression="zstd", store_schema=typed)
    return path


@pytest.mark.parametrize("typed", [True, False])
def test_a_value_of_a_dictionary_repeated_in_each_row_ends_the_file_early(tmp_path: Path, *, typed: bool) -> None:
    """A thousand bytes that unfold to seventy-five thousand megabytes: a few rows are read, a few at a time, and it says so."""
    size = 15_000_000
    taken = Taken(repeated(tmp_path / "a.parquet", size, 5_000, typed=typed))

    assert TOO_MUCH in taken.why
    assert UNFOLDED // size == taken.rows
    assert taken.held < 4 * LARGEST_PAGE


def test_what_a_file_unfolds_to_is_held_against_its_size(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A value that comes again is nothing bad: so many times the size of a file is taken in, and rows of nothing count too."""
    monkeypatch.setattr(columnar, "UNFOLDED", MIB // 8)
    fine, nothing = repeated(tmp_path / "a.parquet", 100, 1_000, typed=True), tmp_path / "b.parquet"
    parquet.write_table(pa.table({"words": pa.nulls(5_000, pa.string())}), nothing)
    monkeypatch.setattr(columnar, "TIMES", 1 + 1_000 * 200 // fine.stat().st_size)

    assert (1_000, "") == (Taken(fine).rows, Taken(fine).why)
    assert TOO_MUCH in Taken(nothing).why
    assert 0 < Taken(nothing).rows < 5_000


@pytest.mark.parametrize("honest", [True, False])
def test_a_page_that_unfolds_to_too_much_is_not_unfolded(tmp_path: Path, *, honest: bool) -> None:
    """One cell of a hundred megabytes in a few thousand bytes: refused at its header, whatever the end of the file says of it."""
    path = tmp_path / "a.parquet"
    parquet.write_table(pa.table({"words": ["y" * 100_000_000]}), path, compression="zstd")
    if not honest:
        said = parquet.ParquetFile(path).metadata.row_group(0).total_byte_size
        resaid(path, said, 100, where=(0, 1))
    taken = Taken(path)

    assert (0, True) == (taken.rows, TOO_MUCH in taken.why)
    assert taken.held < 2 * MIB


def test_a_cell_that_is_too_large_is_a_bad_line_before_it_is_taken_out(tmp_path: Path) -> None:
    """Between the largest record and the largest page: it is the number of its row, and costs no other."""
    path = tmp_path / "a.parquet"
    words = ["before", "z" * 40_000_000, "after"]
    parquet.write_table(pa.table({"words": words}), path, use_dictionary=False, compression="zstd")
    taken = Taken(path)

    assert (3, [2], "") == (taken.rows, taken.bad, taken.why)
    assert taken.held < 4 * 40_000_000


def test_pages_of_many_columns_are_counted_together(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One page of each column is held at a time: more columns of large pages than an import holds are refused."""
    monkeypatch.setattr(columnar, "MOST_HELD", 4 * MIB)
    fine, wide = tmp_path / "a.parquet", tmp_path / "b.parquet"
    for path, many in ((fine, 3), (wide, 5)):
        parquet.write_table(pa.table({f"c{one}": ["w" * MIB] for one in range(many)}), path, use_dictionary=False)

    assert (1, "") == (Taken(fine).rows, Taken(fine).why)
    assert TOO_MUCH in Taken(wide).why


@pytest.mark.parametrize("how", [{"column_encoding": {"words": "DELTA_BYTE_ARRAY"}}, {"data_page_size": 1}])
def test_large_values_in_small_pages_are_taken_out_a_few_at_a_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, how: dict[str, object]
) -> None:
    """Values made of those before them, or one in each page: as many come at once as pages may be held, and each is read."""
    monkeypatch.setattr(columnar, "LARGEST_PAGE", 8 * MIB)
    path = tmp_path / "a.parquet"
    table = pa.table({"words": ["v" * MIB] * 64})
    parquet.write_table(table, path, use_dictionary=False, compression="zstd", write_batch_size=1, **how)
    taken = Taken(path)

    assert (64, "") == (taken.rows, taken.why)
    assert taken.held < 40 * MIB


def test_rows_of_one_length_are_as_long_as_the_file_says(tmp_path: Path) -> None:
    """A column of values of twenty megabytes that are all missing would take as much for each row: it is refused."""
    path = tmp_path / "a.parquet"
    parquet.write_table(pa.table({"words": pa.nulls(1, pa.binary(LONGEST + 1))}), path)

    assert (0, True) == (Taken(path).rows, TOO_MUCH in Taken(path).why)


@pytest.mark.parametrize("claimed", [700, 8_000])
@pytest.mark.parametrize("where", [(0,), (1,), (3,), (0, 3), (0, 1, 3)])
@pytest.mark.parametrize("version", ["1.0", "2.0"])
def test_rows_that_a_group_does_not_own_to_are_no_silence(
    tmp_path: Path, claimed: int, where: tuple[int, ...], version: str
) -> None:
    """Whether the group, its column or the file says fewer rows or more than the pages have: the file is damaged, and nothing of the group is read."""
    path = tmp_path / "a.parquet"
    parquet.write_table(
        pa.table({"words": [f"{one}" for one in range(SAID)]}), path, use_dictionary=False, data_page_version=version
    )
    assert (SAID, "") == (Taken(path).rows, Taken(path).why)
    taken = Taken(resaid(path, SAID, claimed, where=where))

    assert (0, True) == (taken.rows, "damaged" in taken.why)


def test_lists_and_groups_of_values_are_refused_by_their_column(tmp_path: Path) -> None:
    """A row of a list may unfold to anything: a record has one value in each column."""
    for kind in (
        pa.list_(pa.string()),
        pa.struct({"a": pa.string(), "b": pa.int32()}),
        pa.map_(pa.string(), pa.int8()),
    ):
        parquet.write_table(pa.table({"words": ["w"], "tags": pa.nulls(1, kind)}), tmp_path / "a.parquet")
        with (
            pytest.raises(Unreadable, match="lists or groups"),
            open_source(tmp_path / "a.parquet", RecordFormat.PARQUET),
        ):
            pass


def _page(*fields: bytes) -> bytes:
    return b"".join(fields) + b"\0"


@pytest.mark.parametrize(
    "header",
    [
        _page(b"\x15\x00", b"\x15\x02"),
        _page(b"\x15\x00", b"\x15\x02", b"\x15\x02", b"\x05\x04\x02"),
        _page(b"\x15\x00", b"\x15\x02", b"\x15\x01"),
        _page(b"\x15\x00", b"\x15\x02", b"\x15\x02"),
        _page(b"\x15\x00", b"\x15\x02", b"\x15\x02", b"\x2c\x15\x02", b"\x00"),
        _page(b"\x1c" * 50),
        _page(b"\x1b\x01"),
        _page(b"\x15" + b"\xff" * 20),
        b"\x18" + b"\xff\xff\xff\xff\x0f",
        b"\x18" + b"\x80\x80\x80\x01" + b"s" * (2 * MIB),
        b"",
    ],
    ids=["no-size", "twice", "below-zero", "no-data", "no-encoding", "deep", "map", "number", "cut", "long", "nothing"],
)
def test_headers_that_are_none_are_damaged_pages(header: bytes) -> None:
    """What no writer writes is not guessed at, and is read no further than a header is long."""
    said = Said(values=0, begin=4, length=len(header) + 1)

    with pytest.raises(NotCompact):
        pages.chunk_of(io.BytesIO(b"PAR1" + header), said)


def test_an_end_that_is_too_long_or_says_no_text_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The end of a file is held whole, so it is bounded; a name that is no UTF-8 is no Parquet, and no other error."""
    path = tmp_path / "a.parquet"
    parquet.write_table(pa.table({"words": ["w"]}), path, store_schema=False)
    path.write_bytes(path.read_bytes().replace(b"words", b"w\xffrds"))

    assert "this is no Parquet file" == Taken(path).why
    monkeypatch.setattr(footer, "LONGEST_END", 100)
    assert "the end of the file is too long" == Taken(path).why


@pytest.mark.parametrize(
    ("written", "lists"),
    [
        (b"\x19\x25\x02\x02\x00", {1: (STRUCT, None)}),
        (b"\x16\x02\x00", {1: (NUMBER, None)}),
        (b"\x19\x19\x15\x02\x00", None),
        (b"\x19\x11\x00", None),
        (b"\x19\xfc\x80\x80\x80\x01" + bytes(3 * MIB), None),
    ],
    ids=["another-list", "another-number", "list-of-lists", "list-of-yes", "too-many"],
)
def test_what_another_reader_would_read_otherwise_is_not_read(written: bytes, lists: Lists | None) -> None:
    """Another reader skips a number of another kind and reads a list as what it expects: where we would find something else, it is damaged."""
    with pytest.raises(NotCompact):
        Compact(written).fields(lists)
    assert {1: [2, 3]} == Compact(b"\x19\x2c\x00\x00\x00").fields({1: (STRUCT, None)})


def test_what_is_read_before_a_refusal_is_kept_and_told(firm: Carrier, tmp_path: Path) -> None:
    """Batches before the group that is refused are in; the sentence says after which row."""
    path, rows = tmp_path / "a.parquet", 2_000
    who: Callable[[int], str] = lambda one: f"{one:032x}"  # noqa: E731 - the ids of nobody
    table = pa.table({"_person": [who(one) for one in range(rows)], "words": ["w"] * rows})
    with parquet.ParquetWriter(path, table.schema) as writer:
        writer.write_table(table)
        writer.write_table(pa.table({"_person": [who(1)], "words": ["y" * (LARGEST_PAGE + 1)]}))
    with pytest.raises(Unreadable, match=f"after row {rows}: the file unfolds"):
        firm.take(path)

    assert rows == len(firm.orders())
