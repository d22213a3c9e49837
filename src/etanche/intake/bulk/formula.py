"""
Cells that a spreadsheet would take for a formula, and how they are written so that it does not (OWASP, «CSV Injection»).

An apostrophe is written before them, and taken off again when the file is read: what goes out and comes in again is the same.

    >>> armed("=1+1"), disarmed("=1+1"), restored(disarmed("'=1+1"))
    (True, "'=1+1", "'=1+1")
"""

from __future__ import annotations

import re

_ARMED = re.compile(r"[\s']*[=+\-@|%\t\r\n\uff1d\uff0b\uff0d\uff20]")


def armed(value: str) -> bool:
    """Return whether a program could take a cell for a formula, whatever blanks and apostrophes stand before it."""
    return _ARMED.match(value) is not None


def disarmed(value: str) -> str:
    """Return a cell as it is written."""
    return f"'{value}" if armed(value) else value


def restored(cell: str) -> str:
    """Return the value of a cell that was written by `disarmed`."""
    return cell[1:] if cell.startswith("'") and armed(cell[1:]) else cell
