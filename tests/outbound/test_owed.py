"""A letter that the law owes leaves, or is missed: whoever writes into the data and has no key makes none vanish in silence."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from tests.outbound.conftest import Post

from etanche.clock import FixedClock
from etanche.instance import Instance
from etanche.outbound import Letter, Lost, Relay, deliver, letters_lost, sweep

FROM = "etanche@essai.example"
Reach = Callable[..., Relay]
ANSWER = Letter(to="a@estran.example", subject="x", text="x", kind="request-granted")


def lost(instance: Instance) -> list[Lost]:
    """Return what is wrong with letters that are owed."""
    given = letters_lost(instance.store, instance.journal, instance.organisation_id, instance.clock.now())
    return sorted(given.values())


@pytest.mark.clause("A7")
@pytest.mark.parametrize(
    ("attack", "expected"),
    [
        ("DELETE FROM outbox", Lost.VANISHED),
        ("UPDATE outbox SET due = '9999-01-01T00:00:00.000000+00:00'", Lost.PUT_OFF),
        ("UPDATE outbox SET due = zeroblob(8)", Lost.PUT_OFF),
        ("UPDATE outbox SET id = zeroblob(16)", Lost.VANISHED),
    ],
)
def test_an_answer_that_never_leaves_is_missed(instance: Instance, attack: str, expected: Lost) -> None:
    """Taken away, put off for ever, or made another letter: each is found by the line of its posting."""
    instance.outbox.post(ANSWER)
    before = lost(instance)
    with instance.store.writing() as connection:
        connection.exec_driver_sql(attack)

    assert ([], [expected]) == (before, lost(instance))


def test_an_answer_that_was_changed_is_missed_once_it_was_tried(instance: Instance, post: Post, relay: Reach) -> None:
    """It opens no more and is given up, and its last line says why."""
    instance.outbox.post(ANSWER)
    with instance.store.writing() as connection:
        connection.exec_driver_sql("UPDATE outbox SET sealed = zeroblob(90)")
    deliver(instance.outbox, relay(post()), sender=FROM)

    assert [Lost.ALTERED] == lost(instance)


def test_what_was_sent_given_up_or_is_no_answer_is_missed_by_nobody(
    instance: Instance, clock: FixedClock, post: Post, relay: Reach
) -> None:
    """A letter taken by a server, one that waited a month for none, and one that nobody is owed leave nothing to find."""
    instance.outbox.post(ANSWER)
    deliver(instance.outbox, relay(post()), sender=FROM)
    instance.outbox.post(ANSWER)
    clock.advance(timedelta(days=31))
    swept = sweep(instance.outbox)
    instance.outbox.post(Letter(to="b@estran.example", subject="x", text="x", kind="account-welcome"))
    with instance.store.writing() as connection:
        connection.exec_driver_sql("DELETE FROM outbox")

    assert (1, []) == (swept, lost(instance))
