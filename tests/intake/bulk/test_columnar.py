"""A Parquet file may be one group of rows, however long: no more of it is held at once than of a short one."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, cast

import pyarrow as pa  # type: ignore[import-untyped]
import pytest
from pyarrow import parquet

from etanche.intake.bulk import columnar
from etanche.intake.bulk.batching import BATCH_BYTES, batches
from etanche.intake.bulk.columnar import Columnar, ParquetWriter
from etanche.intake.bulk.opening import open_source
from etanche.intake.bulk.source import LONGEST, RecordFormat
from etanche.intake.logfile import LogFile

PAGE = 1 << 20
"""Bytes at which pyarrow and others end a page where they are told nothing else."""

SHORT = 5_000


class Watched:
    """A file that keeps how much was asked of it at once."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self.asked: Counter[int] = Counter()

    def read(self, size: int = -1) -> bytes:
        """Read, and keep how much was asked for."""
        self.asked[size] += 1
        return self._file.read(size)

    def __getattr__(self, name: str) -> object:
        """Be that file in everything else."""
        return getattr(self._file, name)


def written(path: Path, rows: int) -> Path:
    """Write a file of one group, whose values no compression makes smaller."""
    made = random.Random(1)  # noqa: S311 - words for a test, the same each time
    table = {"words": [made.randbytes(200).hex() for _ in range(rows)], "number": list(range(rows))}
    parquet.write_table(pa.table(table), path, row_group_size=rows, use_dictionary=False)
    assert 1 == parquet.ParquetFile(path).num_row_groups
    return path


def held(path: Path, rows: int) -> tuple[int, int]:
    """Read a file to its end; return the most that was asked of it at once, and the most that pyarrow held between two records."""
    before, most = pa.total_allocated_bytes(), 0
    with path.open("rb") as raw:
        file = Watched(raw)
        for number, one in enumerate(Columnar(LogFile(cast("BinaryIO", file))).records(), start=1):
            most = max(most, pa.total_allocated_bytes() - before) if number % 100 == 1 else most
            assert number == one.number
        assert rows == number
    return max(file.asked), most


def test_a_long_group_of_rows_is_read_page_by_page(tmp_path: Path) -> None:
    """Eight times the rows in one group: neither more is read at once nor held, and both are a few pages."""
    short, long = (held(written(tmp_path / f"{many}.parquet", SHORT * many), SHORT * many) for many in (1, 8))

    assert long[0] <= max(short[0], 2 * PAGE)
    assert long[1] <= 1.3 * short[1]
    assert long[1] < 8 * PAGE


def test_large_records_are_taken_out_a_few_at_a_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where a file says that its records are large, no more of them stand together than a batch of an import has bytes."""
    rows, size = 64, 512 * 1024
    table = pa.table({"words": [f"{number:0{size}}" for number in range(rows)]})
    parquet.write_table(table, tmp_path / "a.parquet", row_group_size=rows, use_dictionary=False)
    together: list[int] = []
    real = columnar._rows

    def counted(batch: pa.RecordBatch, *, weighed: bool) -> Iterator[dict[str, object] | None]:
        together.append(batch.num_rows)
        return real(batch, weighed=weighed)

    monkeypatch.setattr(columnar, "_rows", counted)
    with open_source(tmp_path / "a.parquet", RecordFormat.PARQUET) as source:
        taken = [len(batch) for batch in batches(source.records())]

    assert rows == sum(taken) == sum(together)
    assert max(together) <= BATCH_BYTES // size


def test_a_record_that_is_too_large_is_bad_and_costs_no_other(tmp_path: Path) -> None:
    """As in every other format: beyond the largest record that may be, it is a number without values."""
    table = pa.table({"words": ["before", "x" * LONGEST, "after"]})
    parquet.write_table(table, tmp_path / "a.parquet")
    with open_source(tmp_path / "a.parquet", RecordFormat.PARQUET) as source:
        found = [(one.number, one.values) for one in source.records()]

    assert [(1, {"words": "before"}), (2, None), (3, {"words": "after"})] == found


def test_rows_go_out_in_groups_of_some_megabytes(tmp_path: Path) -> None:
    """Small rows share a group, so that the end of a long file stays short; large ones do not wait for many others; and all are there."""
    groups = []
    for many, size in ((20, 10), (20, BATCH_BYTES // 4)):
        path = tmp_path / f"{size}.parquet"
        with path.open("wb") as file:
            writer = ParquetWriter(file, ["words"])
            for number in range(many):
                writer.write([{"words": f"{number:0{size}}"}])
            writer.close()
        with open_source(path, RecordFormat.PARQUET) as source:
            assert [f"{one:0{size}}" for one in range(many)] == [
                (one.values or {})["words"] for one in source.records()
            ]
        groups.append(parquet.ParquetFile(path).num_row_groups)

    assert [1, 5] == groups
