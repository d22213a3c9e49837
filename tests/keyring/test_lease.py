"""Leases are bounded, end on time, and are not taken along in a fork."""

from __future__ import annotations

import os
from datetime import timedelta

from etanche.clock import FixedClock
from etanche.keyring.lease import LEASE, Leases


def test_the_oldest_is_dropped_when_there_are_too_many(clock: FixedClock) -> None:
    """A table of leases never grows past its bound, whatever is asked of it."""
    leases: Leases[int, int] = Leases(clock, most=3)
    for number in range(5):
        leases.put(number, number, leases.begin())

    assert 3 == len(leases)
    assert [None, None, 2, 3, 4] == [leases.get(number) for number in range(5)]


def test_a_lease_runs_from_before_the_shelf_was_asked(clock: FixedClock) -> None:
    """Time spent opening a key counts: the lease began when its ticket was taken."""
    leases: Leases[str, str] = Leases(clock)
    ticket = leases.begin()
    clock.advance(LEASE - timedelta(seconds=1))
    leases.put("key", "value", ticket)

    assert "value" == leases.get("key")
    clock.advance(timedelta(seconds=1))
    assert leases.get("key") is None


def test_keys_that_nobody_asks_for_again_go_once_their_lease_is_over(clock: FixedClock) -> None:
    """Of a thousand persons who came once, no key stays for as long as the process: it goes when the next one is opened; those whose lease runs stay."""
    leases: Leases[int, int] = Leases(clock)
    for number in range(1_000):
        leases.put(number, number, leases.begin())
    clock.advance(LEASE / 2)
    leases.put(-1, -1, leases.begin())
    clock.advance(LEASE / 2)
    leases.begin()

    assert (1, -1) == (len(leases), leases.get(-1))
    clock.advance(-LEASE)
    leases.begin()
    assert 0 == len(leases)


def test_of_many_keys_those_are_lent_whose_leases_run(clock: FixedClock) -> None:
    """Asked for at once, keys come back as they would one by one: an ended lease is let go of, and none is lent from before a clock went back."""
    leases: Leases[str, str] = Leases(clock)
    leases.put("old", "1", leases.begin())
    clock.advance(LEASE)
    leases.put("new", "2", leases.begin())

    assert {"new": "2"} == leases.among(["old", "new", "none"])
    assert 1 == len(leases)
    clock.advance(-timedelta(seconds=1))
    assert {} == leases.among(["new"])
    assert 0 == len(leases)


def test_a_key_opened_while_keys_were_dropped_is_not_held(clock: FixedClock) -> None:
    """Whoever read a key just before it was destroyed cannot put it back for the others."""
    leases: Leases[str, str] = Leases(clock)
    ticket = leases.begin()
    leases.drop()

    assert "value" == leases.put("key", "value", ticket)
    assert leases.get("key") is None


def test_dropping_chooses(clock: FixedClock) -> None:
    """Only the keys chosen are let go."""
    leases: Leases[int, int] = Leases(clock)
    for number in range(4):
        leases.put(number, number, leases.begin())
    leases.drop(lambda number: number % 2 == 0)

    assert [None, 1, None, 3] == [leases.get(number) for number in range(4)]


def test_a_child_begins_without_its_parents_keys(clock: FixedClock) -> None:
    """A forked worker holds no lease, even when the table was in use at that moment; its parent keeps its own."""
    leases: Leases[str, str] = Leases(clock)
    leases.put("key", "value", leases.begin())
    with leases._lock:
        child = os.fork()
        if child == 0:
            os._exit(0 if leases.get("key") is None and len(leases) == 0 else 1)
    _, status = os.waitpid(child, 0)

    assert 0 == os.waitstatus_to_exitcode(status)
    assert "value" == leases.get("key")
