"""
A batch makes a hundred thousand objects that outlive the making of it, and none that holds itself.

Python takes so many new objects for a reason to look through all there are for cycles, those of every library included, several times
a batch: a quarter of the time of a put. So it is asked to wait until the batch is written. What is dropped is freed at once as ever.
"""

from __future__ import annotations

import gc
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager

_lock = threading.Lock()
_batches = 0
_was_on = False


@contextmanager
def uncollected() -> Iterator[None]:
    """Let nobody look for cycles until the last of the batches under way in this process is over; a process that never looks goes on so."""
    global _batches, _was_on  # noqa: PLW0603 - there is one collector in a process
    with _lock:
        if _batches == 0:
            _was_on = gc.isenabled()
            gc.disable()
        _batches += 1
    try:
        yield
    finally:
        with _lock:
            _batches -= 1
            if _batches == 0 and _was_on:
                gc.enable()


def _renew() -> None:
    """Let a child collect: the batches of its parent are not its own."""
    global _lock, _batches  # noqa: PLW0603 - a fork happens to a whole process
    _lock = threading.Lock()
    if _batches:
        _batches = 0
        if _was_on:
            gc.enable()


os.register_at_fork(after_in_child=_renew)
