"""
A register of processing (GDPR 30) as one frozen value: plain words, dates and figures, in both languages at once.

Every writer writes from this value and from nothing else, so that a spreadsheet, a CSV file and a JSON file say the same.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Literal

from etanche.terms import Text

FORMAT: Literal["etanche-register-1"] = "etanche-register-1"


class Part(StrEnum):
    """Which paragraph of article 30 an activity is recorded under."""

    CONTROLLER = "controller"
    """30(1): we decide, alone or with others."""

    PROCESSOR = "processor"
    """30(2): we act for somebody."""


class Party(StrEnum):
    """In what capacity somebody stands on a sheet."""

    CONTROLLER = "controller"
    PROCESSOR = "processor"
    CLIENT = "client"
    JOINT = "joint"
    REPRESENTATIVE = "representative"
    DPO = "dpo"


class Receiver(StrEnum):
    """What sort of recipient."""

    INTERNAL = "internal"
    PROGRAM = "program"
    PROCESSOR = "processor"
    HOST = "host"
    CONTROLLER = "controller"
    JOINT = "joint"
    AUTHORITY = "authority"
    SUCCESSOR = "successor"


@dataclass(frozen=True, kw_only=True)
class Actor:
    """Somebody who answers for an activity."""

    party: Party
    name: Text
    address: str = ""
    country: str = ""
    email: str = ""
    note: Text | None = None


@dataclass(frozen=True, kw_only=True)
class Term:
    """A time: the rule as the charter writes it, the same in words, and its figures in ISO 8601."""

    rule: str
    said: Text
    durations: tuple[str, ...]
    then: Literal["erase", "return"]


@dataclass(frozen=True, kw_only=True)
class Datum:
    """One field of a category."""

    name: str
    kind: str
    title: Text
    """What is kept, with the part that is kept."""

    family: str
    required: bool


@dataclass(frozen=True, kw_only=True)
class Data:
    """One category as one activity uses it."""

    name: str
    title: Text
    nature: str
    condition: str
    fields: tuple[Datum, ...]
    people: tuple[str, ...]
    sources: Text
    """By which doors the data come, and who gives them."""

    places: tuple[str, ...]
    """Names of `Place`s."""

    term: Term
    archives: tuple[str, ...]
    """Activities that keep these data on because a law or a dispute asks for it: the intermediate archive."""

    archive_of: tuple[str, ...]
    """Activities whose intermediate archive this one is."""


@dataclass(frozen=True, kw_only=True)
class Persons:
    """A kind of people."""

    name: str
    title: Text
    from_age: int | None


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where data are."""

    name: str
    title: Text
    region: Text
    country: str
    """Two letters."""

    sealed: bool
    """Whether they lie in the vault; an estate is not sealed by Étanche."""


@dataclass(frozen=True, kw_only=True)
class Transfer:
    """What makes a transfer out of the European Economic Area lawful."""

    instrument: str
    reference: str
    checked: date


@dataclass(frozen=True, kw_only=True)
class Recipient:
    """Somebody to whom data of an activity are open."""

    name: str
    title: Text
    kind: Receiver
    does: Text | None
    country: str
    receives: tuple[str, ...]
    """Names of categories."""

    contract: str
    contract_date: date | None
    policy: str
    transfer: Transfer | None


@dataclass(frozen=True, kw_only=True)
class Measure:
    """A measure of security: a promise of the charter, or an undertaking that people keep."""

    promise: str
    type: str
    said: Text


@dataclass(frozen=True, kw_only=True)
class Automated:
    """A machine decides alone: how, with what effect, and who reviews it."""

    how: Text
    effect: Text
    review: Text


@dataclass(frozen=True, kw_only=True)
class Dated:
    """A dated document that stands elsewhere."""

    on: date
    reference: str


@dataclass(frozen=True, kw_only=True)
class Activity:
    """One activity of processing, which is one purpose."""

    reference: str
    title: Text
    part: Part
    theme: str
    origin: Literal["charter", "built-in"]
    """`built-in`: what Étanche itself holds."""

    created: date
    updated: date
    actors: tuple[Actor, ...]
    basis: str
    """A word of the charter; empty for a processor, whose client has the basis."""

    law: tuple[str, ...]
    interest: Text | None
    balance: Dated | None
    impact: Dated | None
    automated: Automated | None
    figures_only: int | None
    data: tuple[Data, ...]
    people: tuple[Persons, ...]
    recipients: tuple[Recipient, ...]
    measures: tuple[Measure, ...]
    rights: tuple[str, ...]

    @property
    def sensitive(self) -> bool:
        """Tell whether special categories of data or criminal data are used."""
        return any(data.nature in {"sensitive", "criminal"} for data in self.data)

    @property
    def transfers(self) -> tuple[Recipient, ...]:
        """Return the recipients to whom data leave the European Economic Area."""
        return tuple(recipient for recipient in self.recipients if recipient.transfer)


@dataclass(frozen=True, kw_only=True)
class Register:
    """The register of one organisation."""

    format: Literal["etanche-register-1"]
    charter: str
    """The digest of the charter it was computed from."""

    organisation: Actor
    authority: str
    updated: date
    places: tuple[Place, ...]
    activities: tuple[Activity, ...]

    def of(self, part: Part) -> tuple[Activity, ...]:
        """Return the activities recorded under one paragraph of article 30."""
        return tuple(activity for activity in self.activities if activity.part is part)

    def titles(self) -> dict[str, Text]:
        """Return the title of each activity by its reference."""
        return {activity.reference: activity.title for activity in self.activities}
