"""
A charter on trial: cases decided as the running system decides them, without an instance.

The life of the purpose is computed by the same function that reading and sweeping ask, the decision is the gate's.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

from etanche.charter import Expectation, Plan, Status
from etanche.gate import Ask, Decision, decide
from etanche.standing.life import life


@dataclass(frozen=True, kw_only=True)
class Tried:
    """One case with what was decided."""

    case: Expectation
    decision: Decision
    life: Status | None
    """Where the purpose stood; nothing for what goes by a door."""

    @property
    def as_expected(self) -> bool:
        """Whether the decision, and its reason where one was expected, are those of the case."""
        given = {str(self.decision.reason), *self.decision.because}
        return self.decision.allowed is self.case.allowed and set(self.case.because) <= given

    def as_json(self) -> dict[str, object]:
        """Return the trial for programs."""
        return {
            "case": self.case.name,
            "file": self.case.place.file,
            "line": self.case.place.line,
            "as-expected": self.as_expected,
            "expected": "allowed" if self.case.allowed else "refused",
            "decided": "allowed" if self.decision.allowed else "refused",
            "reason": str(self.decision.reason),
            "because": list(self.decision.because),
            "purpose-is": str(self.life) if self.life else None,
        }


def trial(plan: Plan, cases: Iterable[Expectation], *, now: datetime) -> tuple[Tried, ...]:
    """Decide every case; one that names no day is asked now."""
    return tuple(_tried(plan, case, now) for case in cases)


def _tried(plan: Plan, case: Expectation, now: datetime) -> Tried:
    status = None
    if case.purpose is not None:
        moment = now if case.on is None else datetime.combine(case.on, time(12), ZoneInfo(plan.zone)).astimezone(UTC)
        status = life(plan, purpose=case.purpose, category=case.category, events=case.events, now=moment).status
    ask = Ask(
        action=case.action,
        category=case.category,
        purpose=case.purpose,
        role=case.role,
        channel=case.channel,
        recipient=case.recipient,
        life=status,
        objected=case.objected,
        met=case.met,
    )
    return Tried(case=case, decision=decide(plan, ask), life=status)
