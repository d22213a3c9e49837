"""
Letters taken out of the outbox and handed to the mail server, until it has them all or says that it wants no more.

At least once: a letter is claimed for a while, handed over, and only then forgotten. Killed in between, it goes out again under
the same number (`Message-ID`), by which a reader's program knows it for the same. What a server does not take now is tried again after
a minute, then after twice as long each time up to four hours, with some chance in it, and given up after five days (RFC 5321 §4.5.4.1).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import SystemRandom
from typing import Final

from msgspec import MsgspecError

from etanche.journal import Fact
from etanche.keyring import SealBroken
from etanche.outbound.following import Fate, ended
from etanche.outbound.letter import LetterUnreadable
from etanche.outbound.mail import Carrier, MailOutOfReach, Outcome, Relay, Security, calling
from etanche.outbound.outbox import Outbox
from etanche.store import OutboxRow, moment_of, moment_text, outbox

AT_ONCE: Final = 50
LEASE: Final = timedelta(minutes=30)
"""So long nobody else takes what was claimed: longer than a server may take over fifty letters."""

FIRST: Final = timedelta(minutes=1)
LONGEST: Final = timedelta(hours=4)
GIVE_UP: Final = timedelta(days=5)
_CHANCE: Final = 0.25

_random = SystemRandom()

Sign = Callable[[bytes, datetime], bytes]
"""Puts a signature before a message that was posted at a moment."""


@dataclass(kw_only=True)
class Delivered:
    """What became of the letters that were due."""

    sent: int = 0
    later: int = 0
    given_up: int = 0


def wait_after(tries: int, *, chance: float = 0.0) -> timedelta:
    """Return how long to wait after so many tries, from 1; `chance`, between −1 and 1, moves it by up to a quarter."""
    wait = min(FIRST * (1 << min(tries - 1, 20)), LONGEST)
    return wait * (1 + _CHANCE * chance)


def deliver(box: Outbox, relay: Relay, *, sender: str, sign: Sign | None = None) -> Delivered:
    """
    Send what is due.

    Raises:
        MailOutOfReach: the server is not to be had; what it has not taken waits, and was not tried.
        MailPasswordUnreadable: the file with its password cannot be read.
    """
    done = Delivered()
    try:
        while rows := box.claim(None, lease=LEASE, most=AT_ONCE):
            _send(box, relay, rows, sender=sender, sign=sign, done=done)
    finally:
        if done.sent or done.given_up:
            with box.store.writing() as connection:
                clear = relay.security is Security.CLEAR
                box.tell(connection, "mail-sent", _told(done, relay), decision="warned" if clear else "done")
    return done


def _told(done: Delivered, relay: Relay) -> Mapping[str, Fact]:
    return {"letters": done.sent, "given-up": done.given_up, "server": relay.server, "security": relay.security.value}


def _send(
    box: Outbox, relay: Relay, rows: Sequence[OutboxRow], *, sender: str, sign: Sign | None, done: Delivered
) -> None:
    """Hand some letters over; whatever happens, what was not tried is due again in a minute."""
    left, trying = list(rows), False
    try:
        with calling(relay) as carrier:
            while left:
                trying = True
                became = _became(box, carrier, left[0], sender=sender, sign=sign)
                trying = False
                _settle(box, left.pop(0), became, done)
    except MailOutOfReach:
        if trying:
            # A letter over which the conversation broke off was tried; else it would break off over it for ever.
            _settle(box, left.pop(0), _Became(outcome=Outcome.LATER), done)
        due = moment_text(box.clock.now() + FIRST)
        with box.store.writing() as connection:
            outbox.put_off(connection, box.organisation, [row.id for row in left], due, untried=True)
        raise


@dataclass(frozen=True, kw_only=True)
class _Became:
    """What became of a letter, and to whom it was, where the address matters."""

    outcome: Outcome
    address: str = ""
    altered: bool = False
    """Whether it was not as we wrote it."""


def _became(box: Outbox, carrier: Carrier, row: OutboxRow, *, sender: str, sign: Sign | None) -> _Became:
    try:
        letter = box.opened(row)
        message = b"" if letter is None else box.message(row, letter, sender)
    except (SealBroken, LetterUnreadable, MsgspecError, ValueError):
        # Somebody changed it behind our back: one such letter holds up no other.
        return _Became(outcome=Outcome.REFUSED, altered=True)
    if letter is None or box.unreachable_since(letter.to) is not None:
        return _Became(outcome=Outcome.REFUSED)
    outcome = carrier.carry(
        message if sign is None else sign(message, moment_of(row.posted)), sender=sender, to=letter.to
    )
    return _Became(outcome=outcome, address=letter.to)


def _settle(box: Outbox, row: OutboxRow, became: _Became, done: Delivered) -> None:
    """Forget a letter that was taken or given up; let another one wait."""
    now = box.clock.now()
    outcome = became.outcome
    if outcome is Outcome.LATER and now - moment_of(row.posted) < GIVE_UP:
        wait = wait_after(row.tries + 1, chance=_random.uniform(-1, 1))
        with box.store.writing() as connection:
            outbox.put_off(connection, box.organisation, [row.id], moment_text(now + wait))
        done.later += 1
        return
    with box.store.writing() as connection:
        outbox.remove(connection, box.organisation, row.id)
        fate = Fate.TAKEN if outcome is Outcome.TAKEN else Fate.GIVEN_UP
        ended(box, connection, row.id, row.kind, fate, altered=became.altered)
        if outcome is Outcome.TAKEN:
            done.sent += 1
            return
        if outcome is Outcome.NOBODY:
            box.mark(connection, became.address, "refused")
        box.tell(connection, "mail-given-up", {"letters": 1, "kind": row.kind, "why": outcome.value})
    done.given_up += 1
