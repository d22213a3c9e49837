"""A store, a shelf and tombstones on disk, and two organisations that share them."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from tests.servers import Databases

from etanche.store import Shelf, Store, Tombstones, sqlite
from etanche.terms import OrganisationId, new_id

Start = Callable[..., "subprocess.Popen[str]"]

AT = "2026-11-21T06:02:00.000000+00:00"


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Attempts at cutting a log give up at once: what they answer does not depend on how long they wait."""
    monkeypatch.setattr(sqlite, "CHECKPOINT_MS", 15)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where an instance lives; it is made by whoever comes first."""
    return tmp_path / "instance"


@pytest.fixture
def store(engine: str, folder: Path, request: pytest.FixtureRequest) -> Iterator[Store]:
    """New data, on each engine."""
    if engine == "sqlite":
        made = Store.create(folder / "data.sqlite")
    else:
        databases: Databases = request.getfixturevalue("databases")
        made = Store.open(databases.store())
    yield made
    made.close()


@pytest.fixture
def shelf(engine: str, folder: Path, request: pytest.FixtureRequest) -> Iterator[Shelf]:
    """A new shelf, on each engine."""
    if engine == "sqlite":
        made = Shelf.create(folder / "shelf.sqlite")
    else:
        databases: Databases = request.getfixturevalue("databases")
        made = Shelf.open(databases.shelf())
    yield made
    made.close()


@pytest.fixture
def tombstones(folder: Path) -> Tombstones:
    """A new file of tombstones."""
    return Tombstones.create(folder / "tombstones.log")


@pytest.fixture
def organisation() -> OrganisationId:
    """An organisation."""
    return OrganisationId(new_id())


@pytest.fixture
def other() -> OrganisationId:
    """Another organisation, whose rows nobody of the first may touch."""
    return OrganisationId(new_id())


@pytest.fixture
def start() -> Iterator[Start]:
    """Start a program in another process; it has said `ready`, and is killed at the end if it still runs."""
    running: list[subprocess.Popen[str]] = []

    def begin(program: str, *arguments: object) -> subprocess.Popen[str]:
        command = [sys.executable, "-c", program, *map(str, arguments)]
        process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        running.append(process)
        assert process.stdout is not None
        # What else it says meanwhile stays in the pipe, for whoever asks for it.
        assert b"ready\n" == b"".join(os.read(process.stdout.fileno(), 1) for _ in "ready\n")
        return process

    yield begin
    for process in running:
        process.kill()
        process.communicate()
