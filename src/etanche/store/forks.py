"""
What a fork does to open files: SQLite cannot take a connection along, nor even forget that there was one.

The library keeps, for each file and process, a table of the locks it holds. A child inherits the table and not
the locks, so it would read without a lock and never know. Therefore, before a fork, connections that nobody is using
are closed, and the child opens its own. When one is being used at that moment, the child is refused every file
rather than trusted with a wrong table. Starting another program (`subprocess`) is no such fork, and costs nothing.
"""

from __future__ import annotations

import os
import sqlite3
import threading
import weakref
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Engine
from sqlalchemy.pool import Pool

from etanche.store.faults import ForkedInUse


class Tracked(sqlite3.Connection):
    """A connection that is known as long as it is open."""

    def __init__(self, *args: Any, **options: Any) -> None:
        """Open, and be known."""
        super().__init__(*args, **options)
        _open.add(self)

    def close(self) -> None:
        """Close, and be forgotten."""
        super().close()
        _open.discard(self)


_open: weakref.WeakSet[Tracked] = weakref.WeakSet()
_engines: weakref.WeakSet[Engine] = weakref.WeakSet()
_kept: list[object] = []
_lock = threading.Lock()
_in_use = False


def watch(engine: Engine) -> None:
    """Look after an engine for as long as it lives."""
    _engines.add(engine)


@contextmanager
def connecting(file: str) -> Iterator[None]:
    """
    Let a connection be opened, and no fork happen meanwhile.

    Raises:
        ForkedInUse: this process was forked while its parent was using a file.
    """
    if _in_use:
        raise ForkedInUse(
            f"`{file}` cannot be opened: this process was forked while an instance was in use",
            hint="start workers before opening an instance",
        )
    with _lock:
        yield


def _before() -> None:
    """Let nobody open a connection until the fork is over; close those that nobody uses."""
    _lock.acquire()
    for engine in list(_engines):
        engine.dispose()


def _after_in_parent() -> None:
    """Go on."""
    _lock.release()


def _after_in_child() -> None:
    """Begin with empty pools; keep whatever was in use, untouched, so that it is never closed here."""
    global _lock, _in_use  # noqa: PLW0603 - a fork happens to a whole process
    _lock = threading.Lock()
    _kept.extend(_open)
    _in_use = bool(_open)
    for engine in list(_engines):
        pool: Pool = engine.pool
        _kept.append(pool)
        engine.dispose(close=False)


os.register_at_fork(before=_before, after_in_parent=_after_in_parent, after_in_child=_after_in_child)
