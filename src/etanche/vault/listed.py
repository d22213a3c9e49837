"""
Whom lines of the journal are about, compared with what the lines say: each holds the digest of its list.

Who takes a list away, or puts an older one in its place, would have it that nobody looked. The chain holds the line, and the line the digest.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime, time
from secrets import randbelow
from typing import Final
from zoneinfo import ZoneInfo

from etanche.keyring import digest
from etanche.store import entries, entry_persons, moment_text
from etanche.vault.means import LISTED, Means

_NEWEST: Final = 500
_AT_RANDOM: Final = 125
_TIMES: Final = 4
"""How many lines a sample is of: the newest, and so many stretches of so many wherever chance leads."""


def unlisted(means: Means, *, sampled: bool) -> int:
    """
    Return how many lines that say whom they are about have no list, or another one.

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
            lines = entry_persons.beside(
                connection, means.organisation, fact=LISTED, since=since, after=after, upto=upto
            )
            found.update(seq for seq, facts, sealed in lines if not _is_its(facts, sealed))
    return len(found)


def _stretches(before: int, last: int) -> Iterator[tuple[int, int]]:
    """Yield (after, up to): the newest lines, then some of those before them."""
    newest = max(before, last - _NEWEST)
    yield newest, last
    for _ in range(_TIMES if newest > before else 0):
        after = before + randbelow(newest - before)
        yield after, min(after + _AT_RANDOM, newest)


def _is_its(facts: str, sealed: object) -> bool:
    """Tell whether a list is the one of its line; of a line that cannot be read, none is."""
    try:
        said = json.loads(facts)
    except ValueError:
        return False
    return isinstance(said, dict) and isinstance(sealed, bytes) and said.get(LISTED) == digest(sealed).hex()
