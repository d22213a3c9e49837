"""
Rows of which what stands in clear cannot be: no such day, no such way of holding, no such category.

Only somebody's hand writes such a row; no key is looked for, and nothing is reckoned from it. It is a row that does not open
(`altered`), and stops nobody else's reading, erasure or sweep.
"""

from __future__ import annotations

from collections.abc import Container, Iterable
from datetime import date
from functools import lru_cache
from typing import Final

from etanche.keyring import Holding
from etanche.store import PlaceRow, RecordRow, persons
from etanche.vault.means import Means
from etanche.vault.refs import is_timed

_HOLDINGS: Final = frozenset(map(int, Holding))
_ID: Final = 16


def is_whole(row: RecordRow, categories: Container[int]) -> bool:
    """Tell whether what stands in clear beside a record of a person can be what was written."""
    _, category, day, id_, _, sealed, person, generation, holding, own_key = row
    return (
        _lies_there(person or b"", category, day, id_, holding or 0, categories)
        and isinstance(generation, int)
        and isinstance(sealed, bytes)  # type: ignore[redundant-expr]  # a file holds whatever somebody put there
        and (own_key is None or isinstance(own_key, bytes))
    )


def place_is_whole(place: PlaceRow, categories: Container[int]) -> bool:
    """Tell whether where a record of a person lies, and how it is held, can be what was written."""
    return _lies_there(*place, categories)


def of_nobody(means: Means, rows: Iterable[RecordRow]) -> list[bytes]:
    """
    Return the ids of those of some rows that say they are of somebody unknown, or of a generation that nobody has begun.

    No key was ever made for them, so none was destroyed: somebody changed whose they are.
    """
    asked = list(rows)
    if not asked:
        return []
    with means.store.reading() as connection:
        known = persons.known(connection, means.organisation, sorted({row.person or b"" for row in asked}))
    return [row.id for row in asked if (of := known.get(row.person or b"")) is None or _ahead(row, of.generation)]


def parted(means: Means, rows: Iterable[RecordRow]) -> tuple[list[RecordRow], list[bytes]]:
    """Return those of some rows that can be what was written, and the ids of the others."""
    categories = means.numbers.category_names()
    whole: list[RecordRow] = []
    altered: list[bytes] = []
    for row in rows:
        if is_whole(row, categories):
            whole.append(row)
        else:
            altered.append(row.id)
    return whole, altered


def _ahead(row: RecordRow, generation: int) -> bool:
    return row.generation is None or not 0 <= row.generation <= generation


def _lies_there(
    person: object, category: int, day: object, id_: object, holding: int, categories: Container[int]
) -> bool:
    return (
        holding in _HOLDINGS
        and category in categories
        and isinstance(person, bytes)
        and is_day(day)
        and isinstance(id_, bytes)
        and len(id_) == _ID
        and is_timed(id_)
    )


@lru_cache(maxsize=4_096)
def is_day(text: object) -> bool:
    """Tell whether a text is a day of the calendar, written as we write it."""
    try:
        return isinstance(text, str) and date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False
