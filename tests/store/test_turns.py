"""Threads of a process write in the order in which they came."""

from __future__ import annotations

import threading

import pytest
from sqlalchemy import exc

from etanche.store.sqlite_turn import Turns

LONG = 30.0


def test_whoever_writes_without_a_pause_lets_others_in() -> None:
    """A thread that is done, and wants to write again at once, comes after those who waited, in their order."""
    turns, came, waits = Turns(), list[str](), threading.Event()

    def write(name: str) -> None:
        with turns.taken(LONG):
            came.append(name)

    with turns.taken(LONG):
        threads = [threading.Thread(target=write, args=[name]) for name in ("first", "second")]
        for number, thread in enumerate(threads, start=1):
            thread.start()
            while len(turns._waiting) < number:
                waits.wait(0.001)
    write("again")
    for thread in threads:
        thread.join()

    assert ["first", "second", "again"] == came


def test_a_turn_that_does_not_come_is_given_up() -> None:
    """Whoever waited too long leaves the queue, and the next turn goes to somebody who is still there."""
    turns = Turns()
    with turns.taken(LONG), pytest.raises(exc.TimeoutError), turns.taken(0.01):
        pass

    with turns.taken(0.0):
        assert not turns._waiting
