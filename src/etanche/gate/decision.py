"""
What is asked of the gate, and what it answers.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from etanche.charter import Condition, Status
from etanche.terms import Action, PromiseId


class Reason(StrEnum):
    """Why the gate decided as it did; one word per rule."""

    GRANTED = "granted"
    UNKNOWN_CATEGORY = "unknown-category"
    UNKNOWN_ROLE = "unknown-role"
    UNKNOWN_PURPOSE = "unknown-purpose"
    NO_CELL = "no-cell"
    NO_DISCLOSURE = "no-disclosure"
    WRONG_DOOR = "wrong-door"
    PURPOSE_NOT_ALIVE = "purpose-not-alive"
    OBJECTED = "objected"
    NO_OBJECTION = "no-objection"
    ELSEWHERE = "elsewhere"
    CONDITION_NOT_MET = "condition-not-met"
    FIGURES_ONLY = "figures-only"


@dataclass(frozen=True, kw_only=True, slots=True)
class Ask:
    """
    What somebody wants to do, with the facts the decision needs.

    A write and a forgetting name the door (`channel`) and no role: the person acts there.
    A reading and a count name the role and the purpose, a disclosure the recipient and the purpose.
    `life` is the standing of that purpose for the data concerned, and `objected` says that the person wanted none of it.
    `met` holds the conditions that whoever asks has found to be met: nobody's word is taken for one that is not in it.
    `cut` says that whoever asks to count gives out figures about groups only, along a cut chosen once.
    """

    action: Action
    category: str
    purpose: str | None = None
    role: str | None = None
    channel: str | None = None
    recipient: str | None = None
    life: Status | None = None
    objected: bool = False
    met: frozenset[Condition] = frozenset()
    cut: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Decision:
    """Yes or no, why, and because of which promises."""

    allowed: bool
    reason: Reason
    because: tuple[PromiseId, ...]
