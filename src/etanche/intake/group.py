"""
Group commit: hits that arrive together are written together, in one transaction, with one line in the journal.

    request threads ── put ──▶ bounded queue ──▶ one writer thread ──▶ one transaction
                   ◀─────────── answered after the commit ───────────┘

While one transaction is made durable, the next hits gather; nothing waits for a timer.
An act that must see everything put before it (forgetting a visitor) takes its place in the same queue.
Counts are added up beside the queue and written once a second; nobody waits for them.
What was answered is written: a full queue and a failing vault are told to the caller, never swallowed.
"""

from __future__ import annotations

import threading
from collections import Counter, deque
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import Any, Final, Generic, TypeVar

import structlog

from etanche.clock import stopwatch
from etanche.errors import EtancheError, OutOfReach
from etanche.vault import Arrival, Receipt

MOST_TOGETHER: Final = 500
MOST_WAITING: Final = 2_000
LONGEST_WAIT: Final = 30.0
"""Seconds after which a caller is told that nothing can be said; the writer may still succeed, so it is not counted as written."""
COUNT_EVERY: Final = 1.0
"""Seconds between two writings of counts, so that a flood of what is only counted costs one transaction a second."""

LONGEST_IDLE: Final = 5.0
"""Seconds after which a writer with nothing to do ends; the next hit starts another."""

log = structlog.get_logger(__name__)

T = TypeVar("T")


class Busy(OutOfReach):
    """More hits wait than the door takes."""


class DoorClosed(Busy):
    """The door is closing: another charter came into force, or the instance is being closed."""


@dataclass(kw_only=True)
class _Job(Generic[T]):
    """Something to be written, or an act to be done in its turn, and where to tell the outcome."""

    arrivals: Sequence[Arrival] = ()
    act: Callable[[], T] | None = None
    done: Future[T] = field(default_factory=Future)


class Group:
    """
    Writes arrivals of many threads through one, which starts with the first of them and ends when there are no more.

    A process that forks before its first hit gets a writer of its own.
    """

    def __init__(
        self,
        write: Callable[[Sequence[Arrival]], Receipt],
        count: Callable[[Mapping[str, int]], None],
        *,
        most_together: int = MOST_TOGETHER,
        most_waiting: int = MOST_WAITING,
    ) -> None:
        self._write = write
        self._count = count
        self._most_together = most_together
        self._most_waiting = most_waiting
        self._jobs: deque[_Job[Any]] = deque()
        self._tally: Counter[str] = Counter()
        self._counted_at = stopwatch() - COUNT_EVERY
        self._waiting = 0
        self._changed = threading.Condition()
        self._closing = False
        self._thread: threading.Thread | None = None

    def put(self, arrivals: Sequence[Arrival]) -> Receipt:
        """
        Write arrivals and return the receipt of the transaction they were part of.

        Raises:
            Busy: too many wait already, or the door is closing (`DoorClosed`); nothing was written.
            Exception: what the vault raised; nothing of the transaction was written.
        """
        return self._in_turn(_Job(arrivals=arrivals))

    def act(self, act: Callable[[], T]) -> T:
        """
        Do something after everything that was put before, and return its outcome.

        Raises:
            Busy: too many wait already, or the door is closing (`DoorClosed`).
            Exception: what the act raised.
        """
        return self._in_turn(_Job(act=act))

    def tally(self, numbers: Mapping[str, int]) -> None:
        """
        Add to counts, without waiting; a count that cannot be written is lost, and the log says so.

        Raises:
            DoorClosed: the door is closing; nothing was counted.
        """
        with self._changed:
            self._refuse_closed()
            self._tally.update(numbers)
            if self._tally:
                self._wake()

    def close(self) -> None:
        """Write what waits, then stop; later arrivals are refused. May be called twice."""
        with self._changed:
            self._closing = True
            self._changed.notify_all()
            thread = self._thread
        if thread is not None and thread.is_alive():
            thread.join()

    def _in_turn(self, job: _Job[T]) -> T:
        """Queue a job, wake the writer, and wait for the outcome."""
        size = max(1, len(job.arrivals))
        with self._changed:
            self._refuse_closed()
            if self._waiting + size > self._most_waiting:
                raise Busy("cannot record the visit now: too many are waiting", hint="try again in a second")
            self._waiting += size
            self._jobs.append(job)
            self._wake()
        try:
            return job.done.result(timeout=LONGEST_WAIT)
        except TimeoutError:
            job.done.cancel()
            raise Busy(
                "cannot tell whether the visit was recorded: writing takes too long",
                hint="look at the disk of the instance",
            ) from None

    def _refuse_closed(self) -> None:
        """Take in nothing more once the door is closing; the lock is held."""
        if self._closing:
            raise DoorClosed("this door is closing", hint="try again in a second")

    def _wake(self) -> None:
        """Wake the writer, or start it; the lock is held."""
        if self._thread is None or not self._thread.is_alive():
            self._thread = threading.Thread(target=self._run, name="etanche-intake", daemon=True)
            self._thread.start()
        self._changed.notify()

    def _run(self) -> None:
        """Write batch after batch until told to stop and nothing waits."""
        while work := self._take():
            batch, tally = work
            if batch:
                self._carry_out(batch)
            if tally:
                self._add_up(tally)

    def _take(self) -> tuple[list[_Job[Any]], Counter[str]] | None:
        """Wait for work; return jobs that go together (arrivals up to the bound, or one act) and counts that are due; nothing at the end."""
        with self._changed:
            idle = False
            while not self._jobs and not self._count_is_due():
                if self._closing or (idle and not self._tally):
                    self._thread = None
                    return None
                # A job may come in with the end of the wait: the queue is looked at once more before leaving.
                idle = not self._changed.wait(self._until_count() if self._tally else LONGEST_IDLE)
            return self._together(), self._counts()

    def _together(self) -> list[_Job[Any]]:
        """Take from the queue what goes into one transaction; the lock is held."""
        batch = [self._jobs.popleft()] if self._jobs else []
        size = sum(len(job.arrivals) for job in batch)
        while self._jobs and batch[0].act is None and self._jobs[0].act is None:
            size += len(self._jobs[0].arrivals)
            if size > self._most_together:
                break
            batch.append(self._jobs.popleft())
        self._waiting -= sum(max(1, len(job.arrivals)) for job in batch)
        return batch

    def _counts(self) -> Counter[str]:
        """Take the counts if they are due; the lock is held."""
        if not self._count_is_due():
            return Counter()
        tally, self._tally = self._tally, Counter()
        self._counted_at = stopwatch()
        return tally

    def _count_is_due(self) -> bool:
        return bool(self._tally) and (self._closing or self._until_count() <= 0)

    def _until_count(self) -> float:
        return self._counted_at + COUNT_EVERY - stopwatch()

    def _carry_out(self, batch: list[_Job[Any]]) -> None:
        """Write a batch, or do its one act, and tell everybody who still waits the outcome, whatever it is."""
        waited_for = [job for job in batch if job.done.set_running_or_notify_cancel()]
        if not waited_for:
            return
        try:
            act = waited_for[0].act
            outcome = (
                act() if act is not None else self._write([arrival for job in waited_for for arrival in job.arrivals])
            )
        except BaseException as error:  # noqa: BLE001  # the writer must outlive every failure, and its callers must hear of it
            for job in waited_for:
                job.done.set_exception(error)
        else:
            for job in waited_for:
                job.done.set_result(outcome)

    def _add_up(self, tally: Counter[str]) -> None:
        """Write counts; they are never worth a visit, so a failure is told and not repeated."""
        try:
            self._count(tally)
        except Exception as error:  # noqa: BLE001  # the writer must outlive every failure
            log.warning("intake.not-counted", what=what_failed(error))


def what_failed(error: BaseException) -> str:
    """Return what failed, in our own words or by its class; other people's messages could hold a value."""
    return error.what if isinstance(error, EtancheError) else type(error).__name__
