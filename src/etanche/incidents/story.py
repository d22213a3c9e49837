"""
Stories that are only added to: each thing that happened is sealed, and bound to its story, its number, its moment and its word.

A row bound to another place does not open, and says nothing; that it is missing shows in the line of the journal that told of it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import groupby
from operator import attrgetter
from typing import Final, Generic, Protocol, TypeVar

import msgspec

from etanche.clock import Clock
from etanche.errors import Unreadable
from etanche.journal import Entry, Fact
from etanche.keyring import Keyring, SealBroken, SealingKey, bind
from etanche.store import Connection, Stories, StoryRow, moment_of, moment_text
from etanche.terms import OrganisationId

KEPT: Final = timedelta(days=5 * 366)
"""So long a story stays once nothing is left to be done in it."""

LONGEST: Final = 4_000
ITSELF: Final = "etanche"
"""What the journal calls who writes by no order."""

NAME: Final = 12
"""So many digits of an id name a story."""


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
    """What somebody wrote: a fact, a measure, a reason, a report."""

    said: Mapping[str, str] = field(default_factory=dict)
    """What else there is to it, by name."""

    numbers: Mapping[str, int] = field(default_factory=dict)


class Kept(Protocol):
    """What a story is folded into."""

    @property
    def id(self) -> bytes:
        """Which story it is."""


K = TypeVar("K", bound=Kept)


def only(found: Iterable[K], digits: str) -> K | None:
    """Return the one whose id begins with some digits, which are enough to tell it from others; nothing if there is none, or several."""
    some = [one for one in found if len(digits) >= NAME // 2 and one.id.hex().startswith(digits)]
    return some[0] if len(some) == 1 else None


@dataclass(frozen=True, kw_only=True)
class Book(Generic[W]):
    """The stories of one sort of one organisation."""

    organisation: OrganisationId
    keyring: Keyring
    clock: Clock
    stories: Stories
    words: type[W]
    """What can happen in one."""

    key: str
    """What their key is called."""

    noun: str
    """What each is; bound into every seal, and begins what lines call each thing that happens."""

    told: Collection[W] = ()
    """What happens with a text of its own only."""

    longest: int | None = LONGEST
    """So many letters of text at the most."""

    # — writing

    def now(
        self,
        what: W,
        by: str,
        words: str = "",
        *,
        said: Mapping[str, str] | None = None,
        numbers: Mapping[str, int] | None = None,
    ) -> Happening[W]:
        """
        Return something that happens now, to be written in a transaction.

        Raises:
            Unreadable: nobody says it; a text is missing where there has to be one, or too long.
        """
        if not by.strip():
            raise Unreadable("nobody is named who says this", hint="say who; it is journalled")
        if what in self.told and not words.strip():
            raise Unreadable("nothing is said", hint="say it in a few words; they are sealed")
        if self.longest is not None and len(words) > self.longest:
            raise Unreadable(f"this is longer than {self.longest} letters", hint="say it in fewer words")
        at, text = self.clock.now(), words.strip()
        return Happening(what=what, at=at, by=by, words=text, said=dict(said or {}), numbers=dict(numbers or {}))

    def write(self, connection: Connection, story: bytes, one: Happening[W]) -> None:
        """Keep one more thing that happened, in the caller's transaction."""
        before = self.stories.of(connection, self.organisation, story)
        seq, moment, word = before[-1].seq + 1 if before else 1, moment_text(one.at), str(one.what)
        told = Told(one.by, one.words, dict(one.said), dict(one.numbers))
        sealed = self._sealing.seal(msgspec.msgpack.encode(told), self._bound(story, seq, moment, word))
        row = StoryRow(organisation=self.organisation, story=story, seq=seq, at=moment, kind=word, sealed=sealed)
        self.stories.append(connection, row)

    def line(
        self, act: str, by: str, *, about: str = "", case: str | None = None, facts: Mapping[str, Fact] | None = None
    ) -> Entry:
        """Return the line of the journal that tells of something done now: to the noun, unless `about` names another object."""
        return Entry(
            organisation=self.organisation,
            at=self.clock.now(),
            actor=by,
            act=act,
            object=about or self.noun,
            decision="done",
            case=case,
            facts=dict(facts or {}),
        )

    # — reading

    def read(self, connection: Connection, folded: Callable[[bytes, Iterable[Happening[W]]], K | None]) -> list[K]:
        """Return what every story is folded into; a row that somebody changed says nothing, nor does a story without its beginning."""
        rows = self.stories.all_of(connection, self.organisation)
        stories = [(story, self._opened(some)) for story, some in groupby(rows, key=attrgetter("story"))]
        return [one for story, happened in stories if (one := folded(story, happened)) is not None]

    def _opened(self, rows: Iterable[StoryRow]) -> list[Happening[W]]:
        key, found = self._sealing, []
        for row in rows:
            try:
                plain = key.open(row.sealed, self._bound(row.story, row.seq, row.at, row.kind))
            except SealBroken:
                continue
            told = msgspec.msgpack.decode(plain, type=Told)
            what, at = self.words(row.kind), moment_of(row.at)
            found.append(
                Happening(what=what, at=at, by=told.by, words=told.words, said=told.said, numbers=told.numbers)
            )
        return found

    @property
    def _sealing(self) -> SealingKey:
        return self.keyring.ledger_key(self.organisation, self.key)

    def _bound(self, story: bytes, seq: int, at: str, kind: str) -> bytes:
        return bind(self.noun, 1, self.organisation, story, seq, at, kind)
