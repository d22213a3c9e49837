"""
Where data are: countries, our sealed store, databases that were there before, software on people's machines (LANGUAGE §4).
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Annotated

from pydantic import AfterValidator, PlainValidator
from pydantic import Field as Key

from etanche.charter.forms import BothTexts, Column, Country, Event, KeepRule, Name, SomeNamed, TableName, Time
from etanche.charter.keep import Between, Duration, Unit
from etanche.charter.kinds import Engine, Keys
from etanche.charter.section import Section, Thing, nothing
from etanche.charter.words import word


class Region(Thing):
    """A place where machines are: our own, or those of a host."""

    title: BothTexts
    """What the notice calls it."""

    country: Country
    """Two letters."""

    host: Name | None = None
    """The recipient whose machines they are; without it they are our own."""


class Backups(Section):
    """How long a copy lives, and how we know that it can be read."""

    keep: Time
    """How long a copy lives; it is added to every time that the notice prints."""

    every: Time = Duration(number=1, unit=Unit.DAY)
    """How often a copy is made."""

    tried_every: Time = Duration(number=3, unit=Unit.MONTH)
    """How often one is restored to see."""


class Journal(Section):
    """The lines that say who did what."""

    keep: KeepRule = Between(
        floor=Duration(number=6, unit=Unit.MONTH), ceiling=Duration(number=1, unit=Unit.YEAR), event="created"
    )
    """How long we keep them; a floor and a ceiling, counted from `created`."""


class Vault(Section):
    """Our own sealed store."""

    region: Name
    """The region it is in."""

    replica: Name | None = None
    """The region of a second copy that can take over."""

    keys: Annotated[Keys, PlainValidator(word(Keys))] = Keys.FILE
    """What guards the outermost key."""

    backups: Backups | None = None
    """Copies for the worst day; without it there are none."""

    journal: Journal = Journal()
    """Who did what."""


class Table(Section):
    """Where an estate holds one category."""

    table: TableName
    """The table, with its schema if need be."""

    person: Column
    """The column that says whose row it is."""

    fields: SomeNamed[Column]
    """Field → column: every field of the category, and no other."""

    events: Annotated[Mapping[Event, Column], AfterValidator(MappingProxyType)] = Key(default_factory=nothing)
    """Event → column that tells it for the row."""


class Estate(Thing):
    """A database that was there before; its address and password are configuration, not policy."""

    title: BothTexts
    """What the notice calls it."""

    engine: Annotated[Engine, PlainValidator(word(Engine))]
    """What runs it."""

    region: Name
    """The region it is in."""

    tables: SomeNamed[Table]
    """Category → where it is held."""


class Application(Thing):
    """Software on people's own machines."""

    title: BothTexts
    """What the notice calls it."""

    offline: Time | None = None
    """How long its authorisation, sealed on the device, is good without asking us."""
