"""
Why data are held, on what basis, and for how long (LANGUAGE §7).
"""

from __future__ import annotations

from typing import Annotated

from pydantic import PlainValidator

from etanche.charter.forms import AllWords, BothTexts, Day, GroupSize, KeepRule, Name, Names, Words
from etanche.charter.kinds import Basis, End, Means, Objection, Stance, Theme
from etanche.charter.section import Section, Thing
from etanche.charter.words import word, words


class Reference(Section):
    """A dated document that stands elsewhere."""

    on: Day
    """Its day."""

    reference: Words
    """How it is found."""


class Decides(Section):
    """A machine decides alone."""

    how: BothTexts
    """By which reasoning."""

    effect: BothTexts
    """What follows for the person."""

    review: BothTexts
    """Which human looks at it again, and how one asks."""


class Purpose(Thing):
    """What data are for: one reason and one time."""

    title: BothTexts
    """What for, precisely."""

    theme: Annotated[Theme, PlainValidator(word(Theme))]
    """A word by which laws, registers and checks recognise it."""

    as_: Annotated[Stance, PlainValidator(word(Stance))] = Stance.CONTROLLER
    """Do we decide alone, with others, or act for somebody?"""

    for_: Name | None = None
    """As processor: the kind of people on whose instructions."""

    with_: Names = ()
    """As joint controller: the recipients with whom; each has an `arrangement`."""

    uses: Names
    """Which categories."""

    basis: Annotated[Basis, PlainValidator(word(Basis))] | None = None
    """Why it is lawful: one, and only one. A processor states none."""

    law: AllWords = ()
    """With `legal-obligation` or `public-task`: which texts, of the Union or a Member State."""

    interest: BothTexts | None = None
    """With `legitimate-interest`: which interest."""

    balance: Reference | None = None
    """With `legitimate-interest`: the balancing test."""

    asked_in: Names = ()
    """With `consent`: the channels where it is asked, and can be withdrawn."""

    objection: Annotated[Objection, PlainValidator(word(Objection))] | None = None
    """With an interest or a public task: how a person may object."""

    by: Annotated[tuple[Means, ...], PlainValidator(words(Means))] = ()
    """With theme `marketing`: how people are reached."""

    groups_of: GroupSize | None = None
    """Only figures about at least so many people come out; no single record, for nobody."""

    decides: Decides | None = None
    """A machine decides alone: how, with what effect, who reviews."""

    impact: Reference | None = None
    """The impact assessment."""

    keep: KeepRule
    """How long: a rule such as `180 days after collected`."""

    then: Annotated[End, PlainValidator(word(End))] = End.ERASE
    """What happens at the end; a processor hands back, then erases."""
