"""
Parquet, read and written by pyarrow, which is an extra.

A file may be one group of rows, however long it is: of each column one page is held at a time, and records of a few megabytes at most.

A small file can unfold to anything: a page of thousands of megabytes, or a value that stands once in a dictionary and in a million rows.
So no page is unfolded before its header was read (`pages`), and a file gives so many bytes of records and no more.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from types import ModuleType
from typing import Any, BinaryIO, Final

from etanche.errors import MissingExtra, Unreadable
from etanche.intake.bulk.batching import BATCH_BYTES
from etanche.intake.bulk.compact import NotCompact
from etanche.intake.bulk.footer import EndTooLong, Footer, Said
from etanche.intake.bulk.pages import Chunk, chunk_of
from etanche.intake.bulk.source import LONGEST, MOST_COLUMNS, Raw
from etanche.intake.logfile import LogFile

_AT_ONCE: Final = 500
"""Records that are taken out of their columns together; fewer where the file says that they are large."""

_BUFFER: Final = 1 << 16
"""Bytes that are read of a column at a time, beside the page they are for: without it pyarrow reads the column of a whole group of rows."""

LARGEST_PAGE: Final = 64 * 1024 * 1024
"""Bytes to which a page may unfold: those of several of the largest records."""

MOST_HELD: Final = 256 * 1024 * 1024
"""Bytes of the pages that may be held at one moment, one of each column and its dictionary."""

UNFOLDED: Final = 256 * 1024 * 1024
TIMES: Final = 1_000
"""A file unfolds to so many bytes of records, or to so many times its own if those are more: as often as gzip can fold them."""

_ROW: Final = 64
"""Bytes that a row counts at least, beside its values: one of nothing but nulls takes its time too."""


class _TooLarge(ValueError):
    """What a file holds unfolds to more than an import takes."""


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
            Unreadable: this is no Parquet, or it has too many columns, or one of which a row holds several values.
        """
        self._pa, parquet = arrow()
        self._file = file
        try:
            self._footer = Footer(file.raw)
            self._parquet: Any = parquet.ParquetFile(file.raw, pre_buffer=False, buffer_size=_BUFFER)
            names = self._parquet.schema_arrow.names
        except EndTooLong:
            raise Unreadable("the end of the file is too long", hint="write it with more rows in a group") from None
        except (self._pa.ArrowException, OSError, ValueError):
            raise Unreadable("this is no Parquet file", hint="say with --format what it is") from None
        if len(names) > MOST_COLUMNS or len(set(names)) < len(names):
            raise Unreadable(
                f"the file has more than {MOST_COLUMNS:,} columns, or two of one name",
                hint="leave out those not needed",
            )
        if self._parquet.metadata.num_columns != len(names) or any(
            map(self._several, self._parquet.schema_arrow.types)
        ):
            raise Unreadable(
                "a column of the file holds lists or groups of values",
                hint="leave it out of the file, or write one value in each column",
            )
        self.columns: frozenset[str] | None = frozenset(names)
        self._left = max(UNFOLDED, TIMES * os.fstat(file.raw.fileno()).st_size)

    def _several(self, kind: Any) -> bool:
        extension = isinstance(kind, self._pa.BaseExtensionType)
        return bool(self._pa.types.is_nested(kind.storage_type if extension else kind))

    @property
    def read(self) -> int:
        """Bytes of the file read so far, more or less: it is not read from beginning to end."""
        return self._file.read

    def records(self) -> Iterator[Raw]:
        """
        Yield one row after the other, numbered from 1.

        Raises:
            Unreadable: the file is damaged from here on, or unfolds to more than an import takes.
        """
        number = 0
        try:
            self._require_all()
            for group in range(len(self._footer.rows_of)):
                for values in self._group(group):
                    number += 1
                    yield self._raw(number, values)
        except (self._pa.ArrowException, OSError, NotCompact):
            raise Unreadable(
                f"cannot read on after row {number}: the file is damaged",
                hint="the batches before it are kept; import it again once it is mended",
            ) from None
        except _TooLarge:
            raise Unreadable(
                f"cannot read on after row {number}: the file unfolds to more than an import takes",
                hint="the batches before it are kept; write it with fewer rows in a group, or as NDJSON",
            ) from None

    def _require_all(self) -> None:
        """Make sure that the groups have as many rows as the file says: of a smaller group the rest would not be read."""
        if sum(self._footer.rows_of) != self._footer.rows:
            raise NotCompact

    def _raw(self, number: int, values: Mapping[str, object] | None) -> Raw:
        data = _bytes_of(values)
        self._left -= _ROW + (LONGEST if values is None else len(data))
        if self._left < 0:
            raise _TooLarge
        return Raw(number, data, values if len(data) <= LONGEST else None)

    def _group(self, group: int) -> Iterator[dict[str, object] | None]:
        """Yield the rows of one group."""
        said, rows = self._footer.columns_of(group), self._footer.rows_of[group]
        if len(said) != self._parquet.metadata.num_columns:
            raise NotCompact
        chunks = [self._chunk(one, column) for column, one in enumerate(said)]
        if any(one.rows != rows for one in chunks):
            raise NotCompact
        held = sum(one.largest + one.dictionary for one in chunks)
        if held > MOST_HELD or any(max(one.largest, one.dictionary) > LARGEST_PAGE for one in chunks):
            raise _TooLarge
        # By one thread: several would hold several columns of the next rows.
        for batch in self._parquet.iter_batches(_at_once(chunks), [group], use_threads=False):
            yield from _rows(batch, weighed=held > LONGEST)

    def _chunk(self, said: Said, column: int) -> Chunk:
        chunk = chunk_of(self._file.raw, said)
        # A row of values of one length takes as much, were it nothing.
        length = max(0, self._parquet.metadata.schema.column(column).length)
        if length > LONGEST:
            raise _TooLarge
        return chunk._replace(dense=max(chunk.dense, length))


def _at_once(chunks: Sequence[Chunk]) -> int:
    """Return how many rows are taken out together, so that they are a few megabytes wherever the large ones stand."""
    dense, repeated = sum(one.dense for one in chunks), sum(one.repeated for one in chunks)
    most = min(BATCH_BYTES / max(1.0, dense), LARGEST_PAGE / max(1, repeated))
    return max(1, min(_AT_ONCE, int(most)))


def _rows(batch: Any, *, weighed: bool) -> Iterator[dict[str, object] | None]:
    """Yield the rows of a batch; one whose text is no UTF-8 is none, nor, where they are weighed, one that is too large."""
    for number in range(batch.num_rows):
        if weighed and sum(_size(column[number]) for column in batch.columns) > LONGEST:
            yield None
            continue
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


def _size(cell: Any) -> int:
    """Return how many bytes a text has that nobody has taken out of its column yet; other values are small."""
    inner = getattr(cell, "value", None)
    buffer = cell.as_buffer() if hasattr(cell, "as_buffer") else None
    return len(buffer) if buffer is not None else _size(inner) if hasattr(inner, "as_py") else 0


def _bytes_of(values: Mapping[str, object] | None) -> bytes:
    return json.dumps(values, default=repr, sort_keys=True).encode()


class ParquetWriter:
    """Writes rows of text into a Parquet file, in groups of some megabytes: each takes a place at the end of the file, which is held until then."""

    def __init__(self, file: BinaryIO, columns: Sequence[str]) -> None:
        self._pa, parquet = arrow()
        self._schema: Any = self._pa.schema([(name, self._pa.string()) for name in columns])
        self._writer: Any = parquet.ParquetWriter(file, self._schema, compression="zstd")
        self._waiting: list[Any] = []

    def write(self, rows: Sequence[Mapping[str, str]]) -> None:
        """Write some rows; a column that a row does not name is empty in it."""
        self._waiting.append(self._pa.RecordBatch.from_pylist(list(rows), schema=self._schema))
        if sum(one.nbytes for one in self._waiting) >= BATCH_BYTES:
            self._group()

    def close(self) -> None:
        """Write what waits, and the end of the file."""
        self._group()
        self._writer.close()

    def _group(self) -> None:
        if self._waiting:
            self._writer.write_table(self._pa.Table.from_batches(self._waiting))
            self._waiting.clear()
