"""
Where each clause of an older text stands: which promises carry it, how much of each is checked, by how many drills the check can be
shown to be awake, and what became of those when they were last run.

A clause is checked when every promise that carries it is; when some are, it is checked in part.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from etanche.charter import Charter, promises
from etanche.proof.drilled import Drilled
from etanche.proof.reach import Sight, reach_of
from etanche.proof.registry import sight
from etanche.proof.rota import drills_of
from etanche.proof.verdict import State, Verdict
from etanche.terms import PromiseId

_NUMBERED = re.compile(r"([A-Za-z]*)(\d*)(.*)")


@dataclass(frozen=True, kw_only=True)
class Ran:
    """What became of the drills of a promise when they were last run."""

    drills: int = 0
    """How many of those that this version has were run here."""

    noticed: int = 0
    last: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Carrier:
    """A promise that carries a clause: how much of it is checked, by how many drills, and its newest verdict, if it was looked at."""

    promise: PromiseId
    sight: Sight
    drills: int
    """How many there are; that they exist says nothing of whether anybody ran them."""

    ran: Ran = Ran()
    state: State | None = None


@dataclass(frozen=True, kw_only=True)
class Clause:
    """One clause of an older text, with the promises that carry it."""

    id: str
    carriers: tuple[Carrier, ...]

    @property
    def stands(self) -> Sight:
        """How much of it is checked: whole when every promise of it is, nothing when none is seen at all."""
        seen = {one.sight for one in self.carriers}
        return next(iter(seen)) if len(seen) == 1 else Sight.PART

    def as_json(self) -> dict[str, object]:
        """Return the clause for programs."""
        return {
            "clause": self.id,
            "checked": str(self.stands),
            "promises": [
                {
                    "promise": one.promise,
                    "checked": str(one.sight),
                    "drills": one.drills,
                    "ran": one.ran.drills,
                    "noticed": one.ran.noticed,
                    "last_drill": None if one.ran.last is None else one.ran.last.isoformat(),
                    "state": None if one.state is None else str(one.state),
                }
                for one in self.carriers
            ],
        }


def clauses(charter: Charter, verdicts: Iterable[Verdict] = (), drilled: Iterable[Drilled] = ()) -> tuple[Clause, ...]:
    """Return the clauses that a charter carries, in the order of their names, with the newest verdicts and drills if they are given."""
    reach = reach_of(charter)
    made = {promise.id: promise for promise in promises(charter)}
    there = {(one.promise, one.sabotage) for one in drills_of(charter)}
    counted = Counter(promise for promise, _ in there)
    ran = _ran(one for one in drilled if (one.result.promise, one.result.sabotage) in there)
    states = {verdict.id: verdict.state for verdict in verdicts}
    return tuple(
        Clause(
            id=clause,
            carriers=tuple(
                Carrier(
                    promise=PromiseId(name),
                    sight=sight(reach, made[PromiseId(name)]),
                    drills=counted[PromiseId(name)],
                    ran=ran.get(PromiseId(name), Ran()),
                    state=states.get(PromiseId(name)),
                )
                for name in carried
            ),
        )
        for clause, carried in sorted(charter.carries.items(), key=lambda one: _numbered(one[0]))
    )


def _ran(drilled: Iterable[Drilled]) -> Mapping[PromiseId, Ran]:
    """Return what became of the drills of each promise that any was run of; one of before that this version lacks is none."""
    found: dict[PromiseId, Ran] = {}
    for one in drilled:
        known = found.get(one.result.promise, Ran())
        found[one.result.promise] = Ran(
            drills=known.drills + 1,
            noticed=known.noticed + one.result.noticed,
            last=one.at if known.last is None else max(known.last, one.at),
        )
    return found


def _numbered(name: str) -> tuple[str, int, str]:
    """Return what orders `C9` before `C10`."""
    found = _NUMBERED.fullmatch(name)
    letters, number, rest = found.groups() if found else (name, "", "")
    return letters, int(number or 0), rest
