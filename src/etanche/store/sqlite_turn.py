"""
Waiting for one's turn to write to a file of SQLite.
"""

from __future__ import annotations

import sqlite3
from threading import Event
from typing import Any

from sqlalchemy import Connection, exc

from etanche.clock import stopwatch

IMMEDIATE = "IMMEDIATE"
"""How a transaction begins that takes the write lock at its first word."""

LOOK_SECONDS = 0.001
"""How often a waiting writer looks whether it is its turn; SQLite's own waiting looks ever more rarely, and misses it."""

_PRIMARY = 0xFF


def begin_in_turn(connection: Connection, seconds: float) -> None:
    """
    Take the write lock as soon as nobody has it, waiting for so many seconds at most.

    Whoever deletes much leaves the lock alone for two milliseconds at a time (`vault.bites`). SQLite's own waiting would
    soon look only every 50 or 100 ms and hardly ever meet one of those; here it is looked each millisecond.
    """
    driver: Any = connection.connection.driver_connection
    until, pause = stopwatch() + seconds, Event()
    driver.execute("PRAGMA busy_timeout = 0")
    try:
        while True:
            try:
                connection.exec_driver_sql(f"BEGIN {IMMEDIATE}")
            except exc.OperationalError as error:
                if not _busy(error.orig) or stopwatch() > until:
                    raise
                pause.wait(LOOK_SECONDS)
            else:
                return
    finally:
        driver.execute(f"PRAGMA busy_timeout = {int(seconds * 1000)}")


def _busy(error: BaseException | None) -> bool:
    """Tell whether somebody else has the lock."""
    return getattr(error, "sqlite_errorcode", 0) & _PRIMARY == sqlite3.SQLITE_BUSY
