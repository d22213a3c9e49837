"""
Whom an incident concerns, computed from the journal: the people on the sealed lists beside the lines that fit, and how many records of which category.

Nobody has to remember it, and nobody decides it: a scope is an actor, a case, a role, a category and a window of time, and every line that
fits counts. Lines of the checks' own probes are about people who never were. What the journal has let go of by its term cannot be counted:
`since` tells how far it goes back.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from etanche.incidents.incident import Scope
from etanche.journal import Line
from etanche.vault import LOOKS, SEVERAL, Vault


@dataclass(frozen=True, kw_only=True)
class Concerned:
    """Who is concerned, and by how much."""

    persons: frozenset[bytes] = field(repr=False)
    hidden: int
    """How many of the lines have a list that somebody changed: whom it named nobody knows, and it is not nobody."""

    records: int
    lines: int
    categories: Mapping[str, int]
    """How many records of each category; a line about several at once counts for `vault`."""

    first: datetime | None
    last: datetime | None
    since: date | None
    """The day of the oldest line that the journal has; older ones went at its own term, whether an incident was open or not."""

    def as_json(self) -> dict[str, object]:
        """Return it for programs: how many, and not who."""
        return {
            "persons": len(self.persons),
            "records": self.records,
            "lines": self.lines,
            "hidden": self.hidden,
            "categories": dict(self.categories),
            "first": self.first.isoformat() if self.first else None,
            "last": self.last.isoformat() if self.last else None,
            "since": self.since.isoformat() if self.since else None,
        }


def concerned(vault: Vault, lines: Iterable[Line], scope: Scope, *, since: date | None) -> Concerned:
    """Return whom the lines that fit a scope are about, as long as their lists are kept."""
    found = [one for one in lines if fits(one, scope)]
    listed = vault.persons_in([one.seq for one in found])
    categories: dict[str, int] = {}
    for one in found:
        categories[one.entry.object] = categories.get(one.entry.object, 0) + _records(one)
    return Concerned(
        persons=listed.persons,
        hidden=listed.altered,
        records=sum(categories.values()),
        lines=len(found),
        categories=dict(sorted(categories.items())),
        first=min((one.entry.at for one in found), default=None),
        last=max((one.entry.at for one in found), default=None),
        since=since,
    )


def fits(line: Line, scope: Scope) -> bool:
    """Tell whether somebody saw or changed records by a line, and it meets every condition of a scope."""
    entry = line.entry
    wanted = ((scope.actor, entry.actor), (scope.case, entry.case), (scope.role, entry.role))
    within = (scope.since is None or scope.since <= entry.at) and (scope.until is None or entry.at < scope.until)
    matches = all(asked is None or asked == there for asked, there in wanted)
    # A line about several categories at once does not say which: whoever may be concerned is.
    there = scope.category in {None, entry.object} or entry.object == SEVERAL
    return entry.probe is None and entry.act in LOOKS and within and matches and there


def _records(line: Line) -> int:
    counted = line.entry.facts.get("records", line.entry.facts.get("persons", 1))
    return counted if isinstance(counted, int) else 1
