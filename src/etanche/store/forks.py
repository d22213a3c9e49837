"""
What a fork does to open stores: neither a file of SQLite nor a connection to a server can be taken along.

SQLite's library keeps, for each file and process, a table of the locks it holds. A child inherits the table and not
the locks, so it would read without a lock and never know. Therefore, before a fork, connections that nobody is using
are closed, and the child opens its own. When one is being used at that moment, the child is refused every file
rather than trusted with a wrong table. Starting another program (`subprocess`) is no such fork, and costs nothing.

A connection to a server is a socket: two processes that speak on it, or one that says goodbye on it, end the other's work.
So the same is done for those.
"""

from __future__ import annotations

import os
import threading
import weakref
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Engine
from sqlalchemy.pool import Pool

from etanche.store.faults import ForkedInUse

_open: weakref.WeakSet[object] = weakref.WeakSet()
_engines: weakref.WeakSet[Engine] = weakref.WeakSet()
_kept: list[object] = []
_lock = threading.Lock()
_in_use = False


def opened(connection: object) -> None:
    """Know a connection for as long as it is open."""
    _open.add(connection)


def closed(connection: object) -> None:
    """Forget a connection."""
    _open.discard(connection)


def watch(engine: Engine) -> None:
    """Look after an engine for as long as it lives."""
    _engines.add(engine)


@contextmanager
def connecting(store: str) -> Iterator[None]:
    """
    Let a connection be opened, and no fork happen meanwhile.

    Raises:
        ForkedInUse: this process was forked while its parent was using a store.
    """
    if _in_use:
        raise ForkedInUse(
            f"`{store}` cannot be opened: this process was forked while an instance was in use",
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
