"""
Reads one workbook in a process of its own, with little memory and little time, and prints its cells.

It is started as a file, so that it imports nothing of ours; what it opens came from somebody else.
The parent (`workbook.py`) has looked at the container before; here the library reads it, and whatever it does
to memory or time happens within these bounds.
"""

from __future__ import annotations

import io
import json
import resource
import sys

from python_calamine import CalamineWorkbook

MEMORY = 1024 * 1024 * 1024
SECONDS = 20
MOST_SHEETS = 400
MOST_ROWS = 3_000
MOST_COLUMNS = 40
LONGEST_TEXT = 4_000


def main() -> int:
    """Read a workbook from standard input and print its sheets as JSON."""
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    try:
        sheets = cells(sys.stdin.buffer.read())
    except MemoryError:
        return 3
    except Exception:  # noqa: BLE001  # a library may raise anything on a hostile file; the parent has the words for it
        return 2
    sys.stdout.write(json.dumps(sheets))
    return 0


def cells(data: bytes) -> list[list[object]]:
    """Return each sheet with its name and its rows of texts; what is too much is left out, and the parent told."""
    book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    found: list[list[object]] = []
    for name in book.sheet_names[:MOST_SHEETS]:
        rows = book.get_sheet_by_name(name).to_python(skip_empty_area=False, nrows=MOST_ROWS + 1)
        found.append([name, [[text(cell) for cell in row[:MOST_COLUMNS]] for row in rows]])
    return found


def text(cell: object) -> str:
    """Return a cell as a text; a whole number without its point, a day as ISO 8601 writes it."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if hasattr(cell, "isoformat"):
        return str(cell.isoformat())[:10]
    return str(cell)[:LONGEST_TEXT]


if __name__ == "__main__":
    sys.exit(main())
