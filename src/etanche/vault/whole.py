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
from etanche.vault.refs import written

_HOLDINGS: Final = frozenset(map(int, Holding))
_ID: Final = 16


def is_whole(row: RecordRow, categories: Container[int]) -> bool:
    """Tell whether what stands in clear beside a record of a person can be what was written."""
    return (
        place_is_whole(PlaceRow(row.person or b"", row.category, row.day, row.id, row.holding or 0), categories)
        and _is_number(row.generation)
        and _is_bytes(row.sealed)
        and (row.own_key is None or _is_bytes(row.own_key))
    )


def place_is_whole(place: PlaceRow, categories: Container[int]) -> bool:
    """Tell whether where a record of a person lies, and how it is held, can be what was written."""
    return (
        place.holding in _HOLDINGS
        and place.category in categories
        and _is_bytes(place.person)
        and is_day(place.day)
        and _is_id(place.id)
    )


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


def _is_number(value: object) -> bool:
    return isinstance(value, int)


def _is_bytes(value: object) -> bool:
    return isinstance(value, bytes)


@lru_cache(maxsize=4_096)
def is_day(text: object) -> bool:
    """Tell whether a text is a day of the calendar, written as we write it."""
    try:
        return isinstance(text, str) and date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _is_id(id: object) -> bool:  # noqa: A002  # the noun's own attribute
    if not isinstance(id, bytes) or len(id) != _ID:
        return False
    try:
        written(id)
    except OverflowError:
        return False
    return True
