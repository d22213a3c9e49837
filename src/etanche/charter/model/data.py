"""
Which data, field by field, and which data we refuse (LANGUAGE §6).
"""

from __future__ import annotations

from typing import Annotated

from pydantic import PlainValidator

from etanche.charter.forms import AllWords, BothTexts, Name, Names, SomeNamed, Time, Truth, Words
from etanche.charter.kinds import FieldKind, Forbidden, Nature, OnArrival, Only, Unknown
from etanche.charter.section import Thing
from etanche.charter.words import word


class Field(Thing):
    """One datum of a category."""

    kind: Annotated[FieldKind, PlainValidator(word(FieldKind))]
    """What sort of datum it is."""

    title: BothTexts | None = None
    """What the notice calls it; needed unless the kind has a name of its own."""

    required: Truth = False
    """Must the person give it?"""

    only: Annotated[Only, PlainValidator(word(Only))] | None = None
    """The part that is kept; the rest never reaches a disk."""

    lasts: Time | None = None
    """For a pseudonym: how long one person keeps the same one."""

    findable: Truth = False
    """May be looked up by value; it leaves a keyed mark beside the record."""

    values: AllWords = ()
    """For a choice: what can be chosen."""

    to: Name | None = None
    """For a link: the category of the record it leads to."""


class Category(Thing):
    """What is sealed, read and forgotten together."""

    title: BothTexts
    """What the notice calls it."""

    of: Names
    """Whose data they are."""

    from_: Names
    """By which channels they come in, and by no other."""

    in_: Names = ("vault",)
    """Where they are: `vault`, `spheres`, `private`, or estates."""

    nature: Annotated[Nature, PlainValidator(word(Nature))] = Nature.PERSONAL
    """Impersonal data have impersonal fields only; sensitive and criminal ones need a `condition`."""

    condition: Words | None = None
    """The text that allows sensitive or criminal data."""

    tied_to: Names = ()
    """Each record must name one of these features, or it is not accepted."""

    unknown: Annotated[Unknown, PlainValidator(word(Unknown))] = Unknown.REFUSE
    """A field not listed: is the whole record refused, or the field thrown away and counted?"""

    if_refused: BothTexts | None = None
    """What happens if a required field is not given; there exactly when one is required."""

    fields: SomeNamed[Field]
    """The data, one by one."""


class Never(Thing):
    """What no door accepts, wherever it turns up."""

    title: BothTexts
    """What the notice calls it."""

    kind: Annotated[Forbidden, PlainValidator(word(Forbidden))]
    """What is recognised."""

    on_arrival: Annotated[OnArrival, PlainValidator(word(OnArrival))]
    """Is the whole message turned away, or the thing thrown away and counted?"""
