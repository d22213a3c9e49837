"""
Asking as somebody who may: a role that is granted a purpose, with everything that its conditions want.
"""

from __future__ import annotations

from typing import NamedTuple

from etanche.charter import Needs
from etanche.proof import attempts
from etanche.proof.attempts import Attempt
from etanche.proof.persons.scene import Scene, probing
from etanche.proof.reach import Reach
from etanche.proof.run import ProofRun


class Reader(NamedTuple):
    """A role that may read a category for a purpose, single records of it, and that a check can act as."""

    role: str
    category: str
    purpose: str


class Met(NamedTuple):
    """What meets the conditions of a role for one record."""

    case: str | None = None
    own: str | None = None
    sworn: bool = False


def reader_of(reach: Reach, purpose: str, category: str | None = None) -> Reader | None:
    """Return the first role and category, or the first role for one category, for which a purpose can be tried."""
    if reach.charter.purposes[purpose].groups_of is not None or not reach.begins(purpose):
        return None
    return next(
        (
            Reader(role, seen, purpose)
            for role, it in sorted(reach.charter.roles.items())
            for seen, purposes in sorted(it.sees.items())
            if category in {None, seen} and purpose in purposes and reach.shown_to(role, seen)
        ),
        None,
    )


def met(run: ProofRun, reader: Reader, played: Scene) -> Met:
    """Meet the conditions of a reader for the record of somebody made up."""
    needs = run.bench.charter.roles[reader.role].needs
    if needs is None:
        return Met()
    if needs.agreement is not None:
        agreement = needs.agreement
        run.once(("sworn", agreement), lambda: probing(run).attest(agreement))
    sworn = needs.agreement is not None
    written = played.written[reader.category]
    case = None
    if needs_case(needs, reader.category):
        case = probing(run).grant(reader.role, persons=[played.person], sworn=sworn)
    return Met(case=case, own=None if needs.own is None else str(written.data[needs.own].kept), sworn=sworn)


def ask(run: ProofRun, reader: Reader, played: Scene, conditions: Met) -> Attempt:
    """Ask for the record of somebody made up."""
    return attempts.look_up(
        run, played.written[reader.category], role=reader.role, purpose=reader.purpose, **conditions._asdict()
    )


def reads(run: ProofRun, reader: Reader, played: Scene) -> bool:
    """Tell whether a reader, its conditions met, is given the record of somebody made up."""
    return bool(ask(run, reader, played, met(run, reader, played)).records)


def needs_case(needs: Needs, category: str) -> bool:
    """Tell whether a role needs a case for a category."""
    return needs.case is not None and category not in needs.without_case
