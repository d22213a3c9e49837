"""
The journal leaf by leaf, the newest lines first: what people did, without what the checks' own probes wrote.

A check writes hundreds of lines each night. They are left out where lines are looked for, not of those that were found: whatever number of
nights went by, a leaf is full of what people did, or the journal has no more of it.
"""

from __future__ import annotations

from collections.abc import Generator
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from itertools import islice

from etanche.instance.organisation import Organisation
from etanche.instance.retracing import may_be_about, of_case
from etanche.journal import Entry, Line
from etanche.vault import Ref


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """Which lines are looked for; what is nothing limits nothing."""

    since: date | None = None
    act: str | None = None
    actor: str | None = None
    case: str | None = None
    person: bytes | None = None
    record: Ref | None = None


@dataclass(frozen=True, kw_only=True)
class Leaf:
    """Some lines of the journal, the newest first."""

    entries: tuple[Entry, ...]
    older: int | None
    """The older ones begin before the line of this number; nothing if there are none."""


def leaf(house: Organisation, wanted: Wanted, *, most: int, before: int | None = None) -> Leaf:
    """
    Return the newest lines that meet every condition, of those before the line of a number if one is given.

    Raises:
        NoSuchRecord: nobody knows any more whose the record was; ask for the person.
    """
    with closing(_fitting(house, wanted, before)) as found:
        lines = list(islice(found, most + 1))
    older = lines[most - 1].seq if len(lines) > most else None
    return Leaf(entries=tuple(one.entry for one in lines[:most]), older=older)


def _fitting(house: Organisation, wanted: Wanted, before: int | None) -> Generator[Line, None, None]:
    record = wanted.record
    numbers = _numbers(house, wanted)
    found = house.journal.backwards(
        before=before, since=wanted.since, act=wanted.act, actor=wanted.actor, numbers=numbers
    )
    with closing(found):
        for one in found:
            if record is None or may_be_about(one.entry, record, house.plan.categories):
                yield one


def _numbers(house: Organisation, wanted: Wanted) -> list[int] | None:
    """Return the numbers of the lines in a case, about a person (or whoever they are joined with) or the person of a record."""
    person = wanted.person if wanted.record is None else house.vault.person_of(wanted.record)
    about = None if person is None else house.vault.entries_about(*house.vault.group_of(person))
    if wanted.case is None:
        return None if about is None else list(about)
    chain = of_case(house.journal, wanted.case).keys()
    return list(chain if about is None else chain & set(about))
