"""
How many visitors a day had, and the marks by which they are counted.

A findable pseudonym leaves a mark beside each record, so that whoever refuses is found at once. When the time of the pseudonym is over
nobody can refuse by it any more: its marks are counted and taken away, so that the data file no longer shows which visits of that
day come from one browser. The number stays. Who looks for a pseudonym of such a day has the day opened.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date
from typing import Final

from etanche.charter import FieldKind
from etanche.journal import Fact
from etanche.store import Connection, counts, days, records
from etanche.vault.bites import Bites
from etanche.vault.means import Means
from etanche.vault.times import first_day

CARRIED: Final = "visitors/"
"""What the name of a count begins with that says how many different marks were taken away."""


def visitors(
    means: Means, category: str, names: Sequence[str], within: Sequence[date], *, canary: bool
) -> dict[date, int]:
    """Return how many different pseudonyms some days have in findable fields: those counted before, and those marked still."""
    found: Counter[date] = Counter()
    since, until = within[0].isoformat(), within[-1].isoformat()
    number = means.numbers.categories[category]
    with means.store.reading() as connection:
        for name in names:
            field = means.numbers.fields[category, name]
            marked = records.marks_by_day(connection, means.organisation, number, field, since, until, canary=canary)
            found.update({date.fromisoformat(day): many for day, many in marked.items()})
            if not canary:
                kept = counts.read(connection, means.organisation, since=since, until=until, name=_name(field))
                found.update(
                    {date.fromisoformat(day): many for (day, name), many in kept.items() if name == _name(field)}
                )
    return {day: found[day] for day in within if day in found}


def marks_are_gone(means: Means, category: str, field: str, day: date) -> bool:
    """Return whether the marks of a field and a day may have been taken away."""
    planned = means.plan.categories[category].fields[field]
    if planned.kind is not FieldKind.PSEUDONYM or planned.lasts is None:
        return False
    return day < first_day(planned.lasts, means.today())


def take_marks_away(means: Means) -> int:
    """Count and take away the marks of pseudonyms whose time is over; return how many different ones went."""
    gone = 0
    for field, (category, lasts) in sorted(means.pseudonyms().items()):
        number, first = means.numbers.categories[category], first_day(lasts, means.today()).isoformat()
        with means.store.reading() as connection:
            living = days.known(connection, means.organisation, number, state="living")
        taken = {
            row.day: many for row in living if row.day < first and (many := _of_day(means, number, row.day, field))
        }
        if taken:
            facts: dict[str, Fact] = {"days": len(taken), "marks": sum(taken.values())}
            means.journal.note(
                means.entry(actor="sweep", act="marks-taken-away", object=category, decision="done", facts=facts)
            )
        gone += sum(taken.values())
    return gone


def _of_day(means: Means, category: int, day: str, field: int) -> int:
    different = 0

    def bite(connection: Connection, size: int) -> int:
        nonlocal different
        taken = records.unmark(connection, means.organisation, category, day, field, size)
        if taken.carried:
            counts.add(connection, means.organisation, day, _name(field), taken.carried)
        different += taken.marks
        return taken.rows

    Bites(means.store).all_of(bite)
    return different


def _name(field: int) -> str:
    return f"{CARRIED}{field}"
