"""Several processes at the same doors: nothing acknowledged is lost, nothing dead comes back."""

from __future__ import annotations

import multiprocessing
from datetime import timedelta
from typing import TYPE_CHECKING

from tests.vault.conftest import House

from etanche.store import days, records

if TYPE_CHECKING:
    from collections.abc import Callable

ROUNDS = 15
OLD = range(200, 203)


def again(house: House) -> House:
    """Open the same folder as another process does."""
    return House(folder=house.folder, root=house.root, clock=house.clock, data=house.data)


def putting(house: House) -> None:
    """Take in visits of today and of days that are due, again and again."""
    here = again(house)
    for _ in range(ROUNDS):
        receipt = here.put(here.visit(), *(here.visit(days_ago=ago) for ago in OLD))
        assert receipt.stored + receipt.past == 4
    here.close()


def sweeping(house: House) -> None:
    """Sweep and seal again and again."""
    here = again(house)
    for _ in range(ROUNDS):
        here.vault.sweep()
        here.journal.seal()
    here.close()


def together(house: House, *acts: Callable[[House], None]) -> list[int | None]:
    """Run acts at once, each in a process of its own; return how each ended."""
    fork = multiprocessing.get_context("fork")
    workers = [fork.Process(target=act, args=(house,)) for act in acts]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    return [worker.exitcode for worker in workers]


def test_doors_and_sweeps_do_not_disturb_each_other(house: House) -> None:
    """Three writers and two sweepers: every visit of today is there once, every due day is dead for good, the chain holds."""
    ended = together(house, putting, sweeping, putting, sweeping, putting)
    house.keyring.forget()
    house.vault.sweep()
    house.journal.seal()

    assert [0] * 5 == ended
    assert 3 * ROUNDS == len(house.read())
    assert house.journal.verify().intact
    assert () == house.vault.missing()
    with house.store.reading() as connection:
        dead = {row.day for row in days.known(connection, house.organisation, state="destroyed")}
        left = {day for _, day in records.days_with_rows(connection, house.organisation)}
    assert {(house.clock.now() - timedelta(days=ago)).date().isoformat() for ago in OLD} == dead
    assert {house.clock.now().date().isoformat()} == left
    assert 1 == len(house.shelf.buckets(house.organisation))


def test_one_visitor_has_one_pseudonym_whichever_process_counts_them(house: House) -> None:
    """A child made by a fork, and a process started apart, make the pseudonym that everybody makes that day."""
    house.put(house.visit())
    together(house, lambda inherited: print(inherited.put(inherited.visit())))
    other = again(house)
    other.put(other.visit())
    other.close()

    assert 1 == len({record.fields["visitor-id"] for record in house.read()})
