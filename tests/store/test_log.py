"""The write-ahead log of a file is moved while others write, and cut only when next to nothing is left in it."""

from __future__ import annotations

import sqlite3
import struct
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import event

from etanche.store import Store, facts, sqlite_log
from etanche.terms import OrganisationId

FRAMES = 1_000
CUTS = "PRAGMA wal_checkpoint(TRUNCATE)"


@pytest.fixture
def filed(folder: Path) -> Iterator[Store]:
    """New data in a file: only a file has a log of ours."""
    made = Store.create(folder / "data.sqlite")
    yield made
    made.close()


@pytest.fixture
def cuts(filed: Store) -> list[int]:
    """How many pages were left to be moved whenever the log was to be cut."""
    seen: list[int] = []

    def look(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        if statement == CUTS:
            seen.append(left(filed.path))

    event.listen(filed._engine, "before_cursor_execute", look)
    return seen


def left(path: Path) -> int:
    """Return how many pages of the log are not in the file yet, as the index of the log says (sqlite.org/walformat.html, 2.1 and 2.2)."""
    index = path.with_name(path.name + "-shm").read_bytes()
    (written,), (moved,) = struct.unpack_from("=I", index, 16), struct.unpack_from("=I", index, 96)
    return int(written) - int(moved)


def fill(path: Path) -> None:
    """Leave many pages in the log, as a writer does who does not move them."""
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("PRAGMA wal_autocheckpoint = 0")
        other.execute("CREATE TABLE filling (page BLOB)")
        other.execute("BEGIN")
        other.executemany("INSERT INTO filling VALUES (zeroblob(4000))", [()] * FRAMES)
        other.execute("COMMIT")


def test_a_log_is_moved_before_it_is_cut(filed: Store, cuts: list[int]) -> None:
    """Whoever cuts the log holds writers back for a few pages at most, however long the log is."""
    fill(filed.path)
    before = left(filed.path)

    assert filed.flush()
    assert before >= FRAMES
    assert [0] == cuts


def test_a_log_that_a_reader_keeps_is_not_cut(filed: Store, cuts: list[int], organisation: OrganisationId) -> None:
    """While a reader keeps many pages from being moved nobody tries to cut the log, and writers are never held back for it."""
    with filed.reading() as connection:
        facts.get(connection, organisation, "anything")
        fill(filed.path)

        assert not filed.flush()
        assert [] == cuts
    assert filed.flush()


def test_a_log_is_not_cut_while_somebody_else_moves_it(
    filed: Store, cuts: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    """When writers are quicker than whoever moves their pages, it is given up rather than done under their lock."""
    monkeypatch.setattr(sqlite_log, "FEW_FRAMES", -1)

    assert not filed.flush()
    assert [] == cuts


def test_relieving_leaves_nothing_to_be_moved(filed: Store, cuts: list[int]) -> None:
    """What is in the log goes into the file, and the log is cut by nobody."""
    fill(filed.path)
    filed.relieve()

    assert 0 == left(filed.path)
    assert [] == cuts
