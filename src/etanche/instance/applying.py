"""
Another charter for an instance: what it changes, when it may apply, and applying it.

A material change waits the time that the charter in force announces (`notice.announced.before`);
the new charter says when it applies by the date of its newest version.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import ClassVar
from zoneinfo import ZoneInfo

from etanche.charter import Charter, add
from etanche.charter.change import Change, Need, diff, material, renamed
from etanche.clock import day_of
from etanche.errors import EtancheError
from etanche.vault import Forecast


class ApplyRefused(EtancheError):
    """A charter cannot be applied to this instance, or not yet; nothing was changed."""

    exit_code: ClassVar[int] = 1
    http_status: ClassVar[int] = 409


@dataclass(frozen=True, kw_only=True)
class Proposal:
    """What applying a charter would do."""

    old: Charter
    new: Charter
    text: str
    digest: str
    changes: tuple[Change, ...]
    forecasts: tuple[Forecast, ...]
    day: date
    """The date of its newest version."""

    at: datetime
    """The moment it would apply from: now, or the beginning of its day."""

    later: bool
    """Whether that moment lies ahead."""

    @property
    def asks_consent(self) -> tuple[str, ...]:
        """The purposes whose consent has to be asked again."""
        return tuple(sorted({name for change in self.changes for name in change.purposes}))

    def as_json(self) -> dict[str, object]:
        """Return the proposal for programs."""
        return {
            "digest": self.digest,
            "applies": self.at.isoformat(),
            "later": self.later,
            "changes": [change.as_json() for change in self.changes],
            "material": len(material(self.changes)),
            "consent": list(self.asks_consent),
            "forecast": [each.as_json() for each in self.forecasts],
        }


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


def schedule(old: Charter, new: Charter, changes: Iterable[Change], now: datetime) -> tuple[date, datetime, bool]:
    """
    Return the day of a new charter, the moment it applies from, and whether that lies ahead.

    Raises:
        ApplyRefused: it has no new date, or a material change does not wait for the announced time.
    """
    told = tuple(changes)
    newest, before = max(new.versions), max(old.versions)
    today = day_of(now, old.organisation.time_zone)
    if newest <= before:
        raise ApplyRefused(
            f"the newest version of this charter is `{newest}`, and `{before}` is in force",
            hint=f"add a version above it: `{max(today, before)}: {{comment: {{fr: …, en: …}}}}`"
            if today > before
            else "add a version with a later date, and say in its comment what changed",
        )
    announced = old.notice.announced
    if announced is not None and any(change.need is not Need.NOTHING for change in told):
        earliest = add(today, announced.before)
        if newest < earliest:
            raise ApplyRefused(
                f"a material change is announced {announced.before} before it applies, and this version applies on `{newest}`",
                hint=f"date the version `{earliest}` or later",
            )
    if newest <= today:
        return newest, now, False
    return newest, datetime.combine(newest, time(), ZoneInfo(new.organisation.time_zone)), True


def propose(
    old: Charter, new: Charter, *, text: str, digest: str, forecasts: tuple[Forecast, ...], now: datetime
) -> Proposal:
    """
    Return what applying a charter would do.

    Raises:
        ApplyRefused: as `schedule`, or it would move the data to another region.
    """
    changes = diff(old, new)
    moved = renamed(old, new).get(("regions", old.vault.region), old.vault.region)
    if new.vault.region != moved:
        raise ApplyRefused(
            f"this charter has the data in `{new.vault.region}`, and they are in `{old.vault.region}`",
            hint="a charter names where the data are; move them first",
        )
    day, at, later = schedule(old, new, changes, now)
    return Proposal(
        old=old, new=new, text=text, digest=digest, changes=changes, forecasts=forecasts, day=day, at=at, later=later
    )
