"""
What a check answers, before the run adds which promise it was and when.

`because` names a sentence of the catalogue (`verdict.<because>`), and `measured` fills its blanks:
a check never writes a sentence of its own, so nothing it saw can slip into one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from etanche.proof.verdict import Measure, State


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """A state, the sentence that explains it, and the numbers it rests on."""

    state: State
    because: str
    measured: Mapping[str, Measure]


def kept(because: str, **measured: Measure) -> Outcome:
    """Say that the promise was looked at, by a check that can fail, and holds."""
    return Outcome(state=State.KEPT, because=because, measured=measured)


def attested(because: str, **measured: Measure) -> Outcome:
    """Say that a person answers for the promise, with evidence that is in date."""
    return Outcome(state=State.ATTESTED, because=because, measured=measured)


def broken(because: str, **measured: Measure) -> Outcome:
    """Say that the promise was looked at and does not hold."""
    return Outcome(state=State.BROKEN, because=because, measured=measured)


def unproven(because: str, **measured: Measure) -> Outcome:
    """Say which fact is missing, so that nothing can be said of the promise."""
    return Outcome(state=State.UNPROVEN, because=because, measured=measured)
