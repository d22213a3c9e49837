"""
Whom lines of the journal are about, compared with what the lines say: each holds the digest of its list.

Who takes a list away, puts an older one in its place, or files it under another day, whose key does not open it, would have it
that nobody looked. The chain holds the line, and the line the digest; whoever reads lists counts those that do not open.
The marks by which people find the lines about them are compared with the lists: who takes one away would have it as well.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, MutableSequence, Sequence
from datetime import date, datetime, time
from secrets import randbelow
from typing import Final
from zoneinfo import ZoneInfo

from etanche.keyring import SealBroken, digest
from etanche.store import Connection, entries, entry_persons, looked, moment_text
from etanche.vault.look_marks import LOOKS, TELLS, marks_on
from etanche.vault.looked import TOLD, caught_up, listed
from etanche.vault.means import LISTED, Means

_NEWEST: Final = 500
_AT_RANDOM: Final = 125
_TIMES: Final = 4
"""How many lines a sample is of: the newest, and so many stretches of so many wherever chance leads."""


def unlisted(means: Means, *, sampled: bool) -> int:
    """
    Return how many lines that say whom they are about have no list, or another one, or are not found by those whom it names.

    Those of days that the journal has no more are left out: their lists went with the keys of their days.

    Args:
        means: the rooms below.
        sampled: whether to look at the newest lines and some others, and not at every line.
    """
    first = means.journal.first_day()
    if first is None:
        return 0
    since = moment_text(datetime.combine(first, time.min, ZoneInfo(means.plan.zone)))
    found: set[int] = set()
    with means.store.reading() as connection:
        began, last = entries.ends(connection, means.organisation)
        for after, upto in _stretches(began - 1, last) if sampled else [(began - 1, last)]:
            lines = list(
                entry_persons.beside(connection, means.organisation, fact=LISTED, since=since, after=after, upto=upto)
            )
            found.update(one.seq for one in lines if whom(means, one) is None)
            found |= _astray(means, connection, lines, after, upto)
    return len(found)


def _astray(
    means: Means, connection: Connection, lines: Sequence[entry_persons.Told], after: int, upto: int
) -> set[int]:
    """Return the numbers of the lines that show somebody's data, or tell how much went, and are not found by them, or by somebody else."""
    here: dict[int, set[tuple[str, bytes]]] = defaultdict(set)
    for seq, of, mark in looked.between(connection, means.organisation, after=after, upto=upto):
        here[seq].add((of, mark))
    shown, told = caught_up(means, connection), caught_up(means, connection, TOLD)
    return {
        one.seq
        for one in lines
        if ((one.act in LOOKS and one.probe is None and one.seq > shown) or (one.act in TELLS and one.seq > told))
        and (marks := _marks(means, one)) is not None
        and here[one.seq] != {(one.object, mark) for mark in marks}
    }


def _marks(means: Means, line: entry_persons.Told) -> Sequence[bytes] | None:
    """Return the marks by which a line is to be found; nothing where its list cannot be read any more, or is not its own."""
    persons = whom(means, line)
    if persons is None or line.day is None:
        return None
    return marks_on(means.keyring, means.organisation, date.fromisoformat(line.day), persons)


def _stretches(before: int, last: int) -> Iterator[tuple[int, int]]:
    """Yield (after, up to): the newest lines, then some of those before them."""
    newest = max(before, last - _NEWEST)
    yield newest, last
    for _ in range(_TIMES if newest > before else 0):
        after = before + randbelow(newest - before)
        yield after, min(after + _AT_RANDOM, newest)


def whom(means: Means, line: entry_persons.Told) -> frozenset[bytes] | None:
    """Return whom a line is about; nothing if its list is gone, is another one, or does not open."""
    if not isinstance(line.sealed, bytes) or _told(line.facts) != digest(line.sealed).hex():
        return None
    return _opened(means, line.day, line.sealed)


def has_list(line: entry_persons.Told) -> bool:
    """Tell whether a line says that a list lies beside it."""
    return LISTED in line.facts and _told(line.facts) is not None


def lines_about(means: Means, *persons: bytes, altered: MutableSequence[int]) -> Iterator[int]:
    """
    Yield the numbers of the lines that are about a person, or one of several.

    `altered` takes the numbers of the lines of which nobody can tell any more: their lists do not open, or the key of the day
    under which somebody filed them is not there. Lists that outlive their lines for a moment, until a cut is finished, are none of them.
    """
    with means.store.reading() as connection:
        lists = list(entry_persons.read(connection, means.organisation))
        began, _ = entries.ends(connection, means.organisation)
    for seq, day, sealed in lists:
        named = _opened(means, day, sealed)
        if named is not None:
            if not named.isdisjoint(persons):
                yield seq
        elif seq >= began:
            altered.append(seq)


def _opened(means: Means, day: object, sealed: object) -> frozenset[bytes] | None:
    try:
        return listed(means, day, sealed)
    except SealBroken:
        return None


def _told(facts: str) -> object:
    """Return the digest that a line tells of its list; of a line that cannot be read, or has none, nothing."""
    try:
        said = json.loads(facts)
    except ValueError:
        return None
    return said.get(LISTED) if isinstance(said, dict) else None
