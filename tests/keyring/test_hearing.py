"""Keys destroyed by one process are out of use in all, before anybody says "erased"."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from tests.conftest import Tell, forked

from etanche.clock import Clock, SystemClock, stopwatch
from etanche.keyring import Keyring, Root
from etanche.keyring import lease as lease_module
from etanche.store import Living, Shelf, Tombstones
from etanche.terms import OrganisationId

DAY, CATEGORY = "2026-05-25", 7

MakeRing = Callable[[], Keyring]


@pytest.fixture
def process(root: Root, shelf: Shelf, tombstones: Tombstones, tmp_path: Path) -> Iterator[MakeRing]:
    """Make keyrings as processes have them: each with what it needs opened for itself."""
    made: list[Keyring] = []
    clock: Clock = SystemClock()

    def make() -> Keyring:
        living = Living(tmp_path / "instance/living")
        made.append(Keyring(root, Shelf.open(shelf.path), Tombstones(tombstones.path), clock, living))
        return made[-1]

    yield make
    for ring in made:
        ring.close()


def test_a_key_destroyed_elsewhere_is_not_lent_again(process: MakeRing, organisation: OrganisationId) -> None:
    """Long before its lease would end, a process that had opened a key lends it no more once another destroyed it."""
    one, other = process(), process()
    assert one.day_key(organisation, CATEGORY, DAY, create=True) is not None
    assert other.day_key(organisation, CATEGORY, DAY, create=False) is not None
    one.destroy_days(organisation, [(CATEGORY, DAY)])

    assert other.day_key(organisation, CATEGORY, DAY, create=False) is None


def test_hearing_of_one_key_leaves_the_others_lent(process: MakeRing, organisation: OrganisationId) -> None:
    """What lives stays opened: a destruction does not make everybody ask the shelf for everything."""
    one, other = process(), process()
    for day in (DAY, "2026-05-26"):
        other.day_key(organisation, CATEGORY, day, create=True)
    held = other.day_key(organisation, CATEGORY, "2026-05-26", create=False)
    one.destroy_days(organisation, [(CATEGORY, DAY)])

    assert held is other.day_key(organisation, CATEGORY, "2026-05-26", create=False)


def test_nobody_else_there_means_nobody_to_wait_for(process: MakeRing, organisation: OrganisationId) -> None:
    """Alone, or beside processes that ended however they did, "erased" is answered at once."""
    ring = process()
    ring.day_key(organisation, CATEGORY, DAY, create=True)

    def die(tell: Tell) -> None:
        process().day_key(organisation, CATEGORY, DAY, create=False)
        tell("held")
        os.kill(os.getpid(), signal.SIGKILL)

    child, told = forked(die)
    with told:
        assert "held\n" == told.readline()
    os.waitpid(child, 0)
    began = stopwatch()
    ring.destroy_days(organisation, [(CATEGORY, DAY)])

    assert ring.settled()
    assert stopwatch() - began < 5


def test_erased_is_answered_after_every_process_said_that_it_let_go(
    process: MakeRing, organisation: OrganisationId
) -> None:
    """A process that holds the key is waited for until it has heard, and no longer."""
    ring = process()
    ring.day_key(organisation, CATEGORY, DAY, create=True)
    held, go = os.pipe()

    def work(tell: Tell) -> None:
        mine = process()
        mine.day_key(organisation, CATEGORY, DAY, create=False)
        tell("held")
        os.read(held, 1)
        tell("lent" if mine.day_key(organisation, CATEGORY, DAY, create=False) else "refused")
        os.read(held, 1)

    child, told = forked(work)
    with told:
        assert "held\n" == told.readline()
        ring.destroy_days(organisation, [(CATEGORY, DAY)])
        assert 1 == ring._hearing._holders.behind(ring._tombstones.extent())  # type: ignore[union-attr]
        os.write(go, b".")
        assert "refused\n" == told.readline()
        assert ring.settled()
        os.write(go, b".")
    os.waitpid(child, 0)


def test_a_worker_stopped_during_an_erasure_lends_nothing_when_it_goes_on(
    process: MakeRing, organisation: OrganisationId, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Stopped with the key in its memory, it is waited for as long as its lease; when it goes on it has no key to lend."""
    monkeypatch.setattr(lease_module, "LEASE", timedelta(seconds=0.5))
    ring = process()
    ring.day_key(organisation, CATEGORY, DAY, create=True)

    def work(tell: Tell) -> None:
        mine = process()
        mine.day_key(organisation, CATEGORY, DAY, create=False)
        # However it hears, or not: this one is deaf to tombstones, and has its lease alone.
        monkeypatch.setattr(mine._hearing, "hear", lambda: None)
        tell("held", mine.day_key(organisation, CATEGORY, DAY, create=False) is not None)
        os.kill(os.getpid(), signal.SIGSTOP)
        tell("lent" if mine.day_key(organisation, CATEGORY, DAY, create=False) else "refused")

    child, told = forked(work)
    with told:
        assert "held True\n" == told.readline()
        os.waitpid(child, os.WUNTRACED)
        began = stopwatch()
        ring.destroy_days(organisation, [(CATEGORY, DAY)])
        assert not ring.settled()
        assert 0.5 <= stopwatch() - began
        os.kill(child, signal.SIGCONT)
        assert "refused\n" == told.readline()
    os.waitpid(child, 0)


def test_a_child_is_waited_for_by_itself(process: MakeRing, organisation: OrganisationId) -> None:
    """A fork takes no lock of its parent's along: each of the two is known by a file of its own, or by none."""
    ring = process()
    ring.day_key(organisation, CATEGORY, DAY, create=True)
    held, go = os.pipe()

    def work(tell: Tell) -> None:
        tell("in")
        os.read(held, 1)

    child, told = forked(work)
    with told:
        told.readline()
        ring.close()
        other = process()
        other.hear()
        assert other.settled()
        os.write(go, b".")
    os.waitpid(child, 0)
