"""
Parquet, read and written by pyarrow, which is an extra.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from types import ModuleType
from typing import Any, BinaryIO, Final

from etanche.errors import MissingExtra, Unreadable
from etanche.intake.bulk.source import MOST_COLUMNS, Raw
from etanche.intake.logfile import LogFile

_AT_ONCE: Final = 500


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
            self._parquet: Any = parquet.ParquetFile(file.raw, pre_buffer=False)
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
            for batch in self._parquet.iter_batches(batch_size=_AT_ONCE):
                for values in _rows(batch):
                    number += 1
                    yield Raw(number, _bytes_of(values), values)
        except (self._pa.ArrowException, OSError):
            raise Unreadable(
                f"cannot read on after row {number}: the file is damaged",
                hint="the batches before it are kept; import it again once it is mended",
            ) from None


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
