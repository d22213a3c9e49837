"""
Who we are, and the questions that silence does not answer.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from itertools import pairwise
from zoneinfo import ZoneInfo

from etanche.charter.countries import zones
from etanche.charter.faults import Fault
from etanche.charter.model import Charter
from etanche.charter.phrase import closest, quoted
from etanche.charter.rules.rule import Rule, Wrong


def _contact(charter: Charter) -> Iterator[Wrong]:
    if charter.organisation.contact is None and charter.organisation.dpo is None:
        yield Wrong(
            path=("organisation",),
            what="nobody can be written to about privacy",
            hint="add `contact: {email: …}`, or `dpo: {email: …}` if there is a data-protection officer",
            on_key=True,
        )


def _authority(charter: Charter) -> Iterator[Wrong]:
    if not charter.organisation.authority:
        country = charter.organisation.country
        what = f"the supervisory authority does not follow from `{country}` alone"
        yield Wrong(path=("organisation",), what=what, hint="add `authority: …`", on_key=True)


def _time_zone(charter: Charter) -> Iterator[Wrong]:
    zone, country = charter.organisation.time_zone, charter.organisation.country
    if not zone:
        what = f"`{country}` has no time zone of its own, or several"
        yield Wrong(path=("organisation",), what=what, hint="add `time-zone: …`, such as `Europe/Paris`", on_key=True)
    elif zone not in zones():
        near = closest(zone, zones())
        hint = f"did you mean `{near}`?" if near else "write it as `Europe/Paris`"
        yield Wrong(path=("organisation", "time-zone"), what=f"{quoted(zone)} is no time zone", hint=hint)


def _children(charter: Charter) -> Iterator[Wrong]:
    if charter.answers.children:
        yield Wrong(
            path=("answers", "children"),
            what="a service for children needs an age, `from-age`, which this version does not read yet",
            hint="this version serves adults only",
        )


def _decisions(charter: Charter) -> Iterator[Wrong]:
    if charter.answers.automated_decisions:
        yield Wrong(
            path=("answers", "automated-decisions"),
            what="a decision by a machine needs `decides`, which this version does not read yet",
            hint="this version knows no such decisions",
        )


def _newest_first(charter: Charter) -> Iterator[Wrong]:
    days = list(charter.versions)
    for newer, older in pairwise(days):
        if older > newer:
            what = f"`{older}` stands below `{newer}`"
            yield Wrong(path=("versions", str(older)), what=what, hint="the newest version comes first", on_key=True)
            return


def ahead(charter: Charter, now: datetime) -> Iterator[Fault]:
    """Yield the versions of days to come, as the organisation counts days."""
    zone = charter.organisation.time_zone
    if zone not in zones():
        return
    today = now.astimezone(ZoneInfo(zone)).date()
    for day in charter.versions:
        if day > today:
            what = f"the version of `{day}` lies ahead, and this version of Étanche cannot wait for its day yet"
            hint = f"write `{today}`, or use this charter from that day on"
            yield Fault(id="later", path=("versions", str(day)), what=what, hint=hint, on_key=True)


RULES: tuple[Rule, ...] = (
    Rule(id="IDN-04", search=_contact),
    Rule(id="IDN-06", search=_authority),
    Rule(id="time-zone", search=_time_zone),
    Rule(id="CHD-01", search=_children),
    Rule(id="ADM-01", search=_decisions),
    Rule(id="PUB-01", search=_newest_first),
)
