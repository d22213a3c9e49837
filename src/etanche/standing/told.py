"""
What standing was told of a person and of one record of theirs, boiled down to what one purpose needs to know.

The ledger keeps every event for good; here the order of commit decides what stands: of a thing told twice the last one told
counts, a restriction stands until it is lifted, an objection until it is weighed. A `last-…` event only moves forward.
What was told of the present or the past is in effect from its commit on, even for a reader whose clock is behind; only what was
told ahead of its moment waits for it.

What somebody refused after it came in does not come back: whoever consents anew, or takes an objection back,
does so for what comes in from then on.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from etanche.charter import Objection, Plan
from etanche.standing.life import COLLECTED, ERASED, REFUSED, STOPPED, SUSPENDED

HELD = "held"
RELEASED = "released"
MOVED = "moved"
"""A record was filed under another person than before; it changes nothing else."""

MOVED_AWAY = "moved-away"
"""Told of the person a record was filed under before, with its address and without saying whose it is now."""

ASKED_AGAIN = "consent-asked-again"
"""A yes that is for a time comes to its end, and the person was told so; it changes nothing else."""

INSTRUCTED = "instructions-left"
UNINSTRUCTED = "instructions-taken-back"
"""What somebody wishes for after their death, sealed beside it; it changes nothing while they live."""

USE_STOPPED = "use-stopped"
"""Somebody who did not show who they are asked that a use end; it stands until the person takes the use up again."""

WITHDRAWAL_ASKED = "withdrawal-asked"
"""Somebody who did not show who they are asked to withdraw a consent; it stands for `UNPROVED` at most, or until the person says yes again."""

UNPROVED = timedelta(days=31)
"""So long a use is suspended on a withdrawal that nobody proves: the month within which it is answered."""

_OBJECTION = frozenset({"objection", "objection-upheld", "objection-overruled", "objection-withdrawn"})
_CONSENT = frozenset({"consent-given", "consent-withdrawn"})

TOLD = (
    _OBJECTION
    | _CONSENT
    | frozenset({HELD, RELEASED, ERASED, "restricted", "restriction-lifted", "death-notified"})
    | frozenset({"contract-start", "contract-end", "account-opened", "account-closed", "joined", "left"})
    | frozenset({"request-received", "request-answered", "case-closed", "claim-closed", "recruitment-closed"})
    | frozenset({"identity-checked", "last-contact", "last-login", "last-order", "last-activity", "updated"})
    | frozenset({"payment-debited", "card-expiry"})
    | frozenset({ASKED_AGAIN, INSTRUCTED, UNINSTRUCTED, USE_STOPPED, WITHDRAWAL_ASKED})
)
"""Every event that standing can be told of a person or of a record."""

WORDS = (
    _OBJECTION
    | _CONSENT
    | frozenset({"restricted", "restriction-lifted", "death-notified", USE_STOPPED, WITHDRAWAL_ASKED})
)
"""What was said, or done because of what was said: nobody says it tomorrow, so none of them is told ahead of its moment."""


class Told(NamedTuple):
    """One event of the ledger, as the life of a purpose needs it."""

    seq: int
    event: str
    purpose: str | None
    effective: date | datetime
    recorded: datetime
    hold: str = ""
    """Which hold an event of one is about: the mark of its case and of what it was placed on; none in rows of before."""


class Record(NamedTuple):
    """What the life of a purpose needs to know of a record: its category, its day, and when it was written."""

    category: str
    collected: date
    written: datetime


def events_of(
    plan: Plan, purpose: str, record: Record, told: Iterable[Told], *, now: datetime
) -> dict[str, date | datetime]:
    """
    Return what happened to a record, for one purpose.

    Args:
        plan: which purposes rest on consent, and which can be objected to.
        purpose: the one asked about.
        record: the record.
        told: the events of its person and its own, in order of commit.
        now: what was told ahead of its moment, and whose moment is later, has not happened; rules look at it by themselves.
    """
    events: dict[str, date | datetime] = {COLLECTED: record.collected, "created": record.collected}
    state = _State(plan, purpose, record, now)
    early: set[str] = set()
    for one in told:
        if not _concerns(plan, purpose, one):
            continue
        heard = in_effect(one, now, plan.zone)
        if heard:
            state.hear(one, ahead=moment_in(one.effective, plan.zone) > one.recorded)
        elif one.event in WORDS and one.event in events:
            continue  # Old ledgers have words of tomorrow: one takes nothing from the word that holds today.
        if not one.event.startswith("last-") or (heard and not _later(events.get(one.event), one, plan.zone)):
            events[one.event] = one.effective
            ahead = heard and moment_in(one.effective, plan.zone) > now
            early = early | {one.event} if ahead else early - {one.event}
    _bring_forward(events, early, now, plan.zone)
    if record.category in plan.given:
        for event in _ACTS:
            events.setdefault(event, record.collected)
    if "account-opened" in events:
        events.setdefault("last-login", events["account-opened"])
    return events | state.flags()


def in_effect(one: Told, now: datetime, zone: str) -> bool:
    """
    Return whether an event has happened, as everybody must see it who reads at a moment.

    The ledger is ordered by commit: what was told of the present or the past holds from its commit on, though the clock of who reads
    is behind that of who told, or stepped back since.
    """
    return moment_in(one.effective, zone) <= max(now, one.recorded)


def moment_in(when: date | datetime, zone: str) -> datetime:
    """Return a moment to compare by: a day counts from its beginning in a time zone."""
    return when if isinstance(when, datetime) else datetime.combine(when, time.min, ZoneInfo(zone))


def happened(one: Told, zone: str) -> date | datetime:
    """Return since when an event counts for whoever tells it on: nothing that was told ahead counts from later than it was told."""
    return one.effective if moment_in(one.effective, zone) <= one.recorded else one.recorded


def _later(before: date | datetime | None, one: Told, zone: str) -> bool:
    return before is not None and moment_in(before, zone) > moment_in(one.effective, zone)


_JUST_NOW = timedelta(milliseconds=1)


def _bring_forward(events: dict[str, date | datetime], early: set[str], now: datetime, zone: str) -> None:
    """Let what is in effect, and by this clock lies ahead, have happened by now, in the order in which it happens."""
    just_now = {one for one, when in events.items() if isinstance(when, datetime) and now - _JUST_NOW < when <= now}
    moments = {event: moment_in(events[event], zone) for event in early | just_now} if early else {}
    last_first = sorted(set(moments.values()), reverse=True)
    for event, moment in moments.items():
        events[event] = now - timedelta(microseconds=last_first.index(moment))


_ACTS = ("last-contact", "last-order", "last-activity")
"""Whoever gives us a record is in contact with us: the first of these is the day of it."""


def held(told: Iterable[Told]) -> bool:
    """Return whether a hold stands: nothing of what it was placed on is destroyed."""
    return bool(holds_of(told))


def holds_of(told: Iterable[Told]) -> dict[str, int]:
    """
    Return the holds that stand, each with how often it has to be lifted: a release lifts the hold of its own case.

    A hold placed anew is still one; those of before, without a mark, are told apart by nothing and are counted.
    """
    standing: dict[str, int] = {}
    for one in told:
        if one.event == HELD:
            standing[one.hold] = 1 if one.hold else standing.get(one.hold, 0) + 1
        elif one.event == RELEASED and standing.get(one.hold):
            standing[one.hold] -= 1
    return {hold: times for hold, times in standing.items() if times}


def in_order(*told: Sequence[Told]) -> list[Told]:
    """Return events of several subjects as one history, in order of commit."""
    if not any(told):
        return []
    filled = [some for some in told if some]
    if len(filled) == 1:
        return list(filled[0])
    return sorted(one for some in filled for one in some)


class _State:
    """What stands of a person's words, as they are heard one after the other."""

    def __init__(self, plan: Plan, purpose: str, record: Record, now: datetime) -> None:
        self._objection = plan.objections.get(purpose)
        self._consent = purpose in plan.consents
        self._frozen_by_restriction = purpose not in plan.answering
        self._record = record
        self._now = now
        self._restricted = self._weighed = self._refused = self._objects = self._withdrawn = self._erased = False
        self._stopped = self._ahead = False
        self._asked: datetime | None = None

    def hear(self, one: Told, *, ahead: bool) -> None:
        """Take one event in that has happened; a yes that was told ahead of its moment ends with whatever no was told after it."""
        match one.event:
            case "restricted":
                self._restricted = self._frozen_by_restriction
            case "restriction-lifted":
                self._restricted = False
            case "erased":
                self._erased = True
            case "use-stopped":
                self._stopped = True
            case "withdrawal-asked" if self._consent:
                self._asked = one.recorded + UNPROVED
            case "consent-given" if self._consent:
                self._withdrawn = self._stopped = False
                self._asked, self._ahead = None, ahead
            case "consent-withdrawn" | "death-notified" if self._consent:
                # What was told of its own moment is ordered by commit, not by clocks: one may have stepped back since the yes.
                self._withdrawn = self._withdrawn or self._ahead or one.effective == one.recorded
                self._refused = self._refused or one.recorded >= self._record.written
            case _ if self._objection is not None:
                self._hear_objection(one)

    def _hear_objection(self, one: Told) -> None:
        if one.event == "objection-upheld" or (one.event == "objection" and self._objection is not Objection.REVIEWED):
            self._objects, self._weighed = True, False
            self._refused = self._refused or one.recorded >= self._record.written
        elif one.event == "objection":
            self._weighed = not self._objects
        elif one.event == "objection-overruled":
            self._weighed = False
        elif one.event == "objection-withdrawn":
            self._objects = self._weighed = self._stopped = False

    def flags(self) -> dict[str, date | datetime]:
        """Return what follows for the purpose, as events."""
        said = {
            SUSPENDED: self._restricted or self._weighed,
            STOPPED: self._stopped or (self._asked is not None and self._now < self._asked),
            REFUSED: self._refused or self._objects or self._withdrawn,
            ERASED: self._erased,
        }
        return {name: self._now for name, stands in said.items() if stands}


def _concerns(plan: Plan, purpose: str, one: Told) -> bool:
    """
    Return whether an event concerns a purpose: it names it, or none.

    A consent or an objection given for another purpose is still an event in a rule that counts from one,
    where the purpose asked about does not itself rest on it: how long a refusal, or the proof of a consent, is kept.
    """
    if one.purpose is None or one.purpose == purpose:
        return True
    if one.event in _OBJECTION:
        return purpose not in plan.objections
    return one.event in _CONSENT and purpose not in plan.consents
