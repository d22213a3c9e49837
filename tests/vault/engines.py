"""A house on each engine: its shelf is in a file, its data are in another, or on a server."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from contextlib import AbstractContextManager, closing
from pathlib import Path
from typing import Protocol, TypeVar

import pytest
from tests.servers import Databases

from etanche.store import Address


class Closes(Protocol):
    """Something open."""

    def close(self) -> None:
        """Close it."""


H = TypeVar("H", bound=Closes)


def on_engine(
    request: pytest.FixtureRequest, engine: str, new: str, to: Path, opened: Callable[[Path, Address | None], H]
) -> AbstractContextManager[H]:
    """
    Open a copy of a house, closed at the end of the block.

    Args:
        request: of the fixture that gives it.
        engine: where its data are.
        new: the fixture that has the folder of one just made, all of it in files; `beside` has that of one whose data are on a server, by a name that no other house has.
        to: where the copy is.
        opened: opens one in a folder, or makes it there.
    """
    if engine == "sqlite":
        return closing(opened(shutil.copytree(request.getfixturevalue(new), to), None))
    folder: Path = request.getfixturevalue("beside")
    databases: Databases = request.getfixturevalue("databases")
    data = databases.filled(folder.name, lambda address: opened(folder, address).close())
    return closing(opened(shutil.copytree(folder, to), data))
