"""
The same as `test_crash_erase`, where the data are on a server: what is committed there and what lies in files are two things, and a kill falls between them.

The process dies before a boundary in earnest: each beginning and commit of a transaction on the server, and each of the boundaries of files.
"""

from __future__ import annotations

import os
import shutil
import signal
from collections.abc import Callable
from functools import partial
from pathlib import Path

from sqlalchemy import Engine, event
from tests.attacks.test_crash_erase import act, begun_with, check, opened
from tests.attacks.test_crash_put_and_sweep import killer
from tests.conftest import Tell, forked
from tests.servers import Databases

from etanche.keyring import MemoryRoot, Root
from etanche.store import Address

EACH = 5
"""So many boundaries apart is the process killed; what lies between two of them is tried in files."""


def on_the_server(meet: Callable[[], object]) -> None:
    """Hang something on the transactions of the server too; those of files are met as everywhere."""

    def boundary(connection: object) -> None:
        if getattr(connection, "dialect").name == "postgresql":  # noqa: B009  # it is SQLAlchemy's own
            meet()

    event.listen(Engine, "begin", boundary)
    event.listen(Engine, "commit", boundary)


def dies(folder: Path, root: Root, data: Address, before: int, _: Tell) -> None:
    """Be the child, and die before a boundary."""
    meet = killer(before)
    on_the_server(meet)
    act(folder, root, meet, data)


def test_a_kill_between_a_server_and_files_brings_nobody_back(tmp_path: Path, databases: Databases) -> None:
    """Here and there along the way: who is being erased is not read again, the sweep finishes it, and nobody else loses a record."""
    root, seed = MemoryRoot(), tmp_path / "seed"
    data = databases.empty()
    begun_with(opened(seed / "instance", root, data))
    begun: list[bool] = []
    for before in range(2, 1_000, EACH):
        left, copy = shutil.copytree(seed, tmp_path / "left"), databases.copy(data)

        child, telling = forked(partial(dies, left / "instance", root, copy, before))
        telling.close()
        ended = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        begun.append(check(left, root, copy))
        shutil.rmtree(left)
        if ended == 0:
            break
        assert -signal.SIGKILL == ended

    assert sorted(begun) == begun
    assert {False, True} == set(begun)
    assert len(begun) > 10
