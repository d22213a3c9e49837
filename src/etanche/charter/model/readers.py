"""
Who sees, and who else receives (LANGUAGE §9).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import Field as Key
from pydantic import PlainValidator, model_validator

from etanche.charter.forms import (
    BothTexts,
    Country,
    Day,
    Email,
    Name,
    Named,
    Names,
    PageAddress,
    ShortTime,
    SomeNamed,
    Time,
    Words,
)
from etanche.charter.keep import Duration, Unit
from etanche.charter.kinds import CaseState, Entry, ErasureBy, Instrument, Permission, Reader, RecipientKind
from etanche.charter.phrase import choice
from etanche.charter.section import Section, Thing, nothing
from etanche.charter.words import fault, word


def some_of(written: Any, *keys: str) -> Any:
    """Return what is written, if at least one of some keys is there."""
    if isinstance(written, Mapping) and not set(keys) & set(written):
        raise fault("no-condition", rule="empty", keys=choice(keys))
    return written


class Needs(Section):
    """Conditions of a role: all of them, for everything it sees."""

    own: Name | None = None
    """Only records whose field has the person's own value."""

    case: Annotated[CaseState, PlainValidator(word(CaseState))] | None = None
    """Each reading names an open case with a reason and an end."""

    for_at_most: ShortTime = Duration(number=8, unit=Unit.HOUR)
    """How long such a grant lasts."""

    without_case: Names = ()
    """Categories that need no case."""

    approved_by: Names = ()
    """Roles that may approve such a grant; left out, anybody but whoever receives it."""

    agreement: Name | None = None
    """Only while that undertaking, attested for this person, is in date."""

    entry: Annotated[Entry, PlainValidator(word(Entry))] | None = None
    """Into a sphere: its members see the notice before the role sees anything."""

    @model_validator(mode="before")
    @classmethod
    def _some(cls, written: Any) -> Any:
        """Refuse conditions that condition nothing."""
        return some_of(written, "own", "case", "agreement", "entry")


class Role(Thing):
    """Who sees what, for which purposes, on which conditions."""

    title: BothTexts
    """What the notice calls it."""

    is_: Annotated[Reader, PlainValidator(word(Reader))] = Reader.PERSON
    """A program that reads is a role too, with a key of its own."""

    sees: Named[Names]
    """Category → purposes: may read, and correct, these data for these purposes only."""

    takes_away: Time | None = None
    """May export to a workstation, and must destroy it within that time."""

    needs: Needs | None = None
    """Conditions: all of them, for everything this role sees."""


class Contract(Section):
    """The contract with a processor or a host."""

    reference: Words
    """How it is found."""

    date: Day
    """The day it was signed."""


class Transfer(Section):
    """What makes a transfer out of the European Economic Area lawful."""

    by: Annotated[Instrument, PlainValidator(word(Instrument))]
    """Which instrument."""

    reference: Words
    """How it is found."""

    checked: Day
    """The day somebody last looked whether it holds."""


class Disclosing(Section):
    """Conditions of a disclosure."""

    case: Annotated[CaseState, PlainValidator(word(CaseState))] | None = None
    """Each disclosure belongs to an open case."""

    permission: Annotated[Permission, PlainValidator(word(Permission))] | None = None
    """The person's recorded consent names this recipient."""

    @model_validator(mode="before")
    @classmethod
    def _some(cls, written: Any) -> Any:
        """Refuse conditions that condition nothing."""
        return some_of(written, "case", "permission")


class Recipient(Thing):
    """Somebody else who receives data."""

    name: Words
    """The legal name."""

    does: BothTexts
    """What for."""

    as_: Annotated[RecipientKind, PlainValidator(word(RecipientKind))]
    """In what capacity."""

    country: Country | None = None
    """Where; needed but for `authority` and `successor`."""

    receives: SomeNamed[Names] = Key(default_factory=nothing)
    """Category → purposes: exactly what. Worked out for a host, an authority and a successor."""

    needs: Disclosing | None = None
    """Conditions of each disclosure."""

    contract: Contract | None = None
    """The contract; needed of a processor and a host."""

    transfer: Transfer | None = None
    """What makes it lawful, outside the European Economic Area."""

    erasure_by: Annotated[ErasureBy, PlainValidator(word(ErasureBy))] | None = None
    """How it is told to erase or correct; needed of a processor."""

    contact: Email | None = None
    """Where it is written to when data that it was given are erased, corrected or frozen; without it somebody tells it by hand."""

    arrangement: BothTexts | None = None
    """As joint controller: the essence of what was arranged."""

    policy: PageAddress | None = None
    """Its own notice."""
