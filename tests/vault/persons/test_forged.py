"""Somebody who can write to the data file forges what opens a record: a grant, its end, a value of one's own, an undertaking."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from etanche.charter import Condition
from etanche.gate import GateRefused
from etanche.store import standing

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.vault.persons.conftest import Company

    from etanche.store import StandingRow
    from etanche.vault import Ref


def forge(firm: Company, like: str, change: Callable[[StandingRow], StandingRow]) -> None:
    """Put a changed copy of the last line of a subject behind it, as a hand does that has no key."""
    with firm.store.writing() as connection:
        row = standing.of_subject(connection, firm.organisation, like)[-1]
        standing.append(connection, firm.organisation, [change(row)], mark=lambda row: row.mark)


def test_a_grant_is_neither_prolonged_nor_copied(firm: Company) -> None:
    """Another end in clear, another case, another event for the same sealed words: nothing of it opens."""
    (ref,) = firm.put_for("ticket", firm.person())
    firm.vault.grant("T-12", role="visitor", actor="bea", reason="a call", by="ann")
    forge(firm, "case:T-12", lambda row: replace(row, effective="2999-01-01T00:00:00.000000+00:00"))
    forge(firm, "case:T-12", lambda row: replace(row, subject="case:T-13"))
    firm.clock.advance(timedelta(hours=8))

    for case in ("T-12", "T-13"):
        with pytest.raises(GateRefused):
            firm.as_("visitor", "answering", case=case).get(ref)


def test_a_value_of_somebody_else_s_own_is_no_use(firm: Company) -> None:
    """The marks of one actor copied under the name of another open nothing to them."""
    firm.put_for("order", firm.person(), town="vannes")
    firm.vault.assign("local", actor="cid", values=["vannes"], by="ann")
    with firm.store.reading() as connection:
        (subject,) = {row.subject for row in standing.under(connection, firm.organisation, "own:")}
    forge(firm, subject, lambda row: replace(row, subject=row.subject.replace("cid", "bea")))

    assert [] == list(firm.as_("local", "selling").stream("order"))
    assert 1 == len(list(firm.vault.acting("local", purpose="selling", actor="cid").stream("order")))


@pytest.fixture
def undertaken(firm: Company) -> Ref:
    """A record that one sees under an undertaking only, which Bea gave for an hour, and Cid for two."""
    firm.plan = replace(
        firm.plan, needs={("support", "account"): frozenset({Condition.AGREEMENT})}, agreements={"support": "secrecy"}
    )
    firm.rooms()
    for hours, actor in ((1, "bea"), (2, "cid")):
        firm.vault.attest("secrecy", actor=actor, until=firm.clock.now() + timedelta(hours=hours), by="ann")
    return firm.put_for("account", firm.customer())[0]


@pytest.mark.parametrize(
    ("whose", "change"),
    [
        ("bea", {"effective": "2999-01-01T00:00:00.000000+00:00"}),
        ("cid", {"subject": "agreement:1/bea"}),
        ("cid", {"subject": "agreement:1/bea", "evidence": None}),
    ],
)
def test_an_undertaking_is_neither_prolonged_nor_borrowed(
    firm: Company, undertaken: Ref, whose: str, change: dict[str, object]
) -> None:
    """An undertaking with a later end, or of somebody else, or of no hand of ours, is none."""
    support = firm.as_("support", "serving")
    assert 1 == len(support.get(undertaken))
    firm.clock.advance(timedelta(hours=1))

    forge(firm, f"agreement:1/{whose}", lambda row: replace(row, **change))  # type: ignore[arg-type]  # columns of the row

    with pytest.raises(GateRefused):
        support.get(undertaken)
