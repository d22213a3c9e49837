"""
Reaching people who are concerned by an incident, or all of them: whom the lists beside the journal name, and by which addresses they can be written to.

Telling people of a breach goes on while everything is halted. Addresses leave the vault for sealed letters alone, each with a line about the
person; nobody who sends the letters sees them.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Final

from etanche.store import entry_persons, moment_text, person_records, persons
from etanche.vault.aliases import group_of
from etanche.vault.altered import alarm
from etanche.vault.asking import governed
from etanche.vault.listed import has_list, lines_about, whom
from etanche.vault.means import Means
from etanche.vault.refusal_keeping import addresses
from etanche.vault.shapes import email

_LISTS: Final = "journal"
"""What the alarm says did not open: a list beside a line."""


Came = tuple[datetime | None, datetime | None]
"""A time in which people came: since a moment, and before another; open where there is none."""

ALWAYS: Final[Came] = (None, None)


@dataclass(frozen=True, kw_only=True)
class Listed:
    """Whom lines of the journal are about, as far as their lists can be read."""

    persons: frozenset[bytes] = field(repr=False)
    altered: int = 0
    """How many lists are gone, others, or do not open: somebody changed them, and nobody knows whom they named."""


def persons_in(means: Means, numbers: Sequence[int]) -> Listed:
    """Return whom lines of the journal are about, as far as their lists are there; one that somebody changed, moved or took away hides no other."""
    found: set[bytes] = set()
    altered = 0
    with means.store.reading() as connection:
        lists = list(entry_persons.of(connection, means.organisation, numbers))
    for line in lists:
        if line.sealed is None and not has_list(line):
            continue
        named = whom(means, line)
        altered += named is None
        found |= named or frozenset()
    if altered:
        alarm(means, altered, category=_LISTS)
    return Listed(persons=frozenset(found), altered=altered)


def entries_about(means: Means, *persons: bytes, hidden: set[int] | None = None) -> tuple[int, ...]:
    """
    Return the numbers of the lines that are about a person, or one of several, as long as their lists are kept; one that somebody changed hides no other.

    `hidden` takes the numbers of the lines of which nobody can tell, because their lists do not open.
    """
    altered: list[int] = []
    found = tuple(lines_about(means, *persons, altered=altered))
    if altered:
        alarm(means, len(altered), category=_LISTS)
    if hidden is not None:
        hidden.update(altered)
    return found


def everybody(means: Means, after: bytes, most: int, came: Came) -> tuple[bytes, ...]:
    """Return the persons who came in a time and come after one in the order of their ids, so many at most; who was erased is none of them."""
    found: list[bytes] = []
    first, last = (moment_text(one) if one is not None else "" for one in came)
    with means.store.reading() as connection:
        while len(found) < most:
            rows = persons.after(connection, means.organisation, after, most, since=first, before=last)
            found += [row.person for row in rows if row.ended is None]
            if len(rows) < most:
                break
            after = rows[-1].person
    return tuple(found[:most])


def held_since(means: Means, person: bytes) -> Mapping[str, date]:
    """Return the oldest day of which something is held of a person, and of whom they are joined with, by category; nothing is opened."""
    names = means.numbers.category_names()
    found: dict[str, date] = {}
    with means.store.reading() as connection:
        governed(means, connection)
        for one in group_of(means, connection, person):
            for row in person_records.of_person(connection, means.organisation, one):
                name, day = names.get(row.category, ""), date.fromisoformat(row.day)
                if name in means.plan.categories and row.id not in means.tombstones:
                    found[name] = min(day, found.get(name, day))
    return found


def contacts(means: Means, who: Collection[bytes], *, actor: str) -> Mapping[bytes, str]:
    """Return an e-mail address of each person who has one in their records; that it was given to letters is a line about them."""
    reached: dict[bytes, str] = {}
    altered: list[bytes] = []
    with means.store.reading() as connection:
        governed(means, connection)
        living = persons.known(connection, means.organisation, sorted(who))
        for person in sorted(who):
            if person in living and living[person].ended is None:
                theirs = sorted(
                    address for _, address in addresses(means, connection, person, altered) if email(address)
                )
                reached |= {person: theirs[0]} if theirs else {}
    if altered:
        alarm(means, len(altered))
    entry = means.entry(
        actor=actor, act="reached", object="person", decision="done", facts={"reached": len(reached), "asked": len(who)}
    )
    means.note_about(entry, reached)
    return reached
