"""
The address of a record of a person: `invoice/2026-11-22/<32 hex>`, and the ids that make reading it one descent.

Ids begin with the millisecond of writing, so that a day's records are added at its end, and so that standing knows
what was written before somebody said no. The rest is a counter within the batch and 56 random bits.
"""

from __future__ import annotations

import os
import re
from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple

from etanche.errors import NotFound, Unreadable

_TIME = 6
_COUNT = 3
_CHANCE = 7
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_LATEST = ((datetime.max.replace(tzinfo=UTC) - _EPOCH) // timedelta(milliseconds=1)).to_bytes(_TIME, "big")
_REF = re.compile(r"([a-z][a-z0-9-]*)/(\d{4}-\d\d-\d\d)/([0-9a-f]{32})", re.ASCII)


class NoSuchRecord(NotFound):
    """There is no such record, or it is not for the one who asks: the answer is the same."""


class Ref(NamedTuple):
    """Where a record of a person is."""

    category: str
    day: date
    id: bytes

    def __str__(self) -> str:
        """Return the address as people and programs write it."""
        return f"{self.category}/{self.day.isoformat()}/{self.id.hex()}"

    @classmethod
    def parse(cls, text: str) -> Ref:
        """
        Read an address.

        Raises:
            Unreadable: it is none; what was given is not repeated.
        """
        found = _REF.fullmatch(text)
        try:
            if found is not None:
                return cls(found[1], date.fromisoformat(found[2]), bytes.fromhex(found[3]))
        except ValueError:
            pass
        raise Unreadable("this is no address of a record", hint="write it like `invoice/2026-11-22/<32 hex digits>`")


def timed_ids(now: datetime, count: int) -> list[bytes]:
    """Return new ids in order, all of the millisecond of now."""
    head = ((now - _EPOCH) // timedelta(milliseconds=1)).to_bytes(_TIME, "big")
    chance = os.urandom(_CHANCE * count)
    return [
        head + number.to_bytes(_COUNT, "big") + chance[_CHANCE * number : _CHANCE * (number + 1)]
        for number in range(count)
    ]


def written(id: bytes) -> datetime:  # noqa: A002  # the noun's own attribute
    """Return the moment an id was made, to the millisecond."""
    return _EPOCH + timedelta(milliseconds=int.from_bytes(id[:_TIME], "big"))


def is_timed(id: bytes) -> bool:  # noqa: A002  # idem
    """Tell whether the moment in an id is one of the calendar."""
    return id[:_TIME] <= _LATEST


def parse_person(text: str) -> bytes:
    """
    Read the id of a person.

    Raises:
        Unreadable: it is none; what was given is not repeated.
    """
    if re.fullmatch(r"[0-9a-f]{32}", text, re.ASCII) is None:
        raise Unreadable("this is no id of a person", hint="it has 32 hexadecimal digits")
    return bytes.fromhex(text)
