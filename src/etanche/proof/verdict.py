"""
What a check says of a promise, and what a drill says of a check.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Final

from etanche.terms import PromiseId

Measure = int | float | str | bool
"""Evidence is typed numbers, ids, digests and names of the charter: never free text, never personal data."""


LATER: Final = "later"
"""Why a promise is unproven that this version does not check yet: it is told apart from what could not be seen."""

NEVER: Final = "never-looked"
"""Why a promise is unproven that nobody has ever looked at, long after there was something to look at; `at` says since when there was."""


class State(StrEnum):
    """The four verdicts, in the order they are told."""

    BROKEN = "broken"
    UNPROVEN = "unproven"
    ATTESTED = "attested"
    KEPT = "kept"


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """
    The state of one promise at one moment.

    `because` is a key of the catalogue of words (`verdict.<because>`); `measured` fills its blanks.
    """

    id: PromiseId
    kind: str
    state: State
    because: str
    measured: Mapping[str, Measure] = field(default_factory=dict)
    at: datetime


@dataclass(frozen=True, kw_only=True)
class DrillResult:
    """Whether a check noticed a sabotage; `verdict` is what it said under it."""

    promise: PromiseId
    sabotage: str
    noticed: bool
    before: State
    under: State
