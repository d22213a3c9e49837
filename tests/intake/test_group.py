"""Tests of group commit: what is answered is written, together, in order, and never without bound."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest

from etanche.errors import OutOfReach
from etanche.intake.group import COUNT_EVERY, Busy, Group
from etanche.vault import Arrival, Receipt

AT = datetime(2026, 11, 21, 12, tzinfo=UTC)


def arrival(number: int) -> Arrival:
    """Return an arrival that can be told from others."""
    return Arrival(at=AT, fields={"n": number}, who=None)


class Paper:
    """What a writer writes on: it keeps what was written together, can be held up, and can run out."""

    def __init__(self) -> None:
        self.batches: list[list[object]] = []
        self.counts: Counter[str] = Counter()
        self.counted = 0
        self.may_write = threading.Event()
        self.may_write.set()
        self.begun = threading.Semaphore(0)
        self.failure: Exception | None = None

    def write(self, arrivals: Sequence[Arrival]) -> Receipt:
        """Write a batch, once it may."""
        self.begun.release()
        assert self.may_write.wait(10)
        if self.failure is not None:
            raise self.failure
        self.batches.append([one.fields["n"] for one in arrivals])
        return Receipt(stored=len(arrivals), refused={}, dropped={}, past=0)

    def count(self, numbers: Mapping[str, int]) -> None:
        """Write counts."""
        if self.failure is not None:
            raise self.failure
        self.counts.update(numbers)
        self.counted += 1

    @property
    def written(self) -> list[object]:
        """Everything written, in order."""
        return [one for batch in self.batches for one in batch]


@pytest.fixture
def paper() -> Paper:
    """An empty sheet."""
    return Paper()


def test_what_is_answered_is_written(paper: Paper) -> None:
    """An answer comes after the write."""
    group = Group(paper.write, paper.count)

    assert 1 == group.put([arrival(1)]).stored
    assert [[1]] == paper.batches
    group.close()


def test_hits_that_arrive_together_are_written_together(paper: Paper) -> None:
    """While one batch is being written, all that arrives becomes the next one."""
    group = Group(paper.write, paper.count)
    paper.may_write.clear()
    with ThreadPoolExecutor(40) as pool:
        first = pool.submit(group.put, [arrival(0)])
        assert paper.begun.acquire(timeout=10)
        rest = [pool.submit(group.put, [arrival(number)]) for number in range(1, 40)]
        wait_for(lambda: group._waiting == 39)
        paper.may_write.set()
        receipts = [future.result(10).stored for future in [first, *rest]]
    group.close()

    assert [1] + [39] * 39 == receipts
    assert [1, 39] == [len(batch) for batch in paper.batches]
    assert list(range(40)) == sorted(int(str(number)) for number in paper.written)


def test_a_batch_has_a_bound(paper: Paper) -> None:
    """No transaction is larger than the bound, unless one sender sent more at once."""
    group = Group(paper.write, paper.count, most_together=5)
    paper.may_write.clear()
    with ThreadPoolExecutor(13) as pool:
        waiting = [pool.submit(group.put, [arrival(0)])]
        assert paper.begun.acquire(timeout=10)
        waiting += [pool.submit(group.put, [arrival(number)]) for number in range(1, 12)]
        wait_for(lambda: group._waiting == 11)
        paper.may_write.set()
    group.put([arrival(number) for number in range(9)])
    group.close()

    assert [1, 5, 5, 1, 9] == [len(batch) for batch in paper.batches]


def test_a_full_queue_refuses_and_forgets_nothing(paper: Paper) -> None:
    """When as many wait as may, the next is told so at once; those that wait are written."""
    group = Group(paper.write, paper.count, most_waiting=3)
    paper.may_write.clear()
    with ThreadPoolExecutor(4) as pool:
        waiting = [pool.submit(group.put, [arrival(0)])]
        assert paper.begun.acquire(timeout=10)
        waiting += [pool.submit(group.put, [arrival(number)]) for number in (1, 2, 3)]
        wait_for(lambda: group._waiting == 3)
        with pytest.raises(Busy):
            group.put([arrival(4)])
        paper.may_write.set()
    group.close()

    assert [0, 1, 2, 3] == sorted(int(str(number)) for number in paper.written)


def test_a_failure_reaches_everybody_it_concerns_and_nobody_else(paper: Paper) -> None:
    """When a write fails its senders are told; the next write is tried afresh."""
    group = Group(paper.write, paper.count)
    paper.failure = OutOfReach("the keys are out of reach")
    with pytest.raises(OutOfReach):
        group.put([arrival(1)])
    paper.failure = None

    assert 1 == group.put([arrival(2)]).stored
    assert [[2]] == paper.batches
    group.close()


def test_an_act_takes_its_turn(paper: Paper) -> None:
    """Forgetting sees everything that was put before it, and nothing that was put after."""
    group = Group(paper.write, paper.count)
    paper.may_write.clear()
    with ThreadPoolExecutor(4) as pool:
        pool.submit(group.put, [arrival(0)])
        assert paper.begun.acquire(timeout=10)
        pool.submit(group.put, [arrival(1)])
        wait_for(lambda: group._waiting == 1)
        act = pool.submit(group.act, lambda: list(paper.written))
        wait_for(lambda: group._waiting == 2)
        pool.submit(group.put, [arrival(2)])
        wait_for(lambda: group._waiting == 3)
        paper.may_write.set()
        seen = act.result(10)
    group.close()

    assert [0, 1] == seen
    assert [0, 1, 2] == paper.written


def test_closing_writes_what_waits_and_refuses_the_rest(paper: Paper) -> None:
    """A server that stops loses nothing that waits, and takes nothing more; closing twice is closing once."""
    group = Group(paper.write, paper.count)
    paper.may_write.clear()
    with ThreadPoolExecutor(3) as pool:
        waiting = [pool.submit(group.put, [arrival(0)])]
        assert paper.begun.acquire(timeout=10)
        waiting.append(pool.submit(group.put, [arrival(1)]))
        wait_for(lambda: group._waiting == 1)
        closing = pool.submit(group.close)
        wait_for(lambda: group._closing)
        with pytest.raises(Busy):
            group.put([arrival(2)])
        paper.may_write.set()
        closing.result(10)
    group.close()

    assert [0, 1] == paper.written


def test_counts_are_added_up_and_written(paper: Paper) -> None:
    """Counts need no waiting, and are on paper when the door is closed."""
    group = Group(paper.write, paper.count)
    for _ in range(100):
        group.tally({"parameter/urlref": 1, "other": 2})
    group.close()

    assert Counter({"parameter/urlref": 100, "other": 200}) == paper.counts


def test_a_count_that_cannot_be_written_stops_nothing(paper: Paper) -> None:
    """A failing count costs no visit."""
    group = Group(paper.write, paper.count)
    paper.failure = OutOfReach("the disk is full")
    group.tally({"other": 1})
    wait_for(lambda: not group._tally)
    paper.failure = None

    assert 1 == group.put([arrival(1)]).stored
    assert Counter() == paper.counts
    group.close()


def test_a_flood_of_counts_is_written_now_and_then(paper: Paper, monkeypatch: pytest.MonkeyPatch) -> None:
    """However many counts come in, they cost one transaction a second, and all of them are there at the end."""
    now = [0.0]
    monkeypatch.setattr("etanche.intake.group.stopwatch", lambda: now[0])
    group = Group(paper.write, paper.count)
    found = []
    for at, flood in ((0.0, 1), (COUNT_EVERY * 0.99, 997), (COUNT_EVERY, 1), (COUNT_EVERY, 1)):
        now[0] = at
        for _ in range(flood):
            group.tally({"not-a-visit/bot": 1})
        # The writer does one thing after the other: when the second is answered, what was due with the first is written.
        group.put([arrival(0)])
        group.put([arrival(1)])
        found.append((paper.counted, paper.counts.total()))
    group.close()

    assert [(1, 1), (1, 1), (2, 999), (2, 999)] == found
    assert (3, Counter({"not-a-visit/bot": 1_000})) == (paper.counted, paper.counts)


def test_a_writer_with_nothing_to_do_ends_and_another_begins(paper: Paper, monkeypatch: pytest.MonkeyPatch) -> None:
    """A door that nobody uses holds no thread, and still takes the next hit."""
    monkeypatch.setattr("etanche.intake.group.LONGEST_IDLE", 0.01)
    group = Group(paper.write, paper.count)
    group.put([arrival(0)])
    wait_for(lambda: group._thread is None)
    group.put([arrival(1)])
    group.close()

    assert [0, 1] == paper.written


def test_a_sender_who_gave_up_is_not_written_later(paper: Paper, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who was told that nothing is known does not appear afterwards, if writing had not begun."""
    monkeypatch.setattr("etanche.intake.group.LONGEST_WAIT", 0.05)
    group = Group(paper.write, paper.count)
    paper.may_write.clear()
    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(group.put, [arrival(0)])
        assert paper.begun.acquire(timeout=10)
        second = pool.submit(group.put, [arrival(1)])
        for gave_up in (first, second):
            with pytest.raises(Busy):
                gave_up.result(10)
        paper.may_write.set()
    group.close()

    assert [0] == paper.written


def wait_for(condition: Callable[[], bool]) -> None:
    """Wait until a condition holds."""
    for _ in range(2_000):
        if condition():
            return
        threading.Event().wait(0.005)
    raise AssertionError("it never came to that")
