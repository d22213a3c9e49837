"""From a file to a draft: which sort of file it is, what it says, and how that is written."""

from __future__ import annotations

import stat
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from etanche.errors import Unreadable
from etanche.exchange.drafting.cnil import sketch_of_register
from etanche.exchange.drafting.fides import sketch_of_manifest
from etanche.exchange.drafting.sketch import Remark, Sketch
from etanche.exchange.drafting.workbook import LARGEST, read_workbook
from etanche.exchange.drafting.write import Writer
from etanche.terms import Language

GAP, COMMENT = "‹", "#"
CONTAINER = b"PK\x03\x04"
OLD_WORKBOOK = b"\xd0\xcf\x11\xe0"


class SourceUnreadable(Unreadable):
    """A file from which a charter was to be drafted cannot be read."""


@dataclass(frozen=True, kw_only=True)
class Drafted:
    """A draft: its text, and what was not taken over."""

    text: str
    remarks: tuple[Remark, ...]
    purposes: int
    categories: int
    recipients: int
    gaps: int
    """Places that only its author can fill in."""


def draft(path: Path, *, language: Language, on: date) -> Drafted:
    """
    Draft a charter from a register (.ods, .xlsx) or a fideslang manifest (YAML).

    Args:
        path: the file.
        language: of the comments in the draft.
        on: the day from which the draft counts as a version.

    Raises:
        Unreadable: it is neither, or is broken, huge or protected, or holds programs.
        MissingExtra: the library that reads spreadsheets is not installed.
    """
    data = _bytes(path)
    sketch = _sketch(data, path.name)
    text = Writer(sketch, language, on=on, source=path.name).charter()
    return Drafted(
        text=text,
        remarks=tuple(sketch.remarks),
        purposes=len(sketch.purposes),
        categories=len(sketch.categories),
        recipients=len(sketch.recipients),
        gaps=sum(line.count(GAP) for line in text.splitlines() if not line.lstrip().startswith(COMMENT)),
    )


def _sketch(data: bytes, file: str) -> Sketch:
    """Return what a file says, by what it is and not by what it is called."""
    if data.startswith(CONTAINER):
        return sketch_of_register(read_workbook(data))
    if data.startswith(OLD_WORKBOOK):
        raise SourceUnreadable(
            "this is a spreadsheet of an old format, or a protected one", hint="save it as .ods or .xlsx"
        )
    return sketch_of_manifest(data, file=file)


def _bytes(path: Path) -> bytes:
    """Return the bytes of an ordinary file of reasonable size."""
    try:
        facts = path.stat()
        if not stat.S_ISREG(facts.st_mode):
            raise SourceUnreadable("this is not an ordinary file", hint="give a register or a manifest")
        if facts.st_size > LARGEST:
            raise SourceUnreadable(
                f"the file is larger than {LARGEST // 1024 // 1024} MiB", hint="a register has some hundred kB"
            )
        return path.read_bytes()
    except FileNotFoundError:
        raise SourceUnreadable("there is no such file", hint="give the path of a register or a manifest") from None
    except (OSError, ValueError):
        raise SourceUnreadable("the file cannot be opened", hint="check who may read it") from None
