"""Of all the processes of an instance one has the shift, and another takes over when it goes, however it goes."""

from __future__ import annotations

from datetime import timedelta

import pytest

from etanche.clock import FixedClock
from etanche.instance import SHIFT, Instance
from etanche.store import facts

A_MOMENT = timedelta(seconds=1)


def test_one_has_the_shift(instance: Instance) -> None:
    """Whoever asks first has it, and keeps it with each sign of life; the others wait."""
    first, second = instance.shift(), instance.shift()

    assert [True, False, True, False] == [first.take(), second.take(), first.take(), second.take()]


def test_who_leaves_is_not_waited_for(instance: Instance) -> None:
    """A process that stops hands the shift over at once."""
    first, second = instance.shift(), instance.shift()
    first.take()
    first.leave()

    assert second.take()
    assert not first.take()


def test_leaving_takes_nobody_elses_shift(instance: Instance) -> None:
    """One that only waited stops without a word to the one at work."""
    first, second, third = instance.shift(), instance.shift(), instance.shift()
    first.take()
    second.leave()

    assert not third.take()


def test_who_was_killed_is_waited_for_a_minute(instance: Instance, clock: FixedClock) -> None:
    """Without a sign of life the shift runs out; until then nobody else has it."""
    killed, second = instance.shift(), instance.shift()
    killed.take()
    clock.advance(SHIFT - A_MOMENT)
    early = second.take()
    clock.advance(A_MOMENT)

    assert [False, True] == [early, second.take()]
    assert not killed.take()


def test_a_clock_set_back_holds_nobody_up(instance: Instance, clock: FixedClock) -> None:
    """A shift taken under a clock that stood years ahead is not waited for."""
    ahead, now = instance.shift(), instance.shift()
    clock.advance(timedelta(days=3_650))
    ahead.take()
    clock.advance(-timedelta(days=3_650))

    assert now.take()


@pytest.mark.parametrize("words", ["", "nobody", "nobody ever", "x tomorrow"])
def test_what_somebody_wrote_over_it_holds_nobody_up(instance: Instance, words: str) -> None:
    """A note that cannot be read is taken for none."""
    with instance.store.writing() as connection:
        facts.put(connection, instance.organisation_id, "shift", words)

    assert instance.shift().take()
