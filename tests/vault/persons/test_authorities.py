"""An authority that may compel us is told within its own demand, and nobody of whom it does not name; silence is kept, and ends."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import update

from etanche.gate import GateRefused
from etanche.store import tables
from etanche.terms import PromiseId
from etanche.vault.probe import ProbeRun
from etanche.vault.probing import NotOurCanary

if TYPE_CHECKING:
    from tests.vault.persons.conftest import Company

WHY = "examined: article 60-1"
DAY = timedelta(days=1)


@pytest.fixture
def asked(firm: Company) -> Company:
    """The company, whose charter says that justice may compel it."""
    promised = firm.plan.promises | {PromiseId("recipients:justice")}
    firm.plan = replace(
        firm.plan, recipients=frozenset({"justice"}), on_demand=frozenset({"justice"}), promises=promised
    )
    firm.rooms()
    return firm


def compelled(firm: Company, case: str, *persons: bytes) -> None:
    """Open the case of a demand that names some persons."""
    firm.vault.compel(case, recipient="justice", persons=persons, role="visitor", actor="bea", reason=WHY, by="ann")


@pytest.mark.clause("P7")
def test_an_authority_is_given_what_its_own_demand_names(asked: Company) -> None:
    """Within the case of a demand; a case that lets the same people be looked at for another reason gives an authority nothing."""
    one, other = asked.person(), asked.person()
    (ref,), (beside,) = asked.put_for("ticket", one), asked.put_for("ticket", other)
    compelled(asked, "D-1", one)
    asked.vault.grant("T-1", role="visitor", actor="bea", reason="a call", by="ann", persons=[one])
    demand, call = (asked.as_("visitor", "answering", case=case) for case in ("D-1", "T-1"))

    assert 1 == len(demand.disclose_records("justice", ref))
    for session, what in ((call, ref), (demand, beside)):
        with pytest.raises(GateRefused):
            session.disclose_records("justice", what)
    assert 1 == len(call.get(ref))


@pytest.mark.clause("P7")
def test_silence_about_a_case_is_kept_and_ends_by_itself(asked: Company) -> None:
    """What was done in the case is hidden from the person until the last moment, and shown from it on; said anew it ends at once."""
    one = asked.person()
    (ref,) = asked.put_for("ticket", one)
    for case in ("D-1", "D-2"):
        compelled(asked, case, one)
        asked.as_("visitor", "answering", case=case).disclose_records("justice", ref)
    until = asked.clock.now() + 9 * DAY

    def shown() -> list[str | None]:
        return [look.case for look in asked.vault.looks(one, actor="dpo")]

    before = shown()
    asked.vault.keep_silent("D-1", until, by="ann")
    asked.vault.keep_silent("D-2", until + DAY, by="ann")

    assert ["D-1", "D-2"] == before
    assert ({"D-1": until, "D-2": until + DAY}, []) == (asked.vault.silences(), shown())
    asked.vault.keep_silent("D-2", asked.clock.now(), by="ann")
    assert ({"D-1": until}, ["D-2"]) == (asked.vault.silences(), shown())
    asked.clock.advance(9 * DAY)
    assert ({}, ["D-1", "D-2"]) == (asked.vault.silences(), shown())


@pytest.mark.clause("P7")
def test_a_silence_moved_to_another_case_hides_nothing(asked: Company) -> None:
    """Whoever writes into the store copies a silence behind the case that is to be hidden: it is bound to its own."""
    asked.vault.keep_silent("D-1", asked.clock.now() + DAY, by="ann")
    this = tables.standing.c.subject == "silence:D-1"
    with asked.store.writing() as connection:
        connection.execute(update(tables.standing).where(this).values(subject="silence:T-1"))

    assert {} == asked.vault.silences()


def test_a_check_asks_as_an_authority_for_whom_it_made_up(asked: Company) -> None:
    """Its demand, and its case about nobody in particular, open what it made up; a demand or a mirror of somebody else is refused."""
    run, stranger = ProbeRun(id="run-1"), asked.customer()
    probing = asked.vault.probing(run)
    person = probing.person()
    ref = probing.put("desk", "ticket", person, {"town": "vannes"})
    demand = probing.compel("justice", "visitor", persons=[person])
    anybody = probing.grant_traffic("visitor")

    assert 1 == len(probing.acting("visitor", purpose="answering", case=demand).disclose_records("justice", ref))
    assert 1 == len(probing.acting("visitor", purpose="answering", case=anybody).get(ref))
    assert [ref] == [held.record.ref for held in probing.mirror(person).held()]
    assert {probing.actor} == {grant.actor for grant in asked.vault.grants()}
    for refused in (
        lambda: probing.mirror(stranger),
        lambda: probing.compel("justice", "visitor", persons=[stranger]),
    ):
        with pytest.raises(NotOurCanary):
            refused()
    asked.vault.clean(run)
