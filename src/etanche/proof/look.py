"""
*Inspect*: the raw bytes of every file of the instance, searched for what must not be there.

Files are read in pieces that overlap, so that a needle cut by a boundary is still found and memory stays small.
What this does *not* see: bytes in memory, in swap, and in files outside the folder of the instance.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

_PIECE = 1 << 20
_SHORTEST = 8
"""A shorter needle is met by chance among sealed bytes."""


@dataclass(frozen=True, kw_only=True)
class Search:
    """How much was read, and which needles were met, by the name given to them."""

    files: int
    bytes: int
    found: Mapping[str, int]
    """Name of a needle → number of files that hold it; needles met nowhere are absent."""


def files_below(folder: Path) -> Iterator[Path]:
    """Yield every regular file below a folder, in a fixed order; what vanishes meanwhile is passed over."""
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not path.is_symlink():
            yield path


def search(paths: Iterable[Path], needles: Mapping[str, bytes]) -> Search:
    """
    Look for every needle in every file.

    Raises:
        ValueError: a needle is too short to be told from chance.
    """
    if any(len(needle) < _SHORTEST for needle in needles.values()):
        raise ValueError("a needle this short is met by chance among sealed bytes")
    found: dict[str, int] = {}
    files = total = 0
    overlap = max((len(needle) for needle in needles.values()), default=1) - 1
    for path in paths:
        met, size = _search_one(path, needles, overlap)
        files, total = files + 1, total + size
        for name in met:
            found[name] = found.get(name, 0) + 1
    return Search(files=files, bytes=total, found=found)


def _search_one(path: Path, needles: Mapping[str, bytes], overlap: int) -> tuple[set[str], int]:
    met: set[str] = set()
    tail, size = b"", 0
    try:
        with path.open("rb") as file:
            while piece := file.read(_PIECE):
                size += len(piece)
                window = tail + piece
                met.update(name for name, needle in needles.items() if name not in met and needle in window)
                tail = window[-overlap:] if overlap else b""
    except FileNotFoundError:
        pass  # a write-ahead log that was just folded back; its bytes are in the file beside it
    return met, size
