"""
What the server gives: records, and what became of what it was given.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Self


@dataclass(frozen=True, kw_only=True, slots=True)
class Record:
    """A record that may be seen."""

    ref: str
    person: str | None
    fields: Mapping[str, str]
    tag: str | None = None
    """Of its state, where it was read by itself: with it, of two who correct the same state one does."""

    @classmethod
    def read(cls, told: Mapping[str, Any], tag: str | None = None) -> Self:
        """Return what the server told."""
        return cls(ref=told["ref"], person=told["person"], fields=told["fields"], tag=tag)


@dataclass(frozen=True, kw_only=True, slots=True)
class Taken:
    """Where a record is, and whose."""

    ref: str
    person: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Receipt:
    """What became of records that came together."""

    stored: int
    refused: Mapping[str, int]
    dropped: Mapping[str, int]
    past: int
    refs: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Bulk:
    """What became of a bulk: how many lines, and why which were not taken."""

    lines: int
    stored: int
    refused: Mapping[str, int]
    dropped: Mapping[str, int]
    past: int
    errors: tuple[tuple[int, str], ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Figures:
    """How many people say what."""

    people: int | None
    sorts: Mapping[str, int]
    others: int | None
    at_least: int | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Asked:
    """A request that was entered: what people call it, and until when it is answered."""

    request: str
    name: str
    due: date


@dataclass(frozen=True, kw_only=True, slots=True)
class Moved:
    """A request after something was done with it."""

    request: str
    name: str
    state: str
    due: date
    outcome: str | None
    tag: str | None

    @classmethod
    def read(cls, told: Mapping[str, Any], tag: str | None = None) -> Self:
        """Return what the server told."""
        return cls(
            request=told["request"],
            name=told["name"],
            state=told["state"],
            due=date.fromisoformat(told["due"]),
            outcome=told.get("outcome"),
            tag=tag,
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class Request:
    """A request, as it is seen."""

    request: str
    name: str
    person: str
    right: str
    received: date
    state: str
    due: date
    outcome: str | None
    assigned: str | None
    said: Mapping[str, Any]
    """Everything that was told of it; of one that was opened its words too."""

    tag: str | None = None
    """Of its state, where it was opened: with it, of two who decide on the same state one does."""

    @classmethod
    def read(cls, told: Mapping[str, Any], tag: str | None = None) -> Self:
        """Return what the server told."""
        return cls(
            request=told["request"],
            name=told["name"],
            person=told["person"],
            right=told["right"],
            received=date.fromisoformat(told["received"]),
            state=told["state"],
            due=date.fromisoformat(told["due"]),
            outcome=told["outcome"],
            assigned=told["assigned"],
            said=told,
            tag=tag,
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class Concerned:
    """How many people and records an incident concerns, by how many lines of the journal."""

    persons: int
    records: int
    lines: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Draft:
    """What somebody is to be told of an incident, and what of it was not said yet."""

    subject: str
    text: str
    missing: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Hook:
    """A webhook, and its secret or the public half of its key."""

    id: str
    secret: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Charter:
    """The charter in force, as it was written, and its tag."""

    text: str
    tag: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Words:
    """The words by which people are asked about a purpose, and their digest."""

    purpose: str
    language: str
    text: str
    digest: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Decided:
    """What came of a yes or a no: whether it changed something, how many records went at once, whether a receipt was sent."""

    new: bool
    gone: int
    posted: bool
