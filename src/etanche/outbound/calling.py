"""
Calls taken out of the outbox and made, until the other side says that it has them.

At least once, as letters are: a call that comes twice has the same number. Any status of success is an end; what is sent on elsewhere is
a failure; `410` ends the webhook itself. What fails is tried again over some three days (Standard Webhooks, *Deliverability*), then given up.
"""

from __future__ import annotations

from datetime import timedelta
from random import SystemRandom
from typing import Final

import msgspec
from msgspec import MsgspecError

from etanche.errors import OutOfReach
from etanche.keyring import SealBroken
from etanche.outbound.delivering import Delivered
from etanche.outbound.destinations import HostNotDeclared
from etanche.outbound.mail import Outcome
from etanche.outbound.outbox import ACTOR
from etanche.outbound.webhooks import Call, Hooks, NoSuchHook
from etanche.store import OutboxRow, moment_text, outbox

AT_ONCE: Final = 20
LEASE: Final = timedelta(minutes=15)
WAITS: Final = tuple(timedelta(minutes=minutes) for minutes in (0.1, 5, 30, 120, 300, 600, 840, 1200, 1440))
"""How long is waited after each try, from the first; together some three days."""

_CHANCE: Final = 0.1
_GONE: Final = 410
_OK: Final = range(200, 300)
_random = SystemRandom()


def make_calls(hooks: Hooks) -> Delivered:
    """Make the calls that are due; a program that does not answer is left alone for the rest of the run."""
    done, tired = Delivered(), set[str]()
    while rows := hooks.outbox.claim(outbox.CALL, lease=LEASE, most=AT_ONCE):
        for row in rows:
            call = _opened(hooks, row)
            if call is not None and call.hook in tired:
                _put_off(hooks, row, timedelta(minutes=1), untried=True)
                continue
            outcome = Outcome.REFUSED if call is None else _made(hooks, row, call)
            if outcome is Outcome.LATER and call is not None:
                tired.add(call.hook)
            _settle(hooks, row, outcome, done)
    return done


def _opened(hooks: Hooks, row: OutboxRow) -> Call | None:
    """Return a call, or nothing if its key is gone or somebody changed it."""
    try:
        plain = hooks.outbox.plain(row)
        return None if plain is None else msgspec.msgpack.decode(plain, type=Call)
    except (SealBroken, MsgspecError):
        return None


def _made(hooks: Hooks, row: OutboxRow, call: Call) -> Outcome:
    try:
        answer = hooks.call(call.hook, row.id, call.body)
        if answer.status == _GONE:
            hooks.remove(call.hook, by=ACTOR, why="gone")
            return Outcome.REFUSED
    except (HostNotDeclared, NoSuchHook):
        return Outcome.REFUSED
    except OutOfReach:
        return Outcome.LATER
    return Outcome.TAKEN if answer.status in _OK else Outcome.LATER


def _settle(hooks: Hooks, row: OutboxRow, outcome: Outcome, done: Delivered) -> None:
    """Forget a call that was taken or given up; let another one wait."""
    box = hooks.outbox
    if outcome is Outcome.LATER and row.tries < len(WAITS):
        _put_off(hooks, row, WAITS[row.tries] * (1 + _CHANCE * _random.uniform(-1, 1)))
        done.later += 1
        return
    with box.store.writing() as connection:
        outbox.remove(connection, box.organisation, row.id)
        if outcome is not Outcome.TAKEN:
            box.tell(connection, "call-given-up", {"calls": 1, "why": outcome.value})
    if outcome is Outcome.TAKEN:
        done.sent += 1
    else:
        done.given_up += 1


def _put_off(hooks: Hooks, row: OutboxRow, wait: timedelta, *, untried: bool = False) -> None:
    box = hooks.outbox
    with box.store.writing() as connection:
        due = moment_text(box.clock.now() + wait)
        outbox.put_off(connection, box.organisation, [row.id], due, untried=untried)
