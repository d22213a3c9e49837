"""
Opening a file of records in its format.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from etanche.intake.bulk.columnar import Columnar
from etanche.intake.bulk.delimited import Delimited
from etanche.intake.bulk.objects import Objects
from etanche.intake.bulk.source import LONGEST, Plain, RecordFormat, Source
from etanche.intake.logfile import open_log


@contextmanager
def open_source(path: Path, form: RecordFormat, *, delimiter: str = ",", encoding: str = "utf-8") -> Iterator[Source]:
    """
    Open a file of records.

    Raises:
        NotFound: there is no such file.
        Unreadable: it cannot be opened, or does not begin as a file of this format does.
        MissingExtra: reading Parquet needs a library that is not installed.
    """
    with open_log(path, longest=LONGEST, what="a file of records") as file:
        match form:
            case RecordFormat.CSV:
                yield Delimited(file, delimiter=delimiter, encoding=encoding)
            case RecordFormat.NDJSON:
                yield Objects(file)
            case RecordFormat.PARQUET:
                yield Columnar(file)
            case RecordFormat.TEXT:
                yield Plain(file)
