"""Whoever acts is the same person however their name is written; the journal keeps what was written."""

from __future__ import annotations

import unicodedata
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from etanche.gate import GateRefused
from etanche.store import StandingRow, moment_text, names, standing
from etanche.terms import one_name, same_name
from etanche.vault import Finding, NoGrant, NotAssigned, NotAttested, NotYours, undertakings

if TYPE_CHECKING:
    from tests.vault.persons.conftest import Company

ANNE = "Anne Élise"
SPELLINGS = [
    "anne élise",
    " Anne  Élise ",
    unicodedata.normalize("NFD", ANNE),
    "ANNE ÉLISE",
    "Anne\u00a0Élise",
    "An\u200bne Élise",
    "\uff21nne Élise",
]


@pytest.mark.parametrize("written", SPELLINGS)
def test_nobody_approves_themselves_under_another_spelling(firm: Company, written: str) -> None:
    """Neither a grant, nor a value of one's own, nor an undertaking, nor the answer to an inquiry about oneself."""
    end = firm.clock.now() + timedelta(hours=1)
    (ticket,) = firm.put_for("ticket", firm.person())
    with pytest.raises(GateRefused):
        firm.vault.acting("visitor", purpose="answering", actor=ANNE).get(ticket)
    (inquiry,) = firm.vault.inquiries()

    with pytest.raises(NoGrant):
        firm.vault.grant("T-1", role="visitor", actor=ANNE, reason="a call", by=written)
    with pytest.raises(NotAssigned):
        firm.vault.assign("local", actor=ANNE, values=["vannes"], by=written)
    with pytest.raises(NotAttested):
        firm.vault.attest("secrecy", actor=ANNE, until=end, by=written)
    with pytest.raises(NotYours):
        firm.vault.answer_inquiry(inquiry.id, Finding.MISTAKE, "mine", by=written)


@pytest.mark.parametrize("written", SPELLINGS)
def test_what_somebody_was_given_is_theirs_under_every_spelling(firm: Company, written: str) -> None:
    """A grant and an own value open to whom they name, are taken back from them, and the lines say what was written."""
    (ticket,) = firm.put_for("ticket", firm.person())
    (order,) = firm.put_for("order", firm.person())
    firm.vault.grant("T-1", role="visitor", actor=ANNE, reason="a call", by="bob")
    firm.vault.assign("local", actor=ANNE, values=["vannes"], by="bob")
    visitor = firm.vault.acting("visitor", purpose="answering", actor=written, case="T-1")
    local = firm.vault.acting("local", purpose="selling", actor=written)

    assert [ticket] == [one.ref for one in visitor.get(ticket)]
    assert [order] == [one.ref for one in local.get(order)]
    assert (written, ANNE) == (firm.last("read").actor, firm.last("case-granted").facts["for"])
    firm.vault.revoke("T-1", role="visitor", actor=written, by="bob")
    firm.vault.assign("local", actor=written, values=[], by="bob")
    with pytest.raises(GateRefused):
        firm.vault.acting("visitor", purpose="answering", actor=ANNE, case="T-1").get(ticket)
    with pytest.raises(GateRefused):
        firm.vault.acting("local", purpose="selling", actor=ANNE).get(order)


def test_an_undertaking_of_before_there_was_one_spelling_still_counts(firm: Company) -> None:
    """A line of the ledger under the name as it was written then is found under it, and one attested since goes before it."""
    means = firm.vault._means
    end = moment_text(firm.clock.now() + timedelta(days=1))
    with firm.store.writing() as connection:
        number = names.number(connection, firm.organisation, "agreement", "secrecy")
        row = StandingRow(
            organisation=firm.organisation,
            subject=undertakings._subject(number, ANNE),
            event="attested",
            effective=end,
            recorded=moment_text(firm.clock.now()),
            because="attest:secrecy",
            evidence=undertakings._mark(means, number, ANNE, end),
        )
        standing.append(connection, firm.organisation, [row], mark=means.standing.marks)

    def attested(name: str) -> bool:
        with firm.store.reading() as connection:
            return undertakings.attested(means, connection, "secrecy", name)

    assert attested(ANNE)
    firm.vault.attest("secrecy", actor=ANNE, until=firm.clock.now(), by="bob")
    assert not attested(ANNE)
    firm.vault.attest("secrecy", actor=ANNE, until=firm.clock.now() + timedelta(hours=1), by="bob")
    assert attested("anne élise")


def test_other_names_are_other_people() -> None:
    """Another accent, or a letter of another alphabet that looks alike, is another name; no name is nobody's."""
    assert one_name(ANNE) == one_name(one_name(ANNE)) == "anne élise"
    assert not same_name(ANNE, "Anne Elise")
    assert not same_name("Anne", "Аnne")
    assert not same_name(None, None)
