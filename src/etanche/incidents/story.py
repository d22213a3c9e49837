"""
Stories that are only added to: each thing that happened is sealed, and bound to its story, its number, its moment and its word.

A row bound to another place does not open, and says nothing; that it is missing shows in the line of the journal that told of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from itertools import groupby
from operator import attrgetter
from typing import Generic, TypeVar

import msgspec

from etanche.keyring import Keyring, SealBroken, SealingKey, bind
from etanche.store import Connection, Stories, StoryRow, moment_of, moment_text
from etanche.terms import OrganisationId


class Told(msgspec.Struct):
    """What is sealed of one thing that happened."""

    by: str
    words: str
    said: dict[str, str]
    numbers: dict[str, int]


W = TypeVar("W", bound=StrEnum)


@dataclass(frozen=True, kw_only=True)
class Happening(Generic[W]):
    """One thing that happened in a story, by its word."""

    what: W
    at: datetime
    by: str
    words: str = ""
    said: Mapping[str, str] = field(default_factory=dict)
    numbers: Mapping[str, int] = field(default_factory=dict)

    @property
    def told(self) -> Told:
        """What is sealed of it."""
        return Told(self.by, self.words, dict(self.said), dict(self.numbers))


def happening(word: type[W], one: tuple[StoryRow, Told]) -> Happening[W]:
    """Return what a row says, opened."""
    row, told = one
    return Happening(
        what=word(row.kind), at=moment_of(row.at), by=told.by, words=told.words, said=told.said, numbers=told.numbers
    )


@dataclass(frozen=True, kw_only=True)
class Book:
    """The stories of one sort of one organisation."""

    organisation: OrganisationId
    keyring: Keyring
    stories: Stories
    key: str
    """What their key is called."""

    noun: str
    """What each is; bound into every seal."""

    def write(self, connection: Connection, story: bytes, seq: int, *, at: datetime, kind: str, told: Told) -> None:
        """Keep one more thing that happened, in the caller's transaction."""
        moment, word = moment_text(at), str(kind)
        sealed = self._sealing.seal(msgspec.msgpack.encode(told), self._bound(story, seq, moment, word))
        row = StoryRow(organisation=self.organisation, story=story, seq=seq, at=moment, kind=word, sealed=sealed)
        self.stories.append(connection, row)

    def read(self, connection: Connection) -> list[tuple[bytes, list[tuple[StoryRow, Told]]]]:
        """Return every story with what happened in it, in order; a row that somebody changed says nothing."""
        rows = self.stories.all_of(connection, self.organisation)
        return [(story, self._opened(some)) for story, some in groupby(rows, key=attrgetter("story"))]

    def _opened(self, rows: Iterable[StoryRow]) -> list[tuple[StoryRow, Told]]:
        key, found = self._sealing, []
        for row in rows:
            try:
                plain = key.open(row.sealed, self._bound(row.story, row.seq, row.at, row.kind))
            except SealBroken:
                continue
            found.append((row, msgspec.msgpack.decode(plain, type=Told)))
        return found

    @property
    def _sealing(self) -> SealingKey:
        return self.keyring.ledger_key(self.organisation, self.key)

    def _bound(self, story: bytes, seq: int, at: str, kind: str) -> bytes:
        return bind(self.noun, 1, self.organisation, story, seq, at, kind)
