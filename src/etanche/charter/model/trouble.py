"""
What happens when things go wrong, promises kept by people, warnings we stand by (LANGUAGE §11).
"""

from __future__ import annotations

from typing import Annotated

from pydantic import PlainValidator

from etanche.charter.forms import AllWords, BothTexts, Day, ShortTime, Time, Words
from etanche.charter.keep import Duration, Unit
from etanche.charter.kinds import Alert, Outlet
from etanche.charter.section import Section, Thing
from etanche.charter.words import words


class Watch(Section):
    """Who is told at once."""

    alert: Annotated[tuple[Alert, ...], PlainValidator(words(Alert))]
    """By which ways."""

    within: ShortTime = Duration(number=1, unit=Unit.MINUTE)
    """Within what time."""


class Announce(Section):
    """How an outage or an incident is made public."""

    by: Annotated[tuple[Outlet, ...], PlainValidator(words(Outlet))]
    """By which ways."""


class Breach(Section):
    """The clocks of a breach; what must be told is the law's list."""

    authority_within: ShortTime = Duration(number=72, unit=Unit.HOUR)
    """Within what time the authority is told."""

    customers_within: ShortTime = Duration(number=48, unit=Unit.HOUR)
    """Within what time the organisations are told for which we act."""


class Incidents(Section):
    """What happens when things go wrong."""

    watch: Watch | None = None
    """Who is told at once."""

    announce: Announce | None = None
    """How an outage or an incident is made public."""

    breach: Breach = Breach()
    """The clocks of a breach."""


class Attestation(Thing):
    """A promise that people keep; its proof, with date and end, is entered by hand."""

    says: BothTexts
    """What is promised."""

    by: Words
    """The function that answers for it."""

    issuer: Words = ""
    """Who outside says so."""

    every: Time
    """How often it is proved anew; overdue is broken."""


class Justification(Section):
    """A warning that somebody stands by."""

    at: AllWords
    """Where, as paths: `vault.journal.keep`."""

    why: BothTexts
    """For what reason."""

    by: Words
    """The function that answers for it."""

    on: Day
    """The day it was decided."""

    review: Day
    """The day from which it must be looked at again."""
