"""Lines of several threads in one commit: each waits for its own, and nothing is said to be written that is not."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import cast

import pytest
from tests.journal.conftest import NOON, ORGANISATION

from etanche.journal import Entry
from etanche.journal.entry import row_of
from etanche.journal.together import Lines, Together, _Line
from etanche.store import StoreBusy

PATIENCE = 10.0


def _line(name: str) -> Entry:
    return Entry(organisation=ORGANISATION, at=NOON, actor=name, act="read", object="visit", decision="granted")


@dataclass
class Slow:
    """A commit that takes until it is let go; what it was given is written only then."""

    asked: list[list[str]] = field(default_factory=list)
    written: list[str] = field(default_factory=list)
    begun: threading.Event = field(default_factory=threading.Event)
    go: threading.Event = field(default_factory=threading.Event)
    error: BaseException | None = None

    def __call__(self, lines: Lines) -> None:
        """Write some lines."""
        names = [row.actor for row, _ in lines]
        self.asked.append(names)
        self.begun.set()
        assert self.go.wait(PATIENCE)
        if self.error is not None and len(self.asked) == 1:
            raise self.error
        self.written += names


@pytest.fixture
def slow() -> Slow:
    """A commit that waits."""
    return Slow()


@dataclass
class _Interrupted:
    """A turn at which somebody is stopped by Ctrl-C, once it has come."""

    slow: Slow
    came: Callable[[], bool]

    def acquire(self) -> None:
        """Let the others go on until it is our turn, and be stopped then."""
        self.slow.go.set()
        _until(self.came)
        raise KeyboardInterrupt

    def release(self) -> None:
        """Be let go: nobody is there."""


def _adding(pool: ThreadPoolExecutor, together: Together, name: str) -> Future[None]:
    return pool.submit(together.add, row_of(_line(name)))


def _meanwhile(pool: ThreadPoolExecutor, slow: Slow, together: Together) -> tuple[Future[None], list[Future[None]]]:
    """Let one line be written, and three more come while it is."""
    first = _adding(pool, together, "first")
    assert slow.begun.wait(PATIENCE)
    others = [_adding(pool, together, name) for name in ("a", "b", "c")]
    _until(lambda: len(together._waiting) == len(others))
    return first, others


def _until(true: Callable[[], bool]) -> None:
    pause = threading.Event()
    while not true():
        pause.wait(0.001)


@pytest.mark.clause("C4")
def test_what_comes_during_a_commit_shares_the_next_one(slow: Slow) -> None:
    """One line is committed alone; the three that come meanwhile are committed together, and nobody returns before their own is."""
    together = Together(slow)
    with ThreadPoolExecutor(4) as pool:
        first, others = _meanwhile(pool, slow, together)

        assert ([], [False] * 4) == (slow.written, [one.done() for one in (first, *others)])
        slow.go.set()
        for one in (first, *others):
            one.result(PATIENCE)

    assert [["first"], ["a", "b", "c"]] == [sorted(names) for names in slow.asked]
    assert ["a", "b", "c", "first"] == sorted(slow.written)


def test_a_commit_that_fails_fails_for_everybody_in_it(slow: Slow) -> None:
    """Whoever's line was to be written by a commit that did not happen is told so; those of the next one are written."""
    slow.error = StoreBusy("held")
    together = Together(slow)
    with ThreadPoolExecutor(4) as pool:
        first, others = _meanwhile(pool, slow, together)
        slow.go.set()
        for one in others:
            one.result(PATIENCE)

        assert isinstance(first.exception(PATIENCE), StoreBusy)
    assert ["a", "b", "c"] == sorted(slow.written)


def test_a_commit_of_several_that_fails_writes_nobody_down(slow: Slow) -> None:
    """All three whose lines were in one commit raise when it fails."""
    together = Together(slow)
    with ThreadPoolExecutor(4) as pool:
        first, others = _meanwhile(pool, slow, together)
        slow.asked.clear()
        slow.error = StoreBusy("held")
        slow.go.set()

        assert all(isinstance(one.exception(PATIENCE), StoreBusy) for one in (first, *others)[1:])
    assert "a" not in slow.written


def test_a_thread_that_is_stopped_leaves_the_others_lines_to_another(slow: Slow) -> None:
    """An interruption ends the one thread it comes to; the lines that waited with its own are written by another."""
    together = Together(slow)
    with ThreadPoolExecutor(4) as pool:
        first, others = _meanwhile(pool, slow, together)
        slow.asked.clear()
        slow.error = KeyboardInterrupt()
        slow.go.set()
        ends = [one.exception(PATIENCE) for one in (first, *others)]

    assert [False, False, False, True] == sorted(isinstance(end, KeyboardInterrupt) for end in ends)
    assert 3 == len(slow.written)


def test_a_child_writes_by_itself(slow: Slow) -> None:
    """A process forked while its parent was committing waits for nobody: the thread that would wake it does not exist there."""
    together = Together(slow)
    with ThreadPoolExecutor(1) as pool:
        first = _adding(pool, together, "first")
        assert slow.begun.wait(PATIENCE)
        child = os.fork()
        if child == 0:
            slow.go.set()
            together.add(row_of(_line("child")))
            os._exit(0 if slow.written == ["child"] else 1)
        slow.go.set()
        first.result(PATIENCE)

    assert os.waitpid(child, 0)[1] == 0


def test_a_thread_that_is_stopped_while_it_waits_holds_nobody_up(slow: Slow) -> None:
    """Whoever is interrupted while it waits, before its turn or at it, leaves the others to be written."""
    together = Together(slow)
    stopped = _Line(row_of(_line("stopped")), None)
    with ThreadPoolExecutor(4) as pool:
        first = _adding(pool, together, "first")
        assert slow.begun.wait(PATIENCE)
        together._waiting.append(stopped)
        other = _adding(pool, together, "other")
        _until(lambda: len(together._waiting) == len((stopped, other)))
        stopped.turn = cast("threading.Lock", _Interrupted(slow, lambda: stopped.chosen))
        with pytest.raises(KeyboardInterrupt):
            together._wait(stopped)
        first.result(PATIENCE)
        other.result(PATIENCE)

    assert ["first", "other"] == slow.written
