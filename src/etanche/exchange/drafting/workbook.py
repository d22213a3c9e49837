"""
A spreadsheet that somebody else made, as rows of texts: bounded in size, memory and time, whatever it holds.

Formulas are never computed: a cell that has one is read as the result that was stored with it.
A workbook with programs in it is turned away.
"""

from __future__ import annotations

import io
import json
import subprocess
import sys
import zipfile
from dataclasses import dataclass
from importlib.resources import as_file, files
from importlib.util import find_spec

from etanche.errors import MissingExtra, Unreadable

LARGEST = 8 * 1024 * 1024
"""A register of two hundred activities has some 300 kB."""

MOST_MEMBERS = 2_000
LARGEST_UNPACKED = 64 * 1024 * 1024
PATIENCE = 40
"""Seconds."""

PROGRAMS = ("vbaproject.bin", "basic/", "scripts/", "macrosheets/", "activex/")
SAVE = "open it in a spreadsheet and save it as .ods or .xlsx"

_CUT = 2_999
"""Rows that a sheet of a register never has."""


class WorkbookUnreadable(Unreadable):
    """A file is no spreadsheet that can be read here."""


@dataclass(frozen=True, kw_only=True)
class RawSheet:
    """One sheet: its name and its rows of texts, from the first."""

    name: str
    rows: tuple[tuple[str, ...], ...]


def read_workbook(data: bytes) -> tuple[RawSheet, ...]:
    """
    Return the sheets of an .ods or .xlsx file.

    Raises:
        WorkbookUnreadable: it is none, or larger than a register is, or broken, or it holds programs.
        MissingExtra: the library that reads such files is not installed.
    """
    inspect(data)
    if find_spec("python_calamine") is None:
        raise MissingExtra("this installation reads no spreadsheets", extra="documents")
    return tuple(
        RawSheet(name=str(name), rows=tuple(tuple(str(cell) for cell in row) for row in rows))
        for name, rows in json.loads(_unpacked(data))
    )


def inspect(data: bytes) -> None:
    """
    Look at the container without unpacking it.

    Raises:
        WorkbookUnreadable: it is no container of a spreadsheet, or no harmless one.
    """
    if len(data) > LARGEST:
        raise WorkbookUnreadable(
            f"the file is larger than {LARGEST // 1024 // 1024} MiB", hint="a register has some hundred kB"
        )
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as container:
            members = container.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, EOFError):
        raise WorkbookUnreadable("this is not a spreadsheet", hint=SAVE) from None
    if len(members) > MOST_MEMBERS or sum(member.file_size for member in members) > LARGEST_UNPACKED:
        raise WorkbookUnreadable("the file unpacks to more than a register can be", hint=SAVE)
    if any(member.flag_bits & 1 for member in members):
        raise WorkbookUnreadable("the file is protected by a password", hint="save it without one")
    names = {member.filename.lower() for member in members}
    if any(sign in f"/{name}" for name in names for sign in (f"/{program}" for program in PROGRAMS)):
        raise WorkbookUnreadable("the file holds programs (macros)", hint="save it without them, as .ods or .xlsx")
    if not names & {"content.xml", "xl/workbook.xml"}:
        raise WorkbookUnreadable("this is not a spreadsheet", hint=SAVE)


def _unpacked(data: bytes) -> bytes:
    """Have the workbook read by a process that has little memory and little time."""
    with as_file(files("etanche.exchange.drafting").joinpath("unpack.py")) as program:
        try:
            done = subprocess.run(  # noqa: S603  # our own interpreter, our own file
                [sys.executable, "-I", str(program)], input=data, capture_output=True, timeout=PATIENCE, check=False
            )
        except subprocess.TimeoutExpired:
            raise WorkbookUnreadable("reading the file takes too long", hint=SAVE) from None
    if done.returncode == 0:
        return done.stdout
    if done.returncode == BROKEN:
        raise WorkbookUnreadable("the file is broken, or is not a spreadsheet", hint=SAVE)
    raise WorkbookUnreadable("the file needs more memory or time than a register does", hint=SAVE)


BROKEN = 2
"""How `unpack.py` ends when the library could not read the file."""
