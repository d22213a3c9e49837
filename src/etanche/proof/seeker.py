"""
The child that reads the files of an instance: `look` starts it, as a program of its own, for one search.

On POSIX, closing a file takes away every lock that the *process* holds on it, whoever in it took them.
SQLite holds such locks for as long as a database is open: a house that read its own databases would lose them,
and the next program beside it would throw their write-ahead logs away. So the reading is done where no lock is held.

It is started by its path, with nothing of ours around it, so it imports from the standard library only.
What to look for comes by standard input, never by argument; what it answers is counts.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence

_PIECE = 1 << 20


def count(paths: Sequence[str], needles: Sequence[bytes]) -> tuple[int, list[int]]:
    """
    Return how many bytes were read, and in how many files each needle was met.

    Files are read in pieces that overlap, so that a needle cut by a boundary is still found and memory stays small.
    A file that has vanished is passed over: a write-ahead log that was folded back lies in the file beside it.
    """
    overlap = max(map(len, needles), default=1) - 1
    total, met_in = 0, [0] * len(needles)
    for path in paths:
        size, met = _look_into(path, needles, overlap)
        total += size
        for at in met:
            met_in[at] += 1
    return total, met_in


def _look_into(path: str, needles: Sequence[bytes], overlap: int) -> tuple[int, set[int]]:
    met: set[int] = set()
    tail, size = b"", 0
    try:
        with open(path, "rb") as file:  # noqa: PTH123  # nothing more is imported than must be: a child starts in milliseconds
            while piece := file.read(_PIECE):
                size += len(piece)
                window = tail + piece
                met.update(at for at, needle in enumerate(needles) if at not in met and needle in window)
                tail = window[-overlap:] if overlap else b""
    except FileNotFoundError:
        pass
    return size, met


def main() -> None:
    """Read a question from standard input and write the answer to standard output, both as JSON."""
    asked = json.load(sys.stdin.buffer)
    total, met_in = count(asked["files"], [bytes.fromhex(needle) for needle in asked["needles"]])
    json.dump({"files": len(asked["files"]), "bytes": total, "met": met_in}, sys.stdout)


if __name__ == "__main__":
    main()
