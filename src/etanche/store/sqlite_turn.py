"""
Waiting for one's turn to write to a file of SQLite, and the transactions of a file.

Every act of ours begins and ends a transaction or two: that is said to the driver itself, which takes a tenth of the time in which
SQLAlchemy says it.
"""

from __future__ import annotations

import os
import sqlite3
import weakref
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Event, Lock
from typing import Any

from sqlalchemy import Connection, Engine, exc

from etanche.clock import stopwatch

IMMEDIATE = "IMMEDIATE"
"""How a transaction begins that takes the write lock at its first word."""

LOOK_SECONDS = 0.001
"""How often a waiting writer looks whether it is its turn; SQLite's own waiting looks ever more rarely, and misses it."""

_PRIMARY = 0xFF


class Turns:
    """
    Whose turn it is to write, among the threads of a process: in the order in which they came.

    Whoever is done hands the turn to the next; a lock that is only let go is taken again by whoever writes without a pause.
    """

    def __init__(self) -> None:
        """Nobody writes."""
        self._begin()
        _all.add(self)

    def _begin(self) -> None:
        self._lock = Lock()
        self._taken = False
        self._waiting: deque[Lock] = deque()

    @contextmanager
    def taken(self, seconds: float) -> Iterator[None]:
        """
        Wait for one's turn, have it, and hand it on.

        Raises:
            TimeoutError: as the pool of connections says it: those before took longer than that.
        """
        self._take(seconds)
        try:
            yield
        finally:
            self._hand_on()

    def _take(self, seconds: float) -> None:
        with self._lock:
            if not self._taken:
                self._taken = True
                return
            mine = Lock()
            mine.acquire()
            self._waiting.append(mine)
        came = False
        try:
            came = mine.acquire(timeout=seconds)
        finally:
            if not came:
                self._leave(mine)
        if not came:
            raise exc.TimeoutError("others write for too long")

    def _leave(self, mine: Lock) -> None:
        """Wait no longer; a turn that was handed over at the last moment goes on to the next."""
        with self._lock:
            if mine in self._waiting:
                self._waiting.remove(mine)
                return
        self._hand_on()

    def _hand_on(self) -> None:
        with self._lock:
            if self._waiting:
                self._waiting.popleft().release()
            else:
                self._taken = False


_all: weakref.WeakSet[Turns] = weakref.WeakSet()


def _renew() -> None:
    """Let a child begin by itself: the threads that waited do not exist here."""
    for turns in list(_all):
        turns._begin()  # noqa: SLF001  # of this module


os.register_at_fork(after_in_child=_renew)


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
