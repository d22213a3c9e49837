"""
A batch of records of persons that is sealed and not written yet.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from etanche.standing import Told
from etanche.store import (
    PersonRow,
    RecordRow,
)


@dataclass(kw_only=True)
class Sealed:
    """What is ready to be written, and what was known when it was sealed."""

    rows: list[RecordRow]
    fields: dict[bytes, Mapping[int, str]]
    """Record id → its fields, for its marks."""

    refused: Counter[str] = field(default_factory=Counter)
    past: int = 0
    changes: int = 0
    collections: int = 0
    secrets: bool = False
    """Whether some of it has secrets of its own."""

    asked: set[bytes] = field(default_factory=set)
    """For whom a key was asked."""

    known: Mapping[bytes, PersonRow] = field(default_factory=dict)
    told: Mapping[str, tuple[Told, ...]] = field(default_factory=dict)
