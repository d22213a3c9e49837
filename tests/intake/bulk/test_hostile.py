"""Files made to hurt: none of them stops an import, fills the memory, or leaves a value where it does not belong."""

from __future__ import annotations

import gzip
import json
import tracemalloc
from itertools import chain
from pathlib import Path

import pytest
import structlog
from tests.intake.bulk.conftest import MAPPING, Carrier, cells, ndjson

from etanche.errors import EtancheError, Unreadable
from etanche.intake.bulk import RecordFormat, RecordsReport
from etanche.intake.bulk.batching import batches
from etanche.intake.bulk.delimited import MOST_BLANK
from etanche.intake.bulk.opening import open_source
from etanche.intake.bulk.source import LONGEST, Raw

CARD = "4111 1111 1111 1111"
GOOD = b"1,fine\n"


def read(path: Path, form: RecordFormat = RecordFormat.CSV) -> list[Raw]:
    """Return the records of a file."""
    with open_source(path, form) as source:
        return list(source.records())


def values(path: Path, form: RecordFormat = RecordFormat.CSV) -> list[tuple[int, object]]:
    """Return the numbers and values of the records of a file."""
    return [(raw.number, raw.values and dict(raw.values)) for raw in read(path, form)]


@pytest.mark.parametrize(
    ("line", "number"),
    [
        (b"2,\xff\xfe\n", 3),
        (b'2,"never closed\n', 3),
        (b'2,5" disk\n', 3),
        (b"2\n", 3),
        (b"2,a,b\n", 3),
        (b"\n", 3),
        (b'2,"a"b\n', 3),
        (b"2,\x00\xed\xa0\x80\n", 3),
    ],
)
def test_a_bad_row_costs_no_other(tmp_path: Path, line: bytes, number: int) -> None:
    """Whatever stands between two good rows, both are read, with the numbers of their lines."""
    file = tmp_path / "a.csv"
    file.write_bytes(b"Customer,Words\n" + GOOD + line + GOOD)
    found = values(file)

    assert [(2, {"Customer": "1", "Words": "fine"}), (4, {"Customer": "1", "Words": "fine"})] == [found[0], found[-1]]
    assert [number] == [one for one, _ in found[1:-1]]


@pytest.mark.parametrize("end", [b"\n", b"\r\n", b"\n\n \n"])
def test_blank_lines_at_the_end_are_no_records(tmp_path: Path, end: bytes) -> None:
    """An editor leaves one: it is neither read nor bad; so many that they are no end of a file are bad."""
    file = tmp_path / "a.csv"
    file.write_bytes(b"Customer,Words\n" + GOOD + end)

    assert [(2, {"Customer": "1", "Words": "fine"})] == values(file)
    file.write_bytes(b"Customer,Words\n" + b"\n" * MOST_BLANK)
    assert MOST_BLANK == len(values(file))


@pytest.mark.parametrize(
    "line",
    [
        "[" * 100_000,
        '{"a":' * 5_000 + "1" + "}" * 5_000,
        '{"a": 1, "a": 2}',
        '{"a": NaN}',
        '{"a": 1' + "0" * 10_000 + "}",
        "[1]",
        '"text"',
        "{" + ",".join(f'"{one}": 1' for one in range(1_500)) + "}",
        '{"a": "\x00"',
    ],
    ids=range(9),
)
def test_a_bad_object_costs_no_other(tmp_path: Path, line: str) -> None:
    """Too deep, too wide, named twice, no number of JSON, no object: it is a number, and the next line is read."""
    file = cells(tmp_path / "a.ndjson", f'{{"a": 1.50}}\n{line}\n{{"a": "\u00e9"}}\n')
    found = values(file, RecordFormat.NDJSON)

    assert (2, None) == found[1]
    assert [1, 3] == [found[0][0], found[2][0]]
    assert '{"a": "1.50"}' == json.dumps(found[0][1], default=str)
    assert {"a": "\u00e9"} == found[2][1]


def test_a_mark_of_utf8_is_no_part_of_a_name_and_utf16_is_refused(tmp_path: Path) -> None:
    """What some programs write before the first letter does not hide the first column."""
    (tmp_path / "a.csv").write_bytes(b"\xef\xbb\xbfCustomer,Words\n" + GOOD)
    (tmp_path / "b.csv").write_bytes("Customer,Words\n1,fine\n".encode("utf-16"))

    assert [(2, {"Customer": "1", "Words": "fine"})] == values(tmp_path / "a.csv")
    with pytest.raises(Unreadable, match="UTF-16"):
        read(tmp_path / "b.csv")


@pytest.mark.parametrize(
    ("head", "says"),
    [(",".join(map(str, range(100_000))), "more than 1,000 columns"), ("a,b,a", "same name"), ("", "does not name")],
)
def test_columns_that_cannot_be_told_apart_are_refused(tmp_path: Path, head: str, says: str) -> None:
    """A hundred thousand columns, two of one name, or none: the file is refused before a row is read."""
    with pytest.raises(Unreadable, match=says):
        read(cells(tmp_path / "a.csv", f"{head}\n1\n"))


def test_a_quoted_cell_may_hold_line_ends(tmp_path: Path) -> None:
    """A record of several lines has the number of its first; the next one the number of its own."""
    file = cells(tmp_path / "a.csv", 'Customer,Words\n1,"one\ntwo ""quoted""\r\nthree"\n2,after\n')

    assert [
        (2, {"Customer": "1", "Words": 'one\ntwo "quoted"\r\nthree'}),
        (5, {"Customer": "2", "Words": "after"}),
    ] == values(file)


def test_memory_stays_bounded_whatever_a_file_holds(tmp_path: Path) -> None:
    """A line of 150 MB in a small gzip, a quote never closed over 20 MB, and many long rows: below 100 MB are held at once."""
    huge, quote, rows = tmp_path / "huge.csv.gz", tmp_path / "quote.csv.gz", tmp_path / "rows.ndjson.gz"
    with gzip.open(huge, "wb", compresslevel=1) as file:
        file.write(b"a,b\n")
        file.writelines(b"x" * 1_000_000 for _ in range(150))
        file.write(b"\n1,2\n")
    with gzip.open(quote, "wb", compresslevel=1) as file:
        file.write(b'a,b\n1,"open\n')
        file.writelines((b"1," + b"y" * 10_000 + b"\n") for _ in range(2_000))
    with gzip.open(rows, "wb", compresslevel=1) as file:
        file.writelines((json.dumps({"a": "z" * 100_000}).encode() + b"\n") for _ in range(600))
    tracemalloc.start()
    try:
        counted = []
        for path, form in ((huge, RecordFormat.CSV), (quote, RecordFormat.CSV), (rows, RecordFormat.NDJSON)):
            with open_source(path, form) as source:
                counted.append(sum(raw.values is not None for raw in chain.from_iterable(batches(source.records()))))
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()

    assert [1, 2_000, 600] == counted
    assert peak < 6 * LONGEST


@pytest.mark.parametrize(
    ("name", "begin", "part", "end"),
    [
        ("a.ndjson", b'{"a":[', b"[],", b"[]]}\n"),
        ("a.ndjson", b'{"a":[', b"1.5,", b"1]}\n"),
        ("a.csv", b"a,b\n", b"ab,", b"\n"),
    ],
    ids=["lists", "numbers", "cells"],
)
def test_a_line_of_millions_of_parts_is_bad_before_it_is_taken_apart(
    tmp_path: Path, name: str, begin: bytes, part: bytes, end: bytes
) -> None:
    """A part of three letters would become an object of Python of a hundred bytes: a line is a number, and no more than itself is held."""
    path = tmp_path / name
    path.write_bytes(begin + part * (LONGEST // 4 - 4) + end)
    tracemalloc.start()
    try:
        found = [raw.values for raw in read(path, RecordFormat(path.suffix[1:]))]
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()

    assert [None] == found
    assert peak < 3 * LONGEST


def test_a_large_file_of_records_takes_no_more_memory_than_a_small_one(firm: Carrier, tmp_path: Path) -> None:
    """Ten thousand records are taken in within what a few batches need."""
    file = ndjson(tmp_path / "a.ndjson", ({"Customer": one % 50, "Words": "w" * 500} for one in range(10_000)))
    firm.take(ndjson(tmp_path / "warm.ndjson", [{"Customer": 1, "Words": "w"}]), mapping=MAPPING)
    peaks: list[int] = []

    def note(_records: int, _read: int) -> None:
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.reset_peak()

    tracemalloc.start()
    try:
        report = firm.take(file, mapping=MAPPING, progress=note)
    finally:
        tracemalloc.stop()

    assert (10_000, 5) == (report.stored, len(peaks))
    assert max(peaks[2:]) < 1.3 * max(peaks[:2])


def test_what_is_never_accepted_lies_in_no_file_and_no_value_is_told(firm: Carrier, tmp_path: Path) -> None:
    """A card number, in a field or in a column nobody declared, is refused; neither it nor any value is in a file, a log, an error."""
    secret = "Zephyrine Quatrebarbes"
    rows: list[dict[str, object]] = [
        {"_person": firm.person().hex(), "words": f"pay with {CARD}"},
        {"_person": firm.person().hex(), "words": "x", "card": CARD.replace(" ", "")},
        {"_person": firm.person().hex(), "words": secret, secret: secret},
        {"_person": secret, "words": secret},
        {"_person": firm.person().hex(), "words": secret, "_collected": secret},
    ]
    file = ndjson(tmp_path / "a.ndjson", rows)
    file.write_text(file.read_text() + f'{{"words": "{secret}"\n', encoding="utf-8")
    told: list[object] = []
    with structlog.testing.capture_logs() as logs:
        report = firm.take(file, on_bad=lambda number, why: told.append((number, why)))
        for broken in (f"{secret},{secret}\n1,2\n", f"{secret}\n1\n"):
            with pytest.raises(EtancheError) as refused:
                firm.take(cells(tmp_path / "b.csv", broken))
            told.append((str(refused.value), refused.value.hint))
    firm.journal.seal()
    told += [logs, report, [(entry.act, entry.facts) for entry in firm.journal.entries()]]
    files = [one.read_bytes() for one in firm.folder.rglob("*") if one.is_file()]

    assert (
        RecordsReport(
            read=6,
            refused={"never": 2, "unknown-field": 1},
            bad={"person": 1, "date": 1, "line": 1},
            bad_lines=(4, 5, 6),
        )
        == report
    )
    assert secret not in repr(told)
    assert CARD not in repr(told)
    for value in (CARD.encode(), CARD.replace(" ", "").encode(), secret.encode()):
        assert not any(value in content for content in files)


def test_a_file_that_is_no_parquet_or_ends_too_soon_is_refused(firm: Carrier, tmp_path: Path) -> None:
    """Bytes that only begin like Parquet say so in one line, and bring nothing."""
    firm.put_for("order", *(firm.person() for _ in range(3)))
    whole = firm.export(tmp_path / "a.parquet").file.read_bytes()
    for content in (b"PAR1" + b"\x00" * 200 + b"PAR1", whole[:-40], b"", b"a,b\n1,2\n"):
        (tmp_path / "b.parquet").write_bytes(content)
        with pytest.raises(Unreadable, match="no Parquet"):
            firm.take(tmp_path / "b.parquet")

    assert 3 == len(firm.orders())
