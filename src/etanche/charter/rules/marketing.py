"""
Reaching people who did not ask: by e-mail, by telephone, and what tells that they read.
"""

from __future__ import annotations

from collections.abc import Iterator

from etanche.charter.keep import After, Between, FirstOf, Keep, LastOf, While
from etanche.charter.kinds import Basis, Means, Stance, Theme, TracerKind
from etanche.charter.model import Charter, Purpose
from etanche.charter.phrase import quoted
from etanche.charter.rules.phrases import claimed
from etanche.charter.rules.rule import Rule, Wrong

WITH_CUSTOMERS = frozenset({"contract", "account", "membership"})
ENDS_WITH_CUSTOMERS = frozenset({"contract-end", "account-closed", "left", "last-order"})
SOLICITING = frozenset({Theme.MARKETING, Theme.ADVERTISING})


def _purposes(charter: Charter, means: Means) -> Iterator[tuple[str, Purpose]]:
    """Yield the purposes of ours that reach people so, without their consent."""
    for name, purpose in charter.purposes.items():
        reaches = purpose.theme is Theme.MARKETING and means in purpose.by
        if reaches and purpose.basis not in (None, Basis.CONSENT):
            yield name, purpose


def _mailed(charter: Charter) -> Iterator[Wrong]:
    for name, purpose in _purposes(charter, Means.EMAIL):
        if not _of_a_customer(purpose.keep):
            says = "similar" if _of_customers(charter, purpose) else ""
            yield Wrong(path=("purposes", name, "basis"), says=says, blanks={"purpose": name})


def _of_customers(charter: Charter, purpose: Purpose) -> bool:
    """Return whether the same data serve a contract, so that the people reached are customers."""
    contracts = {used for it in charter.purposes.values() if it.basis is Basis.CONTRACT for used in it.uses}
    return bool(contracts & {*purpose.uses})


def _of_a_customer(keep: Keep, *, after: bool = True) -> bool:
    """Return whether a rule ends with the bond to a customer, or some time `after` it."""
    match keep:
        case While(state=state):
            return state in WITH_CUSTOMERS
        case After(event=event) | Between(event=event):
            return after and event in ENDS_WITH_CUSTOMERS
        case FirstOf(rules=rules):
            return any(_of_a_customer(rule, after=after) for rule in rules)
        case LastOf(rules=rules):
            return all(_of_a_customer(rule, after=after) for rule in rules)


def _called(charter: Charter) -> Iterator[Wrong]:
    """Yield calls to people who did not agree; as long as a contract lasts they may be called about it (C. conso. L223-1)."""
    for name, purpose in _purposes(charter, Means.PHONE):
        if not _of_a_customer(purpose.keep, after=False):
            yield Wrong(path=("purposes", name, "basis"), blanks={"purpose": name})


def _unnamed(charter: Charter) -> Iterator[Wrong]:
    """Yield purposes whose title speaks of marketing, and whose theme keeps the rules of marketing away from them."""
    for name, purpose in charter.purposes.items():
        if purpose.theme not in SOLICITING and purpose.as_ is not Stance.PROCESSOR:
            found = claimed("soliciting", purpose.title, charter.notice.languages)
            if found is not None:
                blanks = {"purpose": name, "found": quoted(found[1])}
                yield Wrong(path=("purposes", name, "theme"), says="theme", blanks=blanks)


def _opened(charter: Charter) -> Iterator[Wrong]:
    for name, tracer in charter.tracers.items():
        basis = charter.purposes[tracer.purpose].basis
        if tracer.kind is TracerKind.PIXEL and basis is not Basis.CONSENT:
            yield Wrong(path=("tracers", name, "purpose"), blanks={"tracer": name, "purpose": tracer.purpose})


ALONE: tuple[Rule, ...] = (
    Rule(id="LB-18", search=_mailed),
    Rule(id="LB-18", search=_unnamed),
    Rule(id="LB-19", search=_called),
)
TOGETHER: tuple[Rule, ...] = (Rule(id="LB-20", search=_opened),)
