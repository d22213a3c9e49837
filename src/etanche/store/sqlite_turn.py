"""
Waiting for one's turn to write to a file of SQLite, and the transactions of a file.

Every act of ours begins and ends a transaction or two: that is said to the driver itself, which takes a tenth of the time in which
SQLAlchemy says it.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Event
from typing import Any

from sqlalchemy import Connection, Engine

from etanche.clock import stopwatch

IMMEDIATE = "IMMEDIATE"
"""How a transaction begins that takes the write lock at its first word."""

LOOK_SECONDS = 0.001
"""How often a waiting writer looks whether it is its turn; SQLite's own waiting looks ever more rarely, and misses it."""

_PRIMARY = 0xFF


@contextmanager
def transaction(engine: Engine, begin: Callable[[sqlite3.Connection], object]) -> Iterator[Connection]:
    """Give a connection on which a transaction was begun; it is committed at the end, and rolled back on any error."""
    with engine.connect() as connection:
        driver: Any = connection.connection.driver_connection
        begin(driver)
        try:
            yield connection
            driver.commit()
        except BaseException:
            driver.rollback()
            raise


def begin_in_turn(driver: sqlite3.Connection, seconds: float) -> None:
    """
    Take the write lock as soon as nobody has it, waiting for so many seconds at most.

    Whoever deletes much leaves the lock alone for two milliseconds at a time (`vault.bites`). SQLite's own waiting would
    soon look only every 50 or 100 ms and hardly ever meet one of those; here it is looked each millisecond.
    """
    until, pause = stopwatch() + seconds, Event()
    driver.execute("PRAGMA busy_timeout = 0")
    try:
        while True:
            try:
                driver.execute(f"BEGIN {IMMEDIATE}")
            except sqlite3.OperationalError as error:
                if not _busy(error) or stopwatch() > until:
                    raise
                pause.wait(LOOK_SECONDS)
            else:
                return
    finally:
        driver.execute(f"PRAGMA busy_timeout = {int(seconds * 1000)}")


def _busy(error: sqlite3.OperationalError) -> bool:
    """Tell whether somebody else has the lock."""
    return error.sqlite_errorcode & _PRIMARY == sqlite3.SQLITE_BUSY
