"""
Parquet, read and written by pyarrow, which is an extra.

A file may be one group of rows, however long it is: of each column one page is held at a time, and records of a few megabytes at most.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from types import ModuleType
from typing import Any, BinaryIO, Final

from etanche.errors import MissingExtra, Unreadable
from etanche.intake.bulk.batching import BATCH_BYTES
from etanche.intake.bulk.source import LONGEST, MOST_COLUMNS, Raw
from etanche.intake.logfile import LogFile

_AT_ONCE: Final = 500
"""Records that are taken out of their columns together; fewer where the file says that they are large."""

_BUFFER: Final = 1 << 16
"""Bytes that are read of a column at a time, beside the page they are for: without it pyarrow reads the column of a whole group of rows."""


def arrow() -> tuple[ModuleType, ModuleType]:
    """
    Return pyarrow, and its part for Parquet.

    Raises:
        MissingExtra: it is not installed.
    """
    try:
        import pyarrow as pa  # type: ignore[import-untyped]  # noqa: PLC0415  # an extra
        from pyarrow import parquet  # noqa: PLC0415  # an extra
    except ImportError:
        raise MissingExtra("Parquet is not read or written by this installation", extra="parquet") from None
    return pa, parquet


class Columnar:
    """A Parquet file."""

    head: Final = b""

    def __init__(self, file: LogFile) -> None:
        """
        Read the names of the columns.

        Raises:
            MissingExtra: pyarrow is not installed.
            Unreadable: this is no Parquet, or it has too many columns.
        """
        self._pa, parquet = arrow()
        self._file = file
        try:
            self._parquet: Any = parquet.ParquetFile(file.raw, pre_buffer=False, buffer_size=_BUFFER)
        except (self._pa.ArrowException, OSError):
            raise Unreadable("this is no Parquet file", hint="say with --format what it is") from None
        names = self._parquet.schema_arrow.names
        if len(names) > MOST_COLUMNS or len(set(names)) < len(names):
            raise Unreadable(
                f"the file has more than {MOST_COLUMNS:,} columns, or two of one name",
                hint="leave out those not needed",
            )
        self.columns: frozenset[str] | None = frozenset(names)

    @property
    def read(self) -> int:
        """Bytes of the file read so far, more or less: it is not read from beginning to end."""
        return self._file.read

    def records(self) -> Iterator[Raw]:
        """
        Yield one row after the other, numbered from 1.

        Raises:
            Unreadable: the file is damaged from here on.
        """
        number = 0
        try:
            for group in range(self._parquet.num_row_groups):
                for values in self._group(group):
                    number += 1
                    data = _bytes_of(values)
                    yield Raw(number, data, values if len(data) <= LONGEST else None)
        except (self._pa.ArrowException, OSError):
            raise Unreadable(
                f"cannot read on after row {number}: the file is damaged",
                hint="the batches before it are kept; import it again once it is mended",
            ) from None

    def _group(self, group: int) -> Iterator[dict[str, object] | None]:
        """Yield the rows of one group."""
        said = self._parquet.metadata.row_group(group)
        most = BATCH_BYTES * max(1, said.num_rows) // max(1, said.total_byte_size)
        # By one thread: several would hold several columns of the next rows.
        for batch in self._parquet.iter_batches(max(1, min(_AT_ONCE, most)), [group], use_threads=False):
            yield from _rows(batch)


def _rows(batch: Any) -> Iterator[dict[str, object] | None]:
    """Yield the rows of a batch; one whose text is no UTF-8 is none."""
    for number in range(batch.num_rows):
        try:
            (row,) = batch.slice(number, 1).to_pylist()
        except (UnicodeDecodeError, ValueError, OverflowError):
            yield None
            continue
        yield {
            name: Decimal(str(value)) if isinstance(value, float) else value
            for name, value in row.items()
            if value is not None
        }


def _bytes_of(values: Mapping[str, object] | None) -> bytes:
    return json.dumps(values, default=repr, sort_keys=True).encode()


class ParquetWriter:
    """Writes rows of text into a Parquet file."""

    def __init__(self, file: BinaryIO, columns: Sequence[str]) -> None:
        self._pa, parquet = arrow()
        self._schema: Any = self._pa.schema([(name, self._pa.string()) for name in columns])
        self._writer: Any = parquet.ParquetWriter(file, self._schema, compression="zstd")

    def write(self, rows: Sequence[Mapping[str, str]]) -> None:
        """Write some rows; a column that a row does not name is empty in it."""
        self._writer.write_batch(self._pa.RecordBatch.from_pylist(list(rows), schema=self._schema))

    def close(self) -> None:
        """Write the end of the file."""
        self._writer.close()
