"""
A request as its clock needs it: which right, when it came, how far it is, what was asked of the person and when.

There is no name and no word of anybody here: whose request it is stays sealed in the vault.
Days are days of the organisation's time zone.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import lru_cache

from etanche.charter import Proof, Regime
from etanche.rights.clocks import Clock, Pause, due
from etanche.rights.facts import Duty, Entitlement, Ground, Right, Timing, clock_of, law
from etanche.rights.promised import Promised


class State(StrEnum):
    """How far a request is; only `advance` moves it."""

    RECEIVED = "received"
    IDENTITY_PENDING = "identity-pending"
    IN_PROGRESS = "in-progress"
    EXTENDED = "extended"
    ANSWERED = "answered"
    """Answered, and recipients are still to be told."""

    EVIDENCE_KEPT = "evidence-kept"
    """Nothing is owed any more; what shows it is kept for its time."""

    EVIDENCE_ERASED = "evidence-erased"


OPEN = frozenset({State.RECEIVED, State.IDENTITY_PENDING, State.IN_PROGRESS, State.EXTENDED})
"""Who asked has no answer yet."""


class Outcome(StrEnum):
    """How a request was answered."""

    GRANTED = "granted"
    PARTLY = "partly"
    REFUSED = "refused"


@dataclass(frozen=True, kw_only=True)
class Request:
    """One request, between two transitions."""

    id: bytes
    right: Right
    received: date
    """The day it reached the organisation, by whichever channel: for a letter, not the day on which it was entered."""

    promised: Promised
    state: State
    last: date
    """The day of the last transition."""

    minor: bool = False
    """Whether the data are those of somebody who was a minor when they came in."""

    proof: Proof | None = None
    """How who asks showed who they are; nothing as long as they did not."""

    shown_on: date | None = None
    """The day on which they did."""

    asked: tuple[Proof, ...] = ()
    """By what they were asked to show it."""

    pauses: tuple[Pause, ...] = ()
    acknowledged_on: date | None = None
    stopped_on: date | None = None
    """The day on which the use was ended, or suspended."""

    extended_on: date | None = None
    answered_on: date | None = None
    outcome: Outcome | None = None
    grounds: tuple[Ground, ...] = ()

    @property
    def entitlement(self) -> Entitlement:
        """Return what the law says of the right."""
        return law().rights[self.right]

    @property
    def needs_identity(self) -> bool:
        """Return whether who asks has to show who they are, and did not."""
        return self.entitlement.identity and self.proof is None

    def timing(self, duty: Duty) -> Timing | None:
        """Return how the law of the day of receipt times a duty of this request."""
        return clock_of(self.right, duty, self.received, country=self.promised.country, minor=self.minor)

    def clock(self, duty: Duty) -> Clock | None:
        """Return when a duty of this request falls due, or nothing when the law knows no such duty, or it has not begun."""
        timing = self.timing(duty)
        start = self._start(duty)
        if timing is None or start is None:
            return None
        ours = duty is Duty.ANSWER and self.entitlement.regime is Regime.GDPR
        return _due(
            timing,
            start,
            places=(self.promised.country,),
            pauses=self.pauses if duty is Duty.ANSWER else (),
            extended_on=self.extended_on if duty is Duty.ANSWER else None,
            reply=self.promised.reply if ours else None,
        )

    def _start(self, duty: Duty) -> date | None:
        """Return the day a duty counts from: a stranger's word suspends nobody's data, so that where identity is needed, stopping waits for it."""
        if duty in {Duty.RECIPIENTS, Duty.EVIDENCE}:
            return self.answered_on
        if duty is Duty.STOP and self.entitlement.identity:
            return self.shown_on if self.proof is not None else None
        return self.received

    def owed(self) -> tuple[Duty, ...]:
        """Return what has to be done still, in the order of `Duty`."""
        unanswered = self.state in OPEN
        open_ = {
            Duty.ACKNOWLEDGE: unanswered and self.acknowledged_on is None,
            Duty.STOP: unanswered and self.stopped_on is None,
            Duty.ANSWER: unanswered,
            Duty.RECIPIENTS: self.state is State.ANSWERED,
        }
        return tuple(duty for duty, is_open in open_.items() if is_open and self.clock(duty) is not None)


# The same few questions are asked of every request of a list.
_due = lru_cache(maxsize=10_000)(due)
