"""
What a person is shown of their own, and what they may not say by themselves.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from etanche.errors import Refused
from etanche.standing import Life
from etanche.vault.sealed import Record


class NotTheirsToSay(Refused):
    """The field is none that a person corrects by themselves, or the purpose none that they decide on."""


class Said(StrEnum):
    """What somebody's last word on a purpose comes to."""

    YES = "yes"
    NO = "no"
    WEIGHED = "weighed"
    """They object, and somebody has to weigh it; until then nothing is read for this purpose."""

    STOPPED = "stopped"
    """Somebody asked in their name that it end, and did not show who they are: nothing is read for this purpose, and nothing goes."""


@dataclass(frozen=True, kw_only=True)
class Held:
    """One record, as the person it is about is shown it."""

    record: Record
    lives: tuple[tuple[str, Life], ...]
    """Where each purpose of its category stands for it."""

    stays: bool
    """Whether a hold keeps it from being destroyed."""

    correctable: frozenset[str]
    """The fields that the person can correct here and now."""


@dataclass(frozen=True, kw_only=True)
class Choice:
    """A purpose that the person decides on, and what they decided."""

    purpose: str
    consent: bool
    """Whether it rests on a consent; else on an interest that can be objected to."""

    said: Said
    since: datetime | None
    """When they said so; nothing if they were never asked."""

    until: date | None = None
    """From which day on a yes holds no longer, if it is for a time."""
