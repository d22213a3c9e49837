"""
The clocks of a breach: hours that run through nights and holidays, from the moment somebody was aware.

    >>> from datetime import UTC
    >>> due(datetime(2026, 11, 20, 18, tzinfo=UTC), timedelta(hours=72))
    datetime.datetime(2026, 11, 23, 18, 0, tzinfo=datetime.timezone.utc)

The law's 72 hours (GDPR 33(1)) are running hours; Regulation 1182/71 would move some of them past a weekend, and nobody relies on that. A
notification may come in phases (33(4)): the first one is what the clock waits for; late, it says why. Nothing here knows what time it is.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from etanche.charter import Charter, Stance, shortest
from etanche.incidents.incident import Incident, Severity, Whom


@dataclass(frozen=True, kw_only=True)
class Clock:
    """Until when somebody is told."""

    whom: Whom
    due: datetime | None
    """Nothing where the law says without undue delay, and no figure."""

    told: datetime | None
    """When they first were."""

    spared: datetime | None = None
    """When somebody decided, with reasons, that they are not."""

    unsaid: int = 0
    """How many it concerns since they were told, and who were not."""

    @property
    def owed(self) -> bool:
        """Whether they are to be told still."""
        return (self.told is None or self.unsaid > 0) and self.spared is None

    def late(self, now: datetime) -> bool:
        """Tell whether they were told too late, or should have been told by now; not of whom somebody said why they are not."""
        told = self.told or (self.due if self.spared else now)
        return self.due is not None and told is not None and told > self.due


def due(aware: datetime, within: timedelta) -> datetime:
    """Return when a time of running hours is over."""
    return aware + within


def clocks_of(incident: Incident, charter: Charter) -> tuple[Clock, ...]:
    """
    Return who is to be told of an incident, and until when; nobody before somebody is aware of a breach, or when there is no risk.

    Until somebody judged how severe it is the authority's clock runs: what nobody judged is not harmless.
    """
    if incident.aware is None:
        return ()
    breach = charter.incidents.breach
    found: list[Clock] = []
    if incident.severity is not Severity.NONE:
        within = timedelta(minutes=shortest(breach.authority_within))
        found.append(_clock(incident, Whom.AUTHORITY, due(incident.aware, within)))
    if incident.severity is Severity.HIGH:
        found.append(_clock(incident, Whom.PEOPLE, None))
    if any(purpose.as_ is Stance.PROCESSOR for purpose in charter.purposes.values()):
        within = timedelta(minutes=shortest(breach.customers_within))
        found.append(_clock(incident, Whom.CONTROLLERS, due(incident.aware, within)))
    return tuple(found)


def _clock(incident: Incident, whom: Whom, until: datetime | None) -> Clock:
    told, spared = incident.told_to(whom), incident.spared(whom)
    return Clock(
        whom=whom,
        due=until,
        told=told[0].at if told else None,
        spared=None if spared is None else spared.at,
        unsaid=incident.unsaid if whom is Whom.PEOPLE else 0,
    )
