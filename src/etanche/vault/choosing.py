"""
What a person's last word on a purpose comes to: a yes that holds, a no, an objection that is being weighed, or nothing said.

Whether a consent holds is asked where the gate asks it: what is shown is what is done.
A yes can be for a time: a rule that counts from `consent-given` ends with it, and until somebody says yes again nothing is read.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from etanche.charter import Plan, Status, add, agreed_for
from etanche.clock import day_of
from etanche.standing import REFUSED, STOPPED, SUSPENDED, Record, Told, consented, events_of
from etanche.vault.mirrored import Choice, Said

_CONSENT = frozenset({"consent-given", "consent-withdrawn"})
_OBJECTION = frozenset({"objection", "objection-withdrawn"})


def choice_of(plan: Plan, purpose: str, told: Sequence[Told], now: datetime) -> Choice:
    """
    Return what somebody decided on a purpose.

    Args:
        plan: the charter's.
        purpose: one that they decide on.
        told: what standing was told of them, in order of commit.
        now: the present moment.
    """
    consent, today = purpose in plan.consents, day_of(now, plan.zone)
    # Asked as of something that comes in now, and so after every word they said.
    coming = Record("", today, datetime.max.replace(tzinfo=now.tzinfo))
    events = events_of(plan, purpose, coming, told, now=now)
    spoken = words_on(purpose, told, consent=consent)
    given = events.get("consent-given") if consent else None
    until = None if given is None else agreed_until(plan, purpose, _day(given, plan.zone))
    holds = not consent or consented(plan, events, now) is Status.OPEN
    no = REFUSED in events or not holds or (until is not None and until <= today)
    weighed = not no and not consent and SUSPENDED in events and bool(spoken) and spoken[-1].event == "objection"
    stopped = Said.STOPPED if STOPPED in events else Said.YES
    return Choice(
        purpose=purpose,
        consent=consent,
        said=Said.NO if no else Said.WEIGHED if weighed else stopped,
        since=spoken[-1].recorded if spoken else None,
        until=until if holds and REFUSED not in events else None,
    )


def words_on(purpose: str, told: Sequence[Told], *, consent: bool) -> list[Told]:
    """Return what somebody said on a purpose, in order of commit."""
    words = _CONSENT if consent else _OBJECTION
    return [one for one in told if one.event in words and one.purpose in (None, purpose)]


def agreed_until(plan: Plan, purpose: str, given: date) -> date | None:
    """Return the first day on which a yes of a day does not hold any more for all that a purpose uses; nothing if it holds until taken back."""
    times = (agreed_for(keep) for (using, _), keep in plan.terms.items() if using == purpose)
    return min((add(given, one) for one in times if one is not None), default=None)


def _day(when: date | datetime, zone: str) -> date:
    return day_of(when, zone) if isinstance(when, datetime) else when
