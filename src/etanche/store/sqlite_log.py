"""
How the write-ahead log of a file of SQLite is moved into the file, and cut, without holding writers up.

Cutting the log holds the lock of writers for as long as it takes. So what is in the log is moved first, while others write;
only when next to nothing is left is it cut. And whoever cuts waits for readers in short turns, between which writers come through:
SQLite's own waiting would keep the lock all the while.
"""

from __future__ import annotations

from pathlib import Path
from threading import Event

from sqlalchemy import Connection, Engine

TURN_MS = 5
"""How long one attempt at cutting the log waits for readers: it holds writers back meanwhile."""

REST_SECONDS = 0.002
"""How long writers are left alone between two attempts: two looks of whoever waits (`sqlite_turn.LOOK_SECONDS`)."""

FEW_FRAMES = 64
"""With at most so many pages left to be moved the log may be cut: they are moved under the lock of writers, in less than a bite's time."""

MOVES = 8
"""How often what others wrote meanwhile is moved too, before an attempt is given up: each time there is less of it."""

_MANY = 1 << 32


def move_log(engine: Engine) -> int:
    """Move what is in the log into the file, while others read and write; return how many pages are left to be moved."""
    with engine.connect() as connection:
        return _moved(connection)


def cut_log(engine: Engine, path: Path, *, turns: int, busy_seconds: float) -> bool:
    """
    Move the write-ahead log into the database and cut it to nothing.

    Args:
        engine: whose file.
        path: the file.
        turns: how often a reader or a writer may stand in the way before it is given up.
        busy_seconds: how long the connection waits for others otherwise.

    Returns:
        True only when SQLite's own answer says that it was not kept busy and that no frame is left,
        and the file, looked at from outside, has no byte. A reader or a writer in the way gives False.
    """
    log = path.with_name(path.name + "-wal")
    rest = Event()
    with engine.connect() as connection:
        connection.exec_driver_sql(f"PRAGMA busy_timeout = {TURN_MS}")
        try:
            for turn in range(turns):
                if turn:
                    rest.wait(REST_SECONDS)
                if _few_left(connection) and _cut(connection) and (not log.exists() or log.stat().st_size == 0):
                    return True
        finally:
            connection.exec_driver_sql(f"PRAGMA busy_timeout = {int(busy_seconds * 1000)}")
    return False


def _few_left(connection: Connection) -> bool:
    """Move what is in the log until next to nothing is left; say no when readers keep it there, or writers are quicker."""
    return any(_moved(connection) <= FEW_FRAMES for _ in range(MOVES))


def _moved(connection: Connection) -> int:
    """Return how many pages are left after moving what can be moved; many, while somebody else is moving them."""
    busy, frames, moved = connection.exec_driver_sql("PRAGMA wal_checkpoint(PASSIVE)").one()
    return _MANY if busy else int(frames) - int(moved)


def _cut(connection: Connection) -> bool:
    busy, frames, _moved = connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").one()
    return bool(busy == 0 and frames == 0)
