"""
`decide` answers an ask from the plan and the facts in the ask; `require` raises when the answer is no.

    >>> decide(plan, Ask(action=Action.READ, role="analyst", category="visit", purpose="audience", life=Status.RUNNING))
    Decision(allowed=True, reason=<Reason.GRANTED: 'granted'>, because=('access:analyst/visit', …))
"""

from __future__ import annotations

from typing import ClassVar

from etanche.charter import Plan, Status
from etanche.errors import Refused
from etanche.gate.decision import Ask, Decision, Reason
from etanche.gate.tables import Place, Refusals, Tables, lay_out, promised
from etanche.terms import Action, PromiseId

ALIVE = frozenset({Status.RUNNING, Status.OPEN})
"""A purpose in any other state (unknown, not begun, due, or not looked up) opens nothing."""

_KEPT_PLANS = 32
_tables: dict[int, tuple[Plan, Tables]] = {}


class GateRefused(Refused):
    """The gate says no; `decision` tells why and because of which promises."""

    def __init__(self, ask: Ask, decision: Decision, *, hint: str = "") -> None:
        """Say what was refused in words of the charter only: a name the charter does not know is not repeated."""
        super().__init__(_sentence(ask, decision.reason), hint=hint)
        self.ask = ask
        self.decision = decision


class NoSuchCategory(GateRefused):
    """The charter has no category of the name that was asked for; that it was asked is written down like every refusal."""

    exit_code: ClassVar[int] = 4
    http_status: ClassVar[int] = 404


def refusal(ask: Ask, decision: Decision, *, hint: str = "") -> GateRefused:
    """Return the error of a no."""
    kind = NoSuchCategory if decision.reason is Reason.UNKNOWN_CATEGORY else GateRefused
    return kind(ask, decision, hint=hint)


def decide(plan: Plan, ask: Ask) -> Decision:
    """Return yes or no; whatever the plan does not grant is refused."""
    held = _tables.get(id(plan))
    tables = held[1] if held is not None and held[0] is plan else _tables_of(plan)
    action, category = ask.action, ask.category
    place: Place
    if action is Action.READ or action is Action.COUNT:
        place, refusals = (ask.role, category, ask.purpose), tables.unseen
        answers = tables.cells.get(place)
        if answers is not None and ask.purpose in tables.figures and not (ask.cut and action is Action.COUNT):
            return tables.figures[ask.purpose]
        stands = ask.life in ALIVE
    elif action is Action.WRITE:
        place, refusals = (ask.channel, category), tables.shut
        answers = tables.doors.get(place)
        stands = not ask.objected
    elif action is Action.DISCLOSE:
        place, refusals = (ask.recipient, category, ask.purpose), tables.untold
        answers = tables.disclosures.get(place)
        stands = ask.life in ALIVE
    else:
        place, refusals = (ask.channel, category), tables.shut
        return (
            tables.forgettings.get(place) or refusals.get(place) or _refused(plan, tables.names, refusals, place, ask)
        )
    if answers is None:
        return refusals.get(place) or _refused(plan, tables.names, refusals, place, ask)
    if answers.unmet is not None and not answers.needs <= ask.met:
        return answers.unmet
    return answers.yes if stands else answers.no


def require(plan: Plan, ask: Ask) -> Decision:
    """
    Return the decision if it is yes.

    Raises:
        GateRefused: the decision is no.
    """
    decision = decide(plan, ask)
    if not decision.allowed:
        raise refusal(ask, decision)
    return decision


def _tables_of(plan: Plan) -> Tables:
    """
    Return the tables of this very plan.

    Kept by identity, never by digest: a plan altered under the same digest must get its own tables.
    """
    held = _tables.get(id(plan))
    if held is not None and held[0] is plan:
        return held[1]
    tables = lay_out(plan)
    if len(_tables) >= _KEPT_PLANS:
        _tables.clear()
    _tables[id(plan)] = (plan, tables)
    return tables


def _refused(
    plan: Plan,
    names: frozenset[str | None],
    refusals: Refusals,
    place: Place,
    ask: Ask,
) -> Decision:
    """Return the refusal of an ask, and keep it if every name in it is one of the plan's: any other may be anything."""
    refusal = _refusal(plan, ask)
    if names.issuperset(place):
        refusals[place] = refusal
    return refusal


def _refusal(plan: Plan, ask: Ask) -> Decision:
    """Return the refusal of an ask that no line of the tables grants, with the first rule that it meets."""
    if ask.category in plan.elsewhere:
        return _no(Reason.ELSEWHERE, promised(plan, f"minimise:{ask.category}"))
    if ask.category not in plan.categories:
        return _UNKNOWN_CATEGORY
    if ask.action in {Action.WRITE, Action.FORGET}:
        return _shut(plan, ask)
    if ask.purpose not in plan.purposes:
        return _UNKNOWN_PURPOSE
    return _untold(plan, ask) if ask.action is Action.DISCLOSE else _unseen(plan, ask)


def _shut(plan: Plan, ask: Ask) -> Decision:
    if ask.channel not in plan.categories[ask.category].channels:
        return _no(Reason.WRONG_DOOR, promised(plan, f"minimise:{ask.category}"))
    if not plan.purposes_of(ask.category):
        return _no(Reason.UNKNOWN_PURPOSE, promised(plan, "minimise:unused"))
    return _NO_OBJECTION


def _untold(plan: Plan, ask: Ask) -> Decision:
    recipient = f"recipients:{ask.recipient}" if ask.recipient in plan.recipients else "recipients:others"
    return _no(Reason.NO_DISCLOSURE, promised(plan, recipient, f"purpose:{ask.purpose}"))


def _unseen(plan: Plan, ask: Ask) -> Decision:
    if ask.role not in plan.roles:
        return _UNKNOWN_ROLE
    return _no(Reason.NO_CELL, promised(plan, f"access:{ask.role}/{ask.category}", f"purpose:{ask.purpose}"))


def _no(reason: Reason, because: tuple[PromiseId, ...] = ()) -> Decision:
    return Decision(allowed=False, reason=reason, because=because)


_UNKNOWN_CATEGORY = _no(Reason.UNKNOWN_CATEGORY)
_UNKNOWN_PURPOSE = _no(Reason.UNKNOWN_PURPOSE)
_UNKNOWN_ROLE = _no(Reason.UNKNOWN_ROLE)
_NO_OBJECTION = _no(Reason.NO_OBJECTION)

_SENTENCES = {
    Reason.UNKNOWN_CATEGORY: "cannot {action}: the charter has no such category",
    Reason.UNKNOWN_ROLE: "cannot {action} `{category}`: the charter has no such role",
    Reason.UNKNOWN_PURPOSE: "cannot {action} `{category}`: the charter has no such purpose",
    Reason.NO_CELL: "the role `{role}` may not {action} `{category}` for `{purpose}`",
    Reason.NO_DISCLOSURE: "nobody said that `{category}` may be told to this recipient for `{purpose}`",
    Reason.WRONG_DOOR: "this door does not take in `{category}`",
    Reason.PURPOSE_NOT_ALIVE: "the purpose `{purpose}` is not alive for this `{category}`",
    Reason.OBJECTED: "the person objected to `{category}` being kept",
    Reason.NO_OBJECTION: "no purpose of `{category}` can be refused here",
    Reason.ELSEWHERE: "`{category}` is not in the vault: it has a keeper of its own",
    Reason.CONDITION_NOT_MET: "a condition on which `{category}` may be had is not met",
    Reason.FIGURES_ONLY: "cannot {action} `{category}`: `{purpose}` gives out figures about groups only, and nobody cuts them yet",
}
"""Each repeats only the names that its rule has already found in the charter: any other may be anything."""


def _sentence(ask: Ask, reason: Reason) -> str:
    return _SENTENCES[reason].format(action=ask.action, category=ask.category, role=ask.role, purpose=ask.purpose)
