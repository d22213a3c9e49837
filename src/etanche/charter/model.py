"""
A charter as frozen nouns: one class for each kind of thing, with the keys of LANGUAGE §3 to §11 that this version reads.

The model holds what is written and the defaults of LANGUAGE §13.
Whether the parts agree with one another is the business of `rules`.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, PlainValidator, model_validator
from pydantic import Field as Key

from etanche.charter import language
from etanche.charter.countries import authority_of, zone_of
from etanche.charter.keep import Between, Duration, Unit
from etanche.charter.kinds import (
    Basis,
    End,
    ErasureBy,
    Giver,
    Instrument,
    Keys,
    Nature,
    OrganisationKind,
    Reader,
    RecipientKind,
    Stance,
    Theme,
    Who,
)
from etanche.charter.plan import ChannelKind, FieldKind, Objection, Only, Unknown
from etanche.charter.section import Section, nothing
from etanche.charter.values import (
    Country,
    Day,
    Email,
    KeepRule,
    MonthDay,
    PageAddress,
    Time,
    Truth,
    version_of_language,
)
from etanche.charter.words import (
    AllWords,
    BothTexts,
    Named,
    Names,
    Places,
    SomeNamed,
    Words,
    carried,
    filled,
    languages,
    word,
)
from etanche.terms import Language


class Contact(Section):
    """Where to write about privacy."""

    email: Email
    post: Words = ""


class Organisation(Section):
    """Who we are."""

    name: Words
    address: Words
    country: Country
    status: Annotated[OrganisationKind, PlainValidator(word(OrganisationKind))] = OrganisationKind.COMPANY
    contact: Contact | None = None
    dpo: Contact | None = None
    authority: Words = ""
    time_zone: Words = ""
    fiscal_year_end: MonthDay = (12, 31)

    @model_validator(mode="before")
    @classmethod
    def _from_country(cls, written: Any) -> Any:
        """Fill in what follows from the country, where it follows."""
        country = written.get("country") if isinstance(written, Mapping) else None
        if not isinstance(country, str):
            return written
        follows = {"authority": authority_of(country), "time-zone": zone_of(country)}
        return {**{key: value for key, value in follows.items() if value}, **written}


class Notice(Section):
    """What the printed document covers."""

    languages: Annotated[tuple[Language, ...], PlainValidator(languages)]
    covers: BothTexts
    limits: Named[BothTexts] = Key(default_factory=nothing)


class Version(Section):
    """One version of the charter."""

    comment: BothTexts


class Answers(Section):
    """Five questions that silence does not answer."""

    children: Truth
    automated_decisions: Truth
    sale: Truth
    advertising_share: Truth
    outside_eea: Truth


class People(Section):
    """A kind of people whose data are held."""

    title: BothTexts
    is_: Annotated[Who, PlainValidator(word(Who))] = Who.PERSON


class Region(Section):
    """A place where machines of ours are."""

    title: BothTexts
    country: Country


class Journal(Section):
    """How long we keep who did what."""

    keep: KeepRule = Between(
        floor=Duration(number=6, unit=Unit.MONTH), ceiling=Duration(number=1, unit=Unit.YEAR), event="created"
    )


class Vault(Section):
    """Our own sealed store."""

    region: Words
    keys: Annotated[Keys, PlainValidator(word(Keys, language.LATER_KEYS))] = Keys.FILE
    journal: Journal = Journal()


class Channel(Section):
    """A door by which data come in."""

    title: BothTexts
    kind: Annotated[ChannelKind, PlainValidator(word(ChannelKind, language.LATER_CHANNELS))]
    given_by: Annotated[Giver, PlainValidator(word(Giver, language.LATER_GIVERS))] = Giver.OBSERVED


class Field(Section):
    """One datum of a category."""

    kind: Annotated[FieldKind, PlainValidator(word(FieldKind, language.LATER_KINDS))]
    title: BothTexts | None = None
    required: Truth = False
    only: Annotated[Only | None, PlainValidator(word(Only, language.LATER_PARTS))] = None
    lasts: Time | None = None
    findable: Truth = False
    values: AllWords = ()


class Category(Section):
    """What is sealed, read and forgotten together."""

    title: BothTexts
    of: Names
    from_: Names
    in_: Places = ("vault",)
    nature: Annotated[Nature, PlainValidator(word(Nature, language.LATER_NATURES))] = Nature.PERSONAL
    unknown: Annotated[Unknown, PlainValidator(word(Unknown))] = Unknown.REFUSE
    if_refused: BothTexts | None = None
    fields: SomeNamed[Field]


class Reference(Section):
    """A dated document that stands elsewhere."""

    on: Day
    reference: Words


class Purpose(Section):
    """What data are for: one reason and one time."""

    title: BothTexts
    theme: Annotated[Theme, PlainValidator(word(Theme, language.LATER_THEMES))]
    as_: Annotated[Stance, PlainValidator(word(Stance, language.LATER_STANCES))] = Stance.CONTROLLER
    uses: Names
    basis: Annotated[Basis, PlainValidator(word(Basis, language.LATER_BASES))]
    law: AllWords = ()
    interest: BothTexts | None = None
    balance: Reference | None = None
    objection: Annotated[Objection | None, PlainValidator(word(Objection, language.LATER_OBJECTIONS))] = None
    keep: KeepRule
    then: Annotated[End, PlainValidator(word(End, language.LATER_ENDS))] = End.ERASE


class Role(Section):
    """Who sees what, for which purposes."""

    title: BothTexts
    is_: Annotated[Reader, PlainValidator(word(Reader))] = Reader.PERSON
    sees: Named[Names]


class Contract(Section):
    """The contract with a processor."""

    reference: Words
    date: Day


class Transfer(Section):
    """What makes a transfer out of the European Economic Area lawful, and when somebody looked."""

    by: Annotated[Instrument, PlainValidator(word(Instrument))]
    reference: Words
    checked: Day


class Recipient(Section):
    """Somebody else who receives data."""

    name: Words
    does: BothTexts
    as_: Annotated[RecipientKind, PlainValidator(word(RecipientKind, language.LATER_RECIPIENTS))]
    country: Country
    receives: SomeNamed[Names]
    contract: Contract | None = None
    transfer: Transfer | None = None
    erasure_by: Annotated[ErasureBy | None, PlainValidator(word(ErasureBy))] = None
    policy: PageAddress | None = None


class Charter(Section):
    """The privacy policy of one organisation."""

    etanche: Annotated[int, PlainValidator(version_of_language)]
    organisation: Organisation
    notice: Notice
    versions: Annotated[Mapping[Day, Version], AfterValidator(filled), AfterValidator(MappingProxyType)]
    answers: Answers
    people: SomeNamed[People]
    regions: SomeNamed[Region]
    vault: Vault
    channels: SomeNamed[Channel]
    categories: SomeNamed[Category]
    purposes: SomeNamed[Purpose]
    roles: SomeNamed[Role]
    recipients: Named[Recipient] = Key(default_factory=nothing)
    carries: Annotated[Mapping[str, AllWords], BeforeValidator(carried), AfterValidator(MappingProxyType)] = Key(
        default_factory=nothing
    )
