"""
How data come in: doors, who tells of events, and the features that justify a datum (LANGUAGE §5).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import PlainValidator, model_validator

from etanche.charter.forms import BothTexts, Name, Names, Time
from etanche.charter.kinds import GIVERS, Act, ChannelKind, Giver
from etanche.charter.section import Section, Thing
from etanche.charter.words import word, words


class Channel(Thing):
    """A door by which data come in; by any other they are refused."""

    title: BothTexts
    """What the notice calls it."""

    kind: Annotated[ChannelKind, PlainValidator(word(ChannelKind))]
    """Which door opens."""

    given_by: Annotated[Giver, PlainValidator(word(Giver))] = Giver.OBSERVED
    """Who gives the data; it follows from the kind of door, unless said otherwise."""

    source: BothTexts | None = None
    """Who gives them, when it is somebody other than the person."""

    application: Name | None = None
    """The application that sends telemetry, crash reports or self-reports."""

    every: Time | None = None
    """How often a self-report is sent."""

    @model_validator(mode="before")
    @classmethod
    def _from_kind(cls, written: Any) -> Any:
        """Fill in who gives the data, which follows from the kind of door."""
        kind = written.get("kind") if isinstance(written, Mapping) else None
        if not isinstance(kind, str) or kind not in GIVERS:
            return written
        return {"given-by": GIVERS[ChannelKind(kind)].value, **written}


class Telling(Section):
    """Who tells us of an event that Étanche cannot see itself."""

    from_: Names
    """The channels that tell it."""

    counts: Annotated[tuple[Act, ...], PlainValidator(words(Act))] = ()
    """For a `last-…` event: which acts count. To open an e-mail is none."""


class Feature(Thing):
    """A function of the service that justifies a record or a permission."""

    title: BothTexts
    """What people call it."""
