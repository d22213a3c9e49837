"""
The plan: a charter compiled into flat tables, so that a decision at run time is a look-up.

The plan holds nothing that is not in the charter; two charters with the same digest have the same plan.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from etanche.charter.keep import Duration, Keep
from etanche.charter.kinds import ChannelKind, FieldKind, Objection, Only, Unknown
from etanche.terms import PromiseId


@dataclass(frozen=True, kw_only=True)
class FieldPlan:
    """One field of a category: what may be in it, and what is kept of it."""

    name: str
    kind: FieldKind
    only: Only | None = None
    lasts: Duration | None = None
    findable: bool = False
    values: tuple[str, ...] = ()
    required: bool = False


@dataclass(frozen=True, kw_only=True)
class CategoryPlan:
    """What is sealed, read and forgotten together: exactly these fields, through exactly these doors."""

    name: str
    fields: Mapping[str, FieldPlan]
    channels: frozenset[str]
    unknown: Unknown


@dataclass(frozen=True, kw_only=True)
class Cell:
    """A grant: this role may read this category for this purpose."""

    role: str
    category: str
    purpose: str


@dataclass(frozen=True, kw_only=True)
class Disclosure:
    """A grant: this recipient may receive this category for this purpose."""

    recipient: str
    category: str
    purpose: str


@dataclass(frozen=True, kw_only=True)
class Plan:
    """Everything vault, gate, intake and proof look up, compiled from one charter."""

    digest: str
    """SHA-256 of the charter in canonical form, 64 hex digits."""

    zone: str
    """IANA time zone that days are counted in."""

    fiscal_year_end: tuple[int, int]
    """Month and day."""

    region: str
    """Name of the region the vault must be in."""

    categories: Mapping[str, CategoryPlan]
    channels: Mapping[str, ChannelKind]
    roles: frozenset[str]
    purposes: frozenset[str]
    cells: frozenset[Cell]
    disclosures: frozenset[Disclosure]
    recipients: frozenset[str]
    terms: Mapping[tuple[str, str], Keep]
    """(purpose, category) → keep rule."""

    objections: Mapping[str, Objection]
    """purpose → how a person may object; absent when they may not."""

    journal_keep: Keep
    promises: frozenset[PromiseId]
    exact: frozenset[str] = frozenset()
    """Purposes that rest on a legal obligation: their time is kept to the day, both ways."""

    def purposes_of(self, category: str) -> tuple[str, ...]:
        """Return the purposes that use a category, in name order."""
        return tuple(sorted(purpose for purpose, used in self.terms if used == category))
