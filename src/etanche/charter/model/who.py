"""
Who we are, what the document covers, its history, and the five answers (LANGUAGE §3).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import Field as Key
from pydantic import PlainValidator, model_validator

from etanche.charter.countries import authority_of, zone_of
from etanche.charter.forms import Age, BothTexts, Country, Day, Email, Languages, MonthDay, Named, Time, Truth, Words
from etanche.charter.kinds import OrganisationKind, Teller, Who
from etanche.charter.section import Section, Thing, nothing
from etanche.charter.words import word, words


class Contact(Section):
    """Where to write about privacy."""

    email: Email
    """The mailbox of a function, not of a person."""

    post: Words = ""
    """The postal address, on one line."""


class Representative(Section):
    """Who stands in the Union for an organisation outside it."""

    name: Words
    """The legal name."""

    email: Email
    """Where to write to it."""

    country: Country
    """The Member State it is in."""


class Declaration(Thing):
    """A norm or a declaration that covers the processing."""

    title: BothTexts
    """What it is called."""

    date: Day | None = None
    """The day it was made."""

    until: Day | None = None
    """The day from which it has no force any more."""


class Organisation(Section):
    """Who we are."""

    name: Words
    """The legal name."""

    address: Words
    """The address of the seat, on one line."""

    country: Country
    """The country of the seat, two letters."""

    status: Annotated[OrganisationKind, PlainValidator(word(OrganisationKind))] = OrganisationKind.COMPANY
    """A public body may not plead its own interest; only a host has a host's duties to keep data."""

    contact: Contact | None = None
    """Where to write about privacy; this or `dpo` must be there."""

    dpo: Contact | None = None
    """The data-protection officer, if there is one."""

    representative: Representative | None = None
    """Who stands in the Union for an organisation outside it."""

    authority: Words = ""
    """The supervisory authority; that of the country, where it has one only."""

    time_zone: Words = ""
    """Where days begin, such as `Europe/Paris`; that of the country, where it has one only."""

    fiscal_year_end: MonthDay = (12, 31)
    """Month and day on which financial years end."""

    declarations: Named[Declaration] = Key(default_factory=nothing)
    """Norms and declarations that cover the processing."""

    @property
    def home(self) -> str:
        """The country in which it answers for itself: its own, or that of its representative in the Union."""
        return self.representative.country if self.representative else self.country

    @model_validator(mode="before")
    @classmethod
    def _from_country(cls, written: Any) -> Any:
        """Fill in what follows from the country, where it follows."""
        country = written.get("country") if isinstance(written, Mapping) else None
        if not isinstance(country, str):
            return written
        follows = {"authority": authority_of(country), "time-zone": zone_of(country)}
        return {**{key: value for key, value in follows.items() if value}, **written}


class Announced(Section):
    """How a change of this charter, or of a recipient, is told."""

    before: Time
    """How long before it takes effect."""

    by: Annotated[tuple[Teller, ...], PlainValidator(words(Teller))]
    """By which ways."""


class Notice(Section):
    """What the printed document covers."""

    languages: Languages
    """The languages of every text; the first is the one the notice opens in."""

    covers: BothTexts
    """What this charter is about."""

    excludes: BothTexts | None = None
    """What it is not about."""

    limits: Named[BothTexts] = Key(default_factory=nothing)
    """What we do not promise."""

    announced: Announced | None = None
    """How a change is told beforehand."""


class Version(Section):
    """One version of the charter."""

    comment: BothTexts
    """What changed."""


class Answers(Section):
    """Five questions that silence does not answer."""

    children: Truth
    """Do people under the age of consent use the service?"""

    automated_decisions: Truth
    """Does a machine alone decide something weighty?"""

    sale: Truth
    """Are data given for money or another advantage?"""

    advertising_share: Truth
    """Are data given for advertising across sites?"""

    outside_eea: Truth
    """Does anything leave the European Economic Area?"""


class People(Thing):
    """A kind of people whose data are held."""

    title: BothTexts
    """What the notice calls them."""

    is_: Annotated[Who, PlainValidator(word(Who))] = Who.PERSON
    """An organisation has no rights of its own; its employees have."""

    from_age: Age | None = None
    """The age from which they may use the service; needed of somebody when children do."""
