"""
The lines that show somebody's data, or tell how much of it went, found by marks of them: in every month there is, and also what an older version wrote without marks.

Lists beside the journal are sealed, so that whoever asks about one person would have to open all of them. A row
that somebody else wrote leads nowhere: what it names is believed only if the list of that line says so too.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import date
from typing import Final

from etanche.keyring import SealBroken, bind
from etanche.store import Connection, entry_persons, facts, looked
from etanche.terms import ID_BYTES
from etanche.vault.look_marks import JOURNAL, LOOKS, TELLS, marks_on
from etanche.vault.means import Means

SHOWN: Final = "looked-before"
TOLD: Final = "told-before"
"""The facts that say up to which line nothing of a kind is marked: an instance that an older version wrote has lines before."""

_UNMARKED: Final = {SHOWN: LOOKS, TOLD: TELLS}

_BITE: Final = 500


def marks_of(means: Means, persons: Collection[bytes]) -> Iterator[bytes]:
    """Yield the marks of persons in every month of the journal, the last one first."""
    first, month = means.journal.first_day(), means.today()
    while first is not None and (month.year, month.month) >= (first.year, first.month):
        yield from marks_on(means.keyring, means.organisation, month, persons)
        month = date(month.year - (month.month == 1), (month.month - 2) % 12 + 1, 1)


def listed(means: Means, day: object, sealed: object) -> frozenset[bytes] | None:
    """
    Return whom a list beside a line names; nothing once the key of its day is dead.

    Raises:
        SealBroken: somebody changed it.
    """
    if not (isinstance(day, str) and isinstance(sealed, bytes)):
        raise SealBroken
    key = means.keyring.day_key(means.organisation, JOURNAL, day, create=False)
    if key is None:
        return None
    found = key.open(sealed, bind("entry persons", 1, means.organisation, day))
    return frozenset(found[at : at + ID_BYTES] for at in range(0, len(found), ID_BYTES))


def catch_up(means: Means) -> None:
    """Mark what an older version wrote without marks, in bites; nothing is done where that was done before."""
    for waits, acts in _UNMARKED.items():
        with means.store.reading() as connection:
            told = facts.get(connection, means.organisation, waits)
        while told is not None:
            told = _bite(means, waits, acts, told)


def caught_up(means: Means, connection: Connection, waits: str = SHOWN) -> int:
    """Return the number of the last line of a kind that waits to be marked; 0 where none does."""
    return int(facts.get(connection, means.organisation, waits) or 0)


def told_of(means: Means, connection: Connection, person: bytes, acts: Collection[str], what: str) -> list[int]:
    """
    Return the numbers of the lines of some acts that tell something of a person, in order of commit.

    They are looked up by the person's marks, whoever else there is; only what an older version wrote, and nobody marked yet, is opened.
    """
    wanted = [(mark, what) for mark in marks_of(means, [person])]
    named = {seq for _, seq in looked.newest(connection, means.organisation, wanted, most=_BITE)}
    marked = [one for one in entry_persons.of(connection, means.organisation, sorted(named)) if one.act in acts]
    waiting = caught_up(means, connection, TOLD)
    older = looked.before(connection, means.organisation, acts=acts, upto=waiting, most=waiting) if waiting else []
    both: list[entry_persons.Told | looked.Unmarked] = [*marked, *older]
    return sorted({one.seq for one in both if person in _whom(means, one)})


def _whom(means: Means, line: entry_persons.Told | looked.Unmarked) -> frozenset[bytes]:
    """Return whom a line is about; of a list that is gone, or that somebody changed, nobody: `logs:journal` tells of it."""
    try:
        return listed(means, line.day, line.sealed) or frozenset()
    except SealBroken:
        return frozenset()


def _bite(means: Means, waits: str, acts: Collection[str], told: str) -> str | None:
    """Mark some lines of some acts, the newest first; return up to which number others wait, or nothing."""
    with means.store.reading() as connection:
        lines = looked.before(connection, means.organisation, acts=acts, upto=int(told), most=_BITE)
    rows = [(mark, one.object, one.seq) for one in lines for mark in _marks_of_line(means, one)]
    left = None if len(lines) < _BITE else str(lines[-1].seq - 1)
    with means.store.writing() as connection:
        now = facts.get(connection, means.organisation, waits)
        if now != told:
            return now
        looked.put(connection, means.organisation, rows)
        if left is None:
            facts.forget(connection, means.organisation, waits)
        else:
            facts.put(connection, means.organisation, waits, left)
    return left


def _marks_of_line(means: Means, line: looked.Unmarked) -> Sequence[bytes]:
    """Return the marks of whom a line is about."""
    persons = _whom(means, line)
    return (
        marks_on(means.keyring, means.organisation, date.fromisoformat(line.day), persons, create=True)
        if persons
        else ()
    )
