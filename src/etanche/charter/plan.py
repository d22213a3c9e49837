"""
The plan: a charter compiled into flat tables, so that a decision at run time is a look-up.

The plan holds nothing that is not in the charter; two charters with the same digest have the same plan.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from etanche.charter.keep import Duration, Keep
from etanche.charter.kinds import Act, ChannelKind, FieldKind, Forbidden, Nature, Objection, OnArrival, Only, Unknown
from etanche.terms import PromiseId


class Condition(StrEnum):
    """What must be found out before a grant opens anything (LANGUAGE §9)."""

    OWN = "own"
    """The record carries the reader's own value in a field."""

    CASE = "case"
    """The reading or the disclosure names an open case."""

    AGREEMENT = "agreement"
    """An undertaking, attested for this person, is in date."""

    ENTRY = "entry"
    """The members of the sphere were told of the entry before."""

    PERMISSION = "permission"
    """The person's recorded consent names the recipient."""

    DEMAND = "demand"
    """The disclosure answers a demand of this very authority, that was examined, and that names the person."""

    CONSENT = "consent"
    """The person's consent to a purpose is recorded, and stands."""


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
    to: str | None = None
    """The category a link leads to."""


@dataclass(frozen=True, kw_only=True)
class Forbidding:
    """Something that no door accepts, and what happens when it arrives."""

    name: str
    kind: Forbidden
    on_arrival: OnArrival


@dataclass(frozen=True, kw_only=True)
class CategoryPlan:
    """What is sealed, read and forgotten together: exactly these fields, through exactly these doors."""

    name: str
    fields: Mapping[str, FieldPlan]
    channels: frozenset[str]
    unknown: Unknown
    nature: Nature = Nature.PERSONAL
    tied_to: frozenset[str] = frozenset()
    """Each record must name one of these features."""

    never: tuple[Forbidding, ...] = ()
    """What is accepted in none of its records, in no field, declared or not."""


@dataclass(frozen=True, kw_only=True)
class Cell:
    """A grant: this role may read this category for this purpose, on the conditions of `Plan.needs`."""

    role: str
    category: str
    purpose: str


@dataclass(frozen=True, kw_only=True)
class Disclosure:
    """A grant: this recipient may receive this category for this purpose, on the conditions of `Plan.told_if`."""

    recipient: str
    category: str
    purpose: str


@dataclass(frozen=True, kw_only=True)
class EventPlan:
    """Who tells of an event that Étanche cannot see itself."""

    channels: frozenset[str]
    counts: frozenset[Act] = frozenset()
    """Which acts count; every one if there is none."""


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
    """What the vault holds; `elsewhere` names the rest."""

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

    answering: frozenset[str] = frozenset()
    """Purposes of theme `rights`: a restriction does not suspend them, or nobody could be answered (GDPR 18(2))."""

    elsewhere: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Category that the vault does not hold → where it is: `spheres`, `private`, names of estates."""

    needs: Mapping[tuple[str, str], frozenset[Condition]] = field(default_factory=dict)
    """(role, category) → the conditions of its cells; absent where there are none."""

    told_if: Mapping[str, frozenset[Condition]] = field(default_factory=dict)
    """recipient → the conditions of its disclosures; absent where there are none."""

    on_demand: frozenset[str] = frozenset()
    """Recipients that may compel us: nothing flows to them as a rule, and each disclosure answers a demand that was examined."""

    consents: frozenset[str] = frozenset()
    """Purposes that rest on consent: they begin with it and end with its withdrawal, whatever their rule says."""

    given: frozenset[str] = frozenset()
    """Categories of which every record is given by the person: whoever gives one is in contact with us that day."""

    own: Mapping[str, str] = field(default_factory=dict)
    """role → the field that must have the reader's own value, for roles with that condition."""

    agreements: Mapping[str, str] = field(default_factory=dict)
    """role → the undertaking that must be in date for the reader, for roles with that condition."""

    cases: Mapping[str, Duration] = field(default_factory=dict)
    """role → how long a grant bound to a case lasts at most, for roles that need a case."""

    approvers: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """role → the roles that may approve a grant for it; a role that is not here is approved by anybody else."""

    groups: Mapping[str, int] = field(default_factory=dict)
    """purpose → about how many people at least a figure must be; such a purpose gives out no single record."""

    takes_away: Mapping[str, Duration] = field(default_factory=dict)
    """role → how long a copy on a workstation may live; a role that is not here takes nothing away."""

    events: Mapping[str, EventPlan] = field(default_factory=dict)
    """Event → who tells of it; what is not here no channel tells."""

    def purposes_of(self, category: str) -> tuple[str, ...]:
        """Return the purposes that use a category, in name order."""
        return tuple(sorted(purpose for purpose, used in self.terms if used == category))
