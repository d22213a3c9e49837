"""
The records of GDPRbench and what its four parties ask, the same for every arm.

A record has a key, its metadata (purpose, person, objection, decision, access, sharing, source, category, time to live), and
100 bytes. The metadata of record k are k modulo the size of each list. What a party changes is the sharing: of all records of
a purpose, or of a person. What was told last holds, of the record, its person and its purpose.
"""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import accumulate
from typing import Protocol

PURPOSES, PEOPLE_OF, OBJECTIONS, DECISIONS, OTHERS = 25, 10, 100, 2, 10
"""Sizes of the lists; of people there are a tenth of the records."""

ZIPF = 0.99


class Kind(StrEnum):
    """What a party asks."""

    INSERT = "insert"
    DELETE = "delete"
    READ = "read by key"
    READ_PURPOSE = "read by purpose"
    READ_PERSON = "read by person"
    WRITE = "update by key"
    SHARE_PURPOSE = "update metadata by purpose"
    SHARE_PERSON = "update metadata by person"
    METADATA = "metadata of a person"
    LOG = "system log"
    GONE = "verify a deletion"


MIXES: Mapping[str, Mapping[Kind, int]] = {
    "controller": {Kind.INSERT: 25, Kind.DELETE: 25, Kind.SHARE_PURPOSE: 25, Kind.SHARE_PERSON: 25},
    "customer": {
        Kind.READ: 20,
        Kind.READ_PURPOSE: 10,
        Kind.READ_PERSON: 10,
        Kind.WRITE: 20,
        Kind.SHARE_PURPOSE: 10,
        Kind.SHARE_PERSON: 10,
        Kind.DELETE: 20,
    },
    "processor": {Kind.READ: 20, Kind.READ_PURPOSE: 40, Kind.READ_PERSON: 40},
    "regulator": {Kind.METADATA: 46, Kind.LOG: 31, Kind.GONE: 23},
}
"""Out of a hundred. The regulator's is the paper's as remembered."""

SKEWED = {"customer"}
"""Who asks for some records much more often than for others."""

LOGGED = 20
"""Lines of the log that a regulator is shown."""


@dataclass(frozen=True, kw_only=True)
class Item:
    """One record as it comes in."""

    key: int
    purpose: int
    person: int
    shared: str
    data: str
    told: int
    """The number of the act that said so; 0 for what is there at the beginning."""


@dataclass(frozen=True, kw_only=True)
class Act:
    """One thing that a party asks."""

    number: int
    kind: Kind
    key: int
    purpose: int
    person: int
    item: Item


Answer = tuple[tuple[int, str, str], ...] | bool | int
"""(key, data, sharing) of each record in order of keys; whether a record is gone; how many lines or records."""


class Arm(Protocol):
    """Somebody who can be asked all of it."""

    def load(self, items: Sequence[Item]) -> None:
        """Take in records, many at once."""

    def answer(self, act: Act) -> Answer:
        """Do what is asked."""

    def size(self) -> int:
        """Return how many bytes lie on the disk."""


def item(key: int, people: int, told: int = 0) -> Item:
    """Return the record of a key."""
    data = (
        f"{key:010}"
        + "The parcel with the blue linen never came, and nobody answers the telephone, not even once a day."[:90]
    )
    return Item(
        key=key, purpose=key % PURPOSES, person=key % people, shared=f"shr-{key % OTHERS}", data=data, told=told
    )


def acts(workload: str, *, records: int, count: int, seed: int, first: int) -> list[Act]:
    """
    Return what a party asks.

    Args:
        workload: which party.
        records: how many there were at the beginning.
        count: how many acts.
        seed: of the chance.
        first: the number of the first act, higher than that of any before.
    """
    chance = random.Random(f"{workload} {seed}")  # noqa: S311  # the same for each arm
    mix, people = MIXES[workload], max(1, records // PEOPLE_OF)
    weights = list(accumulate(1 / (n + 1) ** ZIPF for n in range(records))) if workload in SKEWED else None
    kinds = chance.choices(list(mix), weights=list(mix.values()), k=count)
    keys = chance.choices(range(records), cum_weights=weights, k=count)
    return [
        Act(
            number=first + n,
            kind=kind,
            key=key,
            purpose=chance.randrange(PURPOSES),
            person=key % people,
            item=item(records + first + n, people, told=first + n),
        )
        for n, (kind, key) in enumerate(zip(kinds, keys, strict=True))
    ]
