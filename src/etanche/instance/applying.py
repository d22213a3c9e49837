"""
Another charter for an instance: what it changes, and when it may apply.

A material change waits the time that the charter in force announces (`notice.announced.before`);
the new charter says when it applies by the date of its newest version.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import ClassVar
from zoneinfo import ZoneInfo

from etanche.charter import Charter, Duration, Unit, add
from etanche.charter.change import Change, Need, diff, material, renamed
from etanche.clock import day_of
from etanche.errors import EtancheError
from etanche.vault import Forecast


class ApplyRefused(EtancheError):
    """A charter cannot be applied to this instance, or not yet; nothing was changed."""

    exit_code: ClassVar[int] = 1
    http_status: ClassVar[int] = 409


@dataclass(frozen=True, kw_only=True)
class When:
    """When a charter applies."""

    day: date
    """The date of its newest version."""

    at: datetime
    """The moment it would apply from: now, or the beginning of its day."""

    later: bool
    """Whether that moment lies ahead."""


@dataclass(frozen=True, kw_only=True)
class Proposal:
    """What applying a charter would do."""

    old: Charter
    new: Charter
    base: str
    """The digest of the charter that it was compared with, the one in force."""

    text: str
    digest: str
    changes: tuple[Change, ...]
    forecasts: tuple[Forecast, ...]
    """What it would end at the moment it applies from, of what is held now."""

    when: When

    @property
    def asks_consent(self) -> tuple[str, ...]:
        """The purposes whose consent has to be asked again."""
        return tuple(sorted({name for change in self.changes for name in change.purposes}))

    def as_json(self) -> dict[str, object]:
        """Return the proposal for programs."""
        return {
            "digest": self.digest,
            "version": self.when.day.isoformat(),
            "applies": self.when.at.isoformat(),
            "later": self.when.later,
            "changes": [change.as_json() for change in self.changes],
            "material": len(material(self.changes)),
            "consent": list(self.asks_consent),
            "forecast": [each.as_json() for each in self.forecasts],
        }


def begins(day: date, zone: str) -> datetime:
    """Return the first moment of a day in a time zone; where the clock skips midnight, the day begins with the skip."""
    return datetime.combine(day, time(), ZoneInfo(zone))


def refuse_ahead(charter: Charter, now: datetime) -> None:
    """
    Let a first charter be obeyed at once: before it there is none that could be in force until its day.

    Raises:
        ApplyRefused: its newest version is of a day to come.
    """
    newest, today = max(charter.versions), day_of(now, charter.organisation.time_zone)
    if newest > today:
        raise ApplyRefused(
            f"the newest version of this charter is of `{newest}`, a day to come",
            hint=f"a new instance obeys its charter at once: date the version `{today}`",
        )


def schedule(old: Charter, new: Charter, changes: Iterable[Change], now: datetime) -> When:
    """
    Return when a new charter applies; days are those of the charter in force, by which it was announced.

    Raises:
        ApplyRefused: it has no new date, or a material change does not wait for the announced time.
    """
    zone = old.organisation.time_zone
    newest, before = max(new.versions), max(old.versions)
    today = day_of(now, zone)
    if newest <= before:
        raise ApplyRefused(
            f"the newest version of this charter is `{newest}`, and `{before}` is in force",
            hint=f"add a version above it: `{today}: {{comment: {{fr: …, en: …}}}}`"
            if today > before
            else "add a version with a later date, and say in its comment what changed",
        )
    announced = old.notice.announced
    if announced is not None and any(change.need is not Need.NOTHING for change in changes):
        earliest = first_day(now, announced.before, zone)
        if newest < earliest:
            raise ApplyRefused(
                f"a material change is announced {announced.before} before it applies, and this version applies on `{newest}`",
                hint=f"date the version `{earliest}` or later",
            )
    if newest <= today:
        return When(day=newest, at=now, later=False)
    return When(day=newest, at=begins(newest, zone), later=True)


def waits(old: Charter, new: Charter, now: datetime) -> bool:
    """Tell whether a charter that is applied now is refused, or waits for its day."""
    try:
        return schedule(old, new, diff(old, new), now).later
    except ApplyRefused:
        return True


def first_day(now: datetime, before: Duration, zone: str) -> date:
    """Return the first day that begins no sooner than some time from now: of whole days none is counted that has begun."""
    local = now.astimezone(ZoneInfo(zone))
    if before.unit is Unit.HOUR:
        end = now + timedelta(hours=before.number)
    else:
        end = datetime.combine(add(local.date(), before), local.time(), ZoneInfo(zone))
    day = day_of(end, zone)
    return day if begins(day, zone) >= end else day + timedelta(days=1)


def require_region_kept(old: Charter, new: Charter) -> None:
    """
    Let a charter apply only where the data are.

    Raises:
        ApplyRefused: it would move the data to another region.
    """
    moved = renamed(old, new).get(("regions", old.vault.region), old.vault.region)
    if new.vault.region != moved:
        raise ApplyRefused(
            f"this charter has the data in `{new.vault.region}`, and they are in `{old.vault.region}`",
            hint=f"an instance stays in its region: name `{moved}`, or make another instance for the other one",
        )
