"""
*Inspect*: the raw bytes of every file of the instance, searched for what must not be there.

The bytes are read by a child of its own (`seeker`), because a process that opens and closes a database it is using
loses SQLite's locks on it. Here names and modes are looked at, and nothing is opened.
A store on a server has no file of ours: its rows are asked for, and searched as they come.
What this does *not* see: bytes of such a server's own files, and bytes in memory, in swap, and in files outside the folder of the instance.
"""

from __future__ import annotations

import json
import stat
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from etanche.errors import Fault

_SHORTEST: Final = 8
"""A shorter needle is met by chance among sealed bytes."""

_LONGEST_SECONDS: Final = 600
"""A search that takes longer proves nothing."""

_SEEKER: Final = Path(__file__).with_name("seeker.py")


class SearchFailed(Fault):
    """The child that reads the files did not come back with an answer."""


@dataclass(frozen=True, kw_only=True)
class Search:
    """How much was read, and which needles were met, by the name given to them."""

    files: int
    bytes: int
    found: Mapping[str, int]
    """Name of a needle → number of files and tables that hold it; needles met nowhere are absent."""

    tables: int = 0
    """Tables on servers, whose rows were asked for: the files they lie in are not ours to read."""


@dataclass(frozen=True, kw_only=True)
class Below:
    """What lies in a folder, by kind."""

    files: tuple[Path, ...]
    astray: int
    """Links, sockets, pipes and devices: nothing an instance consists of, and nothing that is searched."""

    open_files: int
    """Files that others than their owner may open."""

    open_folders: int
    """Folders, the top one included, that others than their owner may enter or list."""


def below(folder: Path) -> Below:
    """Look at the names and modes of everything below a folder, opening nothing; what vanishes meanwhile is passed over."""
    modes = dict(_modes(folder))
    files = {path: mode for path, mode in modes.items() if stat.S_ISREG(mode)}
    folders = [folder.stat().st_mode, *(mode for mode in modes.values() if stat.S_ISDIR(mode))]
    return Below(
        files=tuple(files),
        astray=len(modes) - len(files) - (len(folders) - 1),
        open_files=sum(map(_open_to_others, files.values())),
        open_folders=sum(map(_open_to_others, folders)),
    )


def files_below(folder: Path) -> tuple[Path, ...]:
    """Return every regular file below a folder, in a fixed order."""
    return below(folder).files


def _modes(folder: Path) -> Iterator[tuple[Path, int]]:
    for path in sorted(folder.rglob("*")):
        try:
            yield path, path.lstat().st_mode
        except FileNotFoundError:
            continue


def _open_to_others(mode: int) -> bool:
    return bool(mode & (stat.S_IRWXG | stat.S_IRWXO))


def search(paths: Iterable[Path], needles: Mapping[str, bytes], *, tables: Iterable[Iterable[bytes]] = ()) -> Search:
    """
    Look for every needle in every file, and in every table that comes in pieces.

    Raises:
        ValueError: a needle is too short to be told from chance.
        SearchFailed: a file could not be read, or the search took too long.
    """
    if any(len(needle) < _SHORTEST for needle in needles.values()):
        raise ValueError("a needle this short is met by chance among sealed bytes")
    files = [str(path) for path in paths]
    answer = _ask({"files": files, "needles": [needle.hex() for needle in needles.values()]})
    met = Counter(dict(zip(needles, answer["met"], strict=True)))
    size = count = 0
    for table in tables:
        read, here = _look_through(table, needles)
        size, count = size + read, count + 1
        met.update(here)
    return Search(
        files=answer["files"],
        bytes=answer["bytes"] + size,
        found={name: n for name, n in met.items() if n},
        tables=count,
    )


def _look_through(table: Iterable[bytes], needles: Mapping[str, bytes]) -> tuple[int, set[str]]:
    """Return how many bytes came, and the needles met in them; pieces overlap, as in the child."""
    overlap = max(map(len, needles.values()), default=1) - 1
    tail, size, met = b"", 0, set[str]()
    for piece in table:
        size += len(piece)
        window = tail + piece
        met.update(name for name, needle in needles.items() if name not in met and needle in window)
        tail = window[-overlap:] if overlap else b""
    return size, met


def _ask(question: Mapping[str, object]) -> dict[str, Any]:
    """Start the child, in a session of its own so that a Ctrl-C meant for us does not break it off."""
    try:
        done = subprocess.run(  # noqa: S603  # our own interpreter, our own file
            [sys.executable, "-I", "-S", str(_SEEKER)],
            input=json.dumps(question).encode(),
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=_LONGEST_SECONDS,
            check=True,
            start_new_session=True,
        )
        answer: dict[str, Any] = json.loads(done.stdout)
    except (OSError, ValueError, subprocess.SubprocessError):
        # What the child or its failure says is not passed on: it could quote what was looked for.
        raise SearchFailed("the files of the instance could not be searched") from None
    return answer
