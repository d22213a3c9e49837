"""Chaining follows the order of commit, whoever and however many seal at once."""

from __future__ import annotations

import multiprocessing
from datetime import timedelta
from typing import Any

import pytest
from tests.addresses import named, where
from tests.watching import watched

from etanche.journal import BEGINNING, Journal
from etanche.store import Shelf, Store, entries


def test_nothing_to_seal_changes_nothing(desk: Any) -> None:
    """Sealing an empty journal, or one that is sealed already, chains no line and signs no checkpoint."""
    first = desk.journal.seal()
    desk.fill(2)
    again = desk.journal.seal()

    assert (0, BEGINNING) == (first.count, first.head)
    assert (0, 2) == (again.count, again.head.position)
    assert 1 == checkpoints(desk)


def checkpoints(desk: Any) -> int:
    """Count the checkpoints."""
    with desk.store.reading() as connection:
        return sum(1 for _ in entries.checkpoints_after(connection, desk.entry().organisation))


def test_the_head_on_the_shelf_is_the_end_of_the_chain(desk: Any) -> None:
    """After sealing, data and shelf agree on position and link."""
    desk.fill(3)

    kept = desk.shelf.head(desk.entry().organisation)

    assert (desk.journal.head().position, desk.journal.head().link) == (kept.position, kept.link)


def test_a_head_that_was_not_put_is_put_by_the_next_one(desk: Any) -> None:
    """A process killed between its commit and the shelf leaves an intact journal, and the next sealing catches up."""
    desk.journal.note(desk.entry())
    shelf = desk.shelf

    class Killed(RuntimeError):
        """Stands for a kill."""

    class Dying:
        """A shelf that can be read, and dies when the head is put."""

        head = staticmethod(shelf.head)

        def put_head(self, *_: object) -> None:
            """Die."""
            raise Killed

    desk.shelf = Dying()
    with pytest.raises(Killed):
        desk.journal.seal()
    desk.shelf = shelf
    before = desk.journal.verify()
    desk.journal.seal()

    assert (True, 1) == (before.intact, before.entries)
    assert 1 == shelf.head(desk.entry().organisation).position


def test_each_day_ends_under_a_checkpoint(desk: Any) -> None:
    """Lines of several days sealed in one go get a checkpoint at each day's end, so that a cut can be made there."""
    for _ in range(3):
        desk.journal.note(desk.entry())
        desk.journal.note(desk.entry())
        desk.clock.advance(timedelta(days=1))
    desk.journal.seal()

    with desk.store.reading() as connection:
        found = [row.position for row in entries.checkpoints_after(connection, desk.entry().organisation)]

    assert [2, 4, 6] == found
    assert desk.journal.verify().intact


def work(desk: Any, lines: int) -> None:
    """Write and seal as another process, with files opened anew."""
    store, shelf = Store.open(where(named(desk.store))), Shelf.open(desk.shelf.path)
    journal = Journal(
        store=store,
        shelf=shelf,
        signer=desk.signer,
        plan=desk.plan,
        clock=desk.clock,
        organisation=desk.entry().organisation,
    )
    for _ in range(lines):
        journal.note(desk.entry())
        journal.seal()
    store.close()
    shelf.close()


def test_several_processes_seal_at_once(desk: Any) -> None:
    """Four processes writing and sealing together leave one unbroken chain with every line in it."""
    fork = multiprocessing.get_context("fork")
    workers = [fork.Process(target=work, args=(desk, 25)) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()

    report = desk.journal.verify()

    assert [0, 0, 0, 0] == [worker.exitcode for worker in workers]
    assert (True, 100, 0) == (report.intact, report.entries, report.unsealed)
    assert 100 == desk.shelf.head(desk.entry().organisation).position


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_what_was_not_chained_for_many_days_costs_each_day_no_more(desk: Any) -> None:
    """Forty days chained late take as many steps of the database a day as eight: no day reads the lines of those after it."""

    def cost(days: int) -> float:
        for _ in range(days):
            for _ in range(100):
                desk.journal.note(desk.entry())
            desk.clock.advance(timedelta(days=1))
        with watched() as work:
            desk.journal.seal()
        return work.steps / days

    cost(1)

    assert cost(40) <= cost(8) * 1.2
