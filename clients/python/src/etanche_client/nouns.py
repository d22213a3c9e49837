"""
What the server gives: records, and what became of what it was given.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
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
