"""
Where each clause of an older text stands: which promises carry it, how much of each is checked, and by how many drills the check is shown to be awake.

A clause is checked when every promise that carries it is; when some are, it is checked in part.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from etanche.charter import Charter, promises
from etanche.proof.reach import Sight, reach_of
from etanche.proof.registry import sight
from etanche.proof.rota import drills_of
from etanche.proof.verdict import State, Verdict
from etanche.terms import PromiseId

_NUMBERED = re.compile(r"([A-Za-z]*)(\d*)(.*)")


@dataclass(frozen=True, kw_only=True)
class Carrier:
    """A promise that carries a clause: how much of it is checked, by how many drills, and its newest verdict, if it was looked at."""

    promise: PromiseId
    sight: Sight
    drills: int
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
                    "state": None if one.state is None else str(one.state),
                }
                for one in self.carriers
            ],
        }


def clauses(charter: Charter, verdicts: Iterable[Verdict] = ()) -> tuple[Clause, ...]:
    """Return the clauses that a charter carries, in the order of their names, with the newest verdicts if they are given."""
    reach = reach_of(charter)
    made = {promise.id: promise for promise in promises(charter)}
    drilled = Counter(one.promise for one in drills_of(charter))
    states = {verdict.id: verdict.state for verdict in verdicts}
    return tuple(
        Clause(
            id=clause,
            carriers=tuple(
                Carrier(
                    promise=PromiseId(name),
                    sight=sight(reach, made[PromiseId(name)]),
                    drills=drilled[PromiseId(name)],
                    state=states.get(PromiseId(name)),
                )
                for name in carried
            ),
        )
        for clause, carried in sorted(charter.carries.items(), key=lambda one: _numbered(one[0]))
    )


def _numbered(name: str) -> tuple[str, int, str]:
    """Return what orders `C9` before `C10`."""
    found = _NUMBERED.fullmatch(name)
    letters, number, rest = found.groups() if found else (name, "", "")
    return letters, int(number or 0), rest
