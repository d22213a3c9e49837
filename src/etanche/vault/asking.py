"""
Asking the gate, so that every refusal is written down before it is raised.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from etanche.charter import Condition
from etanche.errors import EtancheError
from etanche.gate import Ask, Decision, Reason, decide, refusal
from etanche.journal import Fact
from etanche.store import Connection
from etanche.terms import Action
from etanche.vault import cases, inquiries
from etanche.vault.means import Means

_UNKNOWN = "unknown"


class CharterSuperseded(EtancheError):
    """Another charter came into force since these rooms were opened; nothing was done under the old one."""

    exit_code: ClassVar[int] = 1
    http_status: ClassVar[int] = 503


def obeyed(means: Means, connection: Connection) -> None:
    """
    Let an act go on only under the charter in force at this moment, and only while nothing is halted, inside its transaction.

    Raises:
        CharterSuperseded: the rooms obey another one.
        Halted, HaltChanged: somebody stopped all access, or tampered with the word that does.
    """
    orders = means.standing.orders(connection)
    if not means.standing.is_obeyed(orders):
        raise _superseded()
    if not means.despite_halt:
        means.halting.require_going_on(orders.halts)


def going_on(means: Means) -> None:
    """Let an act go on that has no transaction which asks; raises as `obeyed`."""
    with means.store.reading() as connection:
        obeyed(means, connection)


def governed(means: Means, connection: Connection) -> None:
    """
    Let destruction, and what holds it up, go on under the charter in force at this moment: a halt stops neither.

    Raises:
        CharterSuperseded: the rooms obey another one.
    """
    if not means.standing.obeyed(connection):
        raise _superseded()


def _superseded() -> CharterSuperseded:
    return CharterSuperseded(
        "another charter is in force since",
        hint="do it again, with a session or a door that the instance gives now: they obey the new one",
    )


def require(
    means: Means,
    ask: Ask,
    *,
    actor: str,
    probe: str | None,
    facts: Mapping[str, Fact] | None = None,
    case: str | None = None,
) -> Decision:
    """
    Return the gate's yes.

    Raises:
        GateRefused: the gate's no; its entry is durable already, whatever the caller does with the error.
    """
    decision = decide(means.plan, ask)
    if not decision.allowed:
        refuse(means, ask, decision, actor=actor, probe=probe, facts=facts, case=case)
    return decision


def refuse(
    means: Means,
    ask: Ask,
    decision: Decision,
    *,
    actor: str,
    probe: str | None,
    facts: Mapping[str, Fact] | None = None,
    case: str | None = None,
) -> None:
    """
    Write a refusal down, then raise it.

    Names that the charter does not know came from outside and may be anything: the line says `unknown` instead.
    """
    plan = means.plan
    told: dict[str, Fact] = dict(facts or {})
    if ask.recipient is not None:
        told["recipient"] = ask.recipient if ask.recipient in plan.recipients else _UNKNOWN
    means.journal.note(
        means.entry(
            actor=actor,
            role=_known(ask.role, ask.role in plan.roles),
            purpose=_known(ask.purpose, ask.purpose in plan.purposes),
            act="put" if ask.action is Action.WRITE else ask.action,
            object=ask.category if ask.category in plan.categories else _UNKNOWN,
            decision=decision.reason,
            because=decision.because,
            facts=told,
            probe=probe,
            case=case,
        )
    )
    if decision.reason is Reason.CONDITION_NOT_MET and Condition.CASE in plan.needs.get(
        (ask.role or "", ask.category), ()
    ):
        inquire(means, ask, actor=actor, probe=probe, case=case)
    raise refusal(ask, decision)


def inquire(means: Means, ask: Ask, *, actor: str, probe: str | None, case: str | None) -> None:
    """Open an inquiry: somebody wanted to see without a case what nobody sees without one. A case they named may be over."""
    if case is not None:
        cases.end_overdue(means, case)
    inquiries.note(means, ask, actor=actor, case=case, probe=probe)


def _known(name: str | None, known: bool) -> str | None:  # noqa: FBT001  # the second half of one question
    return None if name is None else name if known else _UNKNOWN
