"""
Records of persons go out into a file: a copy with an end, made whole or not at all.

The file has no name until it is complete, so that a copy that is interrupted, even by SIGKILL, leaves nothing behind where the
system can do that (Linux); elsewhere its name begins with a point, and only a kill leaves it. Only its owner reads it. Beside it
lies a second file, `FILE.json`, that says what it is, who made it, and until when it may exist.
"""

from __future__ import annotations

import csv
import io
import json
import os
import secrets
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from hashlib import sha256
from itertools import islice
from pathlib import Path
from typing import BinaryIO, Final, Protocol

from etanche.charter import CategoryPlan
from etanche.errors import Unreadable
from etanche.intake.bulk.columnar import ParquetWriter
from etanche.intake.bulk.columns import COLLECTED, PERSON, RECORD
from etanche.intake.bulk.formula import disarmed
from etanche.intake.bulk.source import RecordFormat
from etanche.vault import Copy, Record

AT_ONCE: Final = 1_000
_PRIVATE: Final = 0o600
_CHUNK: Final = 1 << 20


@dataclass(frozen=True, kw_only=True)
class Exported:
    """What became of an export."""

    records: int
    until: str
    """The last day on which the copy may exist, ISO 8601."""

    file: Path
    sha256: str
    altered: int = 0
    """Records that did not open, because somebody changed their rows, and are not in the file."""

    def as_json(self) -> dict[str, object]:
        """Return the export for programs."""
        return {
            "records": self.records,
            "until": self.until,
            "file": str(self.file),
            "sha256": self.sha256,
            "altered": self.altered,
        }


class Writer(Protocol):
    """Writes rows in one format."""

    def write(self, rows: Sequence[Mapping[str, str]]) -> None:
        """Write some rows."""

    def close(self) -> None:
        """Write what stands at the end."""


def export_records(
    copy: Copy,
    category: CategoryPlan,
    path: Path,
    *,
    form: RecordFormat,
    about: Mapping[str, object],
    progress: Callable[[int], object] | None = None,
) -> Exported:
    """
    Write records into a file of their own, and what it is beside it.

    Args:
        copy: the records, and until when the file may exist.
        category: what they are.
        path: the file; there must be none of this name.
        form: how it is written.
        about: what is said of the copy beside it; nothing of anybody's data.
        progress: told how many records are written.

    Raises:
        Unreadable: there is a file of this name, or it cannot be written; nothing is left of it.
        MissingExtra: the format needs a library that is not installed.
    """
    columns = [RECORD, PERSON, COLLECTED, *sorted(category.fields)]
    beside = path.with_name(f"{path.name}.json")
    refuse_existing(path, beside)
    try:
        with unnamed(path) as (file, name_it), unnamed(beside) as (note, name_note):
            with closing(_writer(form, file, columns)) as writer:
                records = _write(writer, copy, progress)
            digest = _digest(file)
            said = dict(about) | {
                "records": records,
                "destroy-after": copy.until.isoformat(),
                "sha256": digest,
            }
            if copy.altered:
                said["altered"] = copy.altered
            note.write((json.dumps(said, ensure_ascii=False, indent=2) + "\n").encode())
            name_note()
            try:
                name_it()
            except BaseException:
                beside.unlink()
                raise
    except OSError as error:
        raise Unreadable(
            f"cannot write `{path}` ({type(error).__name__})", hint="name a file in a folder that you may write to"
        ) from None
    copy.finish(records=records, sha256=digest)
    return Exported(records=records, until=copy.until.isoformat(), file=path, sha256=digest, altered=copy.altered)


def _write(writer: Writer, copy: Copy, progress: Callable[[int], object] | None) -> int:
    records = 0
    rows = map(_row, copy.records)
    while some := list(islice(rows, AT_ONCE)):
        writer.write(some)
        records += len(some)
        if progress is not None:
            progress(records)
    return records


def refuse_existing(*paths: Path) -> None:
    """
    Let nothing be written over.

    Raises:
        Unreadable: there is something of this name.
    """
    for path in paths:
        if path.exists() or path.is_symlink():
            raise Unreadable(f"there is a file `{path}` already", hint="name another one with --output")


@contextmanager
def unnamed(path: Path) -> Iterator[tuple[BinaryIO, Callable[[], None]]]:
    """
    Open a file that nobody finds, readable by its owner alone; yield it, and what gives it its name once it is on the disk.

    Raises:
        OSError: it cannot be made, or there is something of its name by then.
    """
    folder = path.absolute().parent
    hidden: Path | None = None
    try:
        descriptor = os.open(folder, os.O_TMPFILE | os.O_RDWR | os.O_CLOEXEC, _PRIVATE)
    except (OSError, AttributeError):
        hidden = folder / f".{path.name}-{secrets.token_hex(8)}"
        descriptor = os.open(hidden, os.O_CREAT | os.O_EXCL | os.O_RDWR | os.O_CLOEXEC, _PRIVATE)

    def name_it() -> None:
        file.flush()
        os.fsync(descriptor)
        source = hidden or Path(f"/proc/self/fd/{descriptor}")
        # With a folder's descriptor the link is followed to the file itself (linkat(2), AT_SYMLINK_FOLLOW).
        shelf = os.open(folder, os.O_RDONLY | os.O_CLOEXEC)
        try:
            os.link(source, path.absolute(), src_dir_fd=shelf)
            os.fsync(shelf)
        finally:
            os.close(shelf)

    try:
        with os.fdopen(descriptor, "w+b") as file:
            yield file, name_it
    finally:
        if hidden is not None:
            hidden.unlink(missing_ok=True)


def _row(record: Record) -> dict[str, str]:
    person = "" if record.person is None else record.person.hex()
    return {RECORD: str(record.ref), PERSON: person, COLLECTED: record.day.isoformat(), **record.fields}


def _writer(form: RecordFormat, file: BinaryIO, columns: Sequence[str]) -> Writer:
    if form is RecordFormat.PARQUET:
        return ParquetWriter(file, columns)
    return Cells(file, columns) if form is RecordFormat.CSV else Lines(file)


def _digest(file: BinaryIO) -> str:
    file.flush()
    file.seek(0)
    digest = sha256()
    while chunk := file.read(_CHUNK):
        digest.update(chunk)
    return digest.hexdigest()


class Cells:
    """CSV, every cell quoted, none a formula."""

    def __init__(self, file: BinaryIO, columns: Sequence[str]) -> None:
        """Write the names of the columns."""
        self._text = io.TextIOWrapper(file, encoding="utf-8", newline="", write_through=True)
        self._columns = columns
        self._writer = csv.writer(self._text, quoting=csv.QUOTE_ALL)
        self._writer.writerow(columns)

    def write(self, rows: Sequence[Mapping[str, str]]) -> None:
        """Write some rows; a column that a row does not name is an empty cell."""
        self._writer.writerows([disarmed(row.get(name, "")) for name in self._columns] for row in rows)

    def close(self) -> None:
        """Let the file be used by itself again."""
        self._text.detach()


class Lines:
    """NDJSON, one object a line."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file

    def write(self, rows: Sequence[Mapping[str, str]]) -> None:
        """Write some rows; what a row does not name is not in its object."""
        self._file.write("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows).encode())

    def close(self) -> None:
        """Nothing stands at the end."""
