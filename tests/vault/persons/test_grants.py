"""Grants bound to a case: approved by somebody else, used under its name, ended by the clock or by somebody; what is tried outside is inquired into."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from etanche.errors import Refused
from etanche.gate import GateRefused
from etanche.vault import Finding, NoGrant, NoSuchGrant, NoSuchInquiry, NotYours, Ref, Session

if TYPE_CHECKING:
    from tests.vault.persons.conftest import Company

WHY = "the customer Yourcenar called about a lost parcel"


@pytest.fixture
def one(firm: Company) -> bytes:
    """Somebody whom a case is about."""
    return firm.person()


@pytest.fixture
def ticket(firm: Company, one: bytes) -> Ref:
    """A record of theirs."""
    return firm.put_for("ticket", one)[0]


@pytest.fixture
def session(firm: Company, one: bytes) -> Session:
    """Bea as a visitor, within the case T-12 about them."""
    firm.vault.grant("T-12", role="visitor", actor="bea", reason=WHY, by="ann", persons=[one])
    return firm.as_("visitor", "answering", case="T-12")


@pytest.mark.clause("G15")
def test_a_grant_has_a_reason_a_scope_an_end_and_an_approver(firm: Company, session: Session, one: bytes) -> None:
    """What was granted is told whole, its reason is in no file in clear, and the line about it is about the person too."""
    (grant,) = firm.vault.grants()

    assert ("T-12", "visitor", "bea", "ann", WHY, frozenset({one}), None) == (
        *(grant.case, grant.role, grant.actor, grant.by, grant.reason),
        *(grant.persons, grant.over),
    )
    assert timedelta(hours=8) == grant.until - grant.since
    assert WHY.encode() not in firm.bytes_on_disk()
    assert 1 == len(firm.vault.entries_about(one))


@pytest.mark.clause("G15")
def test_a_grant_is_used_by_whom_and_in_what_it_names(firm: Company, session: Session, ticket: Ref) -> None:
    """Each reading carries the case; another actor, another role, another case, or none, opens nothing."""
    assert 1 == len(session.get(ticket))
    assert "T-12" == firm.last("read").case

    for role, actor, case in (
        ("visitor", "cid", "T-12"),
        ("visitor", "bea", "T-13"),
        ("visitor", "bea", None),
        ("local", "bea", "T-12"),
    ):
        with pytest.raises(GateRefused):
            firm.vault.acting(role, purpose="answering", actor=actor, case=case).get(ticket)


def test_nobody_approves_their_own_case_nor_without_a_reason(firm: Company) -> None:
    """Neither oneself, nor an empty reason, nor a longer time than the charter's, nor a role without a case is granted."""
    now = firm.clock.now()
    for role, by, reason, until in (
        ("visitor", "bea", WHY, None),
        ("visitor", "ann", " ", None),
        ("visitor", "ann", WHY, now + timedelta(hours=8, seconds=1)),
        ("visitor", "ann", WHY, now),
        ("shop", "ann", WHY, None),
    ):
        with pytest.raises(NoGrant):
            firm.vault.grant("T-12", role=role, actor="bea", reason=reason, by=by, until=until)

    assert () == firm.vault.grants()


@pytest.mark.clause("G15")
def test_a_grant_ends_by_itself_and_a_clock_that_goes_back_opens_nothing(
    firm: Company, session: Session, ticket: Ref
) -> None:
    """At its end the grant opens nothing, its end is written once, and it stays over whatever the clock says later."""
    firm.clock.advance(timedelta(hours=8) - timedelta(seconds=1))
    assert 1 == len(session.get(ticket))
    firm.clock.advance(timedelta(seconds=1))
    with pytest.raises(GateRefused):
        session.get(ticket)
    with pytest.raises(GateRefused):
        session.get(ticket)
    assert ["T-12"] == [line.case for line in firm.journal.entries(act="case-ended")]

    firm.clock.advance(timedelta(hours=-4))

    with pytest.raises(GateRefused):
        session.get(ticket)
    assert ["case-ended"] == [grant.over for grant in firm.vault.grants()]


def test_the_sweep_ends_what_nobody_asked_for_any_more(firm: Company, session: Session) -> None:
    """A grant whose time is over is ended by the sweep too, so that its end is in the journal."""
    firm.clock.advance(timedelta(hours=9))

    firm.vault.sweep()

    assert 1 == len(firm.journal.entries(act="case-ended"))


def test_a_grant_of_tomorrow_is_not_open_today(firm: Company, ticket: Ref) -> None:
    """What was granted while a clock was ahead does not open once it is put right."""
    firm.clock.advance(timedelta(days=1))
    firm.vault.grant("T-12", role="visitor", actor="bea", reason=WHY, by="ann")
    firm.clock.advance(timedelta(days=-1))

    with pytest.raises(GateRefused):
        firm.as_("visitor", "answering", case="T-12").get(ticket)


@pytest.mark.clause("G15")
def test_a_grant_given_again_lasts_until_its_own_end(firm: Company, ticket: Ref) -> None:
    """The end of the one before ends no more than that one; whoever acts within the next is not inquired into."""
    firm.vault.grant(
        "T-12", role="visitor", actor="bea", reason=WHY, by="ann", until=firm.clock.now() + timedelta(hours=1)
    )
    firm.clock.advance(timedelta(minutes=50))
    firm.vault.grant("T-12", role="visitor", actor="bea", reason=WHY, by="ann")
    firm.clock.advance(timedelta(minutes=15))
    firm.vault.sweep()

    assert 1 == len(firm.as_("visitor", "answering", case="T-12").get(ticket))
    assert ["case-ended", None] == [grant.over for grant in firm.vault.grants()]
    assert () == firm.vault.inquiries()

    firm.clock.advance(timedelta(hours=8))

    assert ["case-ended", "case-ended"] == [grant.over for grant in firm.vault.grants()]


@pytest.mark.clause("G15")
def test_two_grants_of_one_case_each_open_their_own_persons(firm: Company, one: bytes, ticket: Ref) -> None:
    """Granted about one person and then about another, both are open and a third is not; revoked, neither is."""
    two, three = firm.person(), firm.person()
    others = [firm.put_for("ticket", person)[0] for person in (two, three)]
    for person in (one, two):
        firm.vault.grant("T-12", role="visitor", actor="bea", reason=WHY, by="ann", persons=[person])
    session = firm.as_("visitor", "answering", case="T-12")

    assert [1, 1] == [len(session.get(ref)) for ref in (ticket, others[0])]
    assert () == firm.vault.inquiries()
    with pytest.raises(GateRefused):
        session.get(others[1])
    before = [len(firm.vault.entries_about(who)) for who in (one, two, three)]

    firm.vault.revoke("T-12", role="visitor", actor="bea", by="ann")

    assert ["case-revoked", "case-revoked"] == [grant.over for grant in firm.vault.grants()]
    assert [1, 1, 0] == [
        len(firm.vault.entries_about(who)) - lines for who, lines in zip((one, two, three), before, strict=True)
    ]


@pytest.mark.clause("G15")
def test_a_grant_is_revoked_and_a_case_is_closed(firm: Company, session: Session, ticket: Ref) -> None:
    """Revoked, one grant is over and its neighbour is not; when the case is closed none opens; what is over is not revoked."""
    firm.vault.grant("T-12", role="visitor", actor="cid", reason=WHY, by="ann")
    neighbour = firm.vault.acting("visitor", purpose="answering", actor="cid", case="T-12")

    firm.vault.revoke("T-12", role="visitor", actor="bea", by="ann")

    with pytest.raises(GateRefused):
        session.get(ticket)
    assert 1 == len(neighbour.get(ticket))
    with pytest.raises(NoSuchGrant):
        firm.vault.revoke("T-12", role="visitor", actor="bea", by="ann")
    firm.vault.close_case("T-12", by="ann")
    with pytest.raises(GateRefused):
        neighbour.get(ticket)
    assert ["case-revoked", "case-closed"] == [grant.over for grant in firm.vault.grants("T-12")]


@pytest.mark.clause("G15")
def test_every_attempt_outside_a_grant_is_inquired_into(firm: Company, session: Session, ticket: Ref) -> None:
    """A record asked for beside one that the case is about is not shown, and somebody has to say why it was asked for."""
    (beside,) = firm.put_for("ticket", firm.person())

    assert [ticket] == [one.ref for one in session.get(ticket, beside)]

    (inquiry,) = firm.vault.inquiries()
    assert ("bea", "visitor", "ticket", "answering", "T-12", 1, None) == (
        *(inquiry.actor, inquiry.role, inquiry.category, inquiry.purpose, inquiry.case),
        *(inquiry.attempts, inquiry.finding),
    )
    assert inquiry.id == firm.last("inquiry-opened").facts["inquiry"]
    for attempt in (
        lambda: list(session.stream("ticket")),
        lambda: session.find("ticket", "email", "x@estran.example"),
    ):
        with pytest.raises(GateRefused):
            attempt()
    assert [3] == [one.attempts for one in firm.vault.inquiries()]


def test_an_inquiry_is_answered_by_somebody_else_and_opened_again(firm: Company, ticket: Ref) -> None:
    """Who tried does not answer; the answer is sealed; an attempt after it waits for another one."""
    prowler = firm.as_("visitor", "answering")
    with pytest.raises(GateRefused):
        prowler.get(ticket)
    (inquiry,) = firm.vault.inquiries()
    with pytest.raises(NotYours):
        firm.vault.answer_inquiry(inquiry.id, Finding.JUSTIFIED, "it was me", by="bea")

    firm.vault.answer_inquiry(inquiry.id, Finding.MISTAKE, "she forgot to name the case", by="ann")

    (answered,) = firm.vault.inquiries()
    assert (Finding.MISTAKE, "she forgot to name the case", "ann") == (answered.finding, answered.answer, answered.by)
    assert b"forgot to name" not in firm.bytes_on_disk()
    with pytest.raises(NoSuchInquiry):
        firm.vault.answer_inquiry(inquiry.id, Finding.MISTAKE, "again", by="ann")
    with pytest.raises(GateRefused):
        prowler.get(ticket)
    assert [(None, 1)] == [(one.finding, one.attempts) for one in firm.vault.inquiries()]


@pytest.mark.clause("G15", "P13")
def test_somebody_sees_who_looked_when_and_why(firm: Company, session: Session, ticket: Ref, one: bytes) -> None:
    """A person is shown each reading of theirs: moment, role, purpose and case; no name of staff, no reading of others."""
    (beside,) = firm.put_for("ticket", firm.person())
    session.get(ticket)
    firm.as_("support", "answering").get(beside)
    firm.clock.advance(timedelta(minutes=5))
    firm.as_("support", "answering").of_person(one)

    shown = firm.vault.looks(one, actor="desk")

    assert [
        ("read", "visitor", "answering", "ticket", "T-12"),
        ("read", "support", "answering", "ticket", None),
    ] == [(look.act, look.role, look.purpose, look.category, look.case) for look in shown]
    assert timedelta(minutes=5) == shown[1].at - shown[0].at
    assert "bea" not in f"{shown} {[look.as_json() for look in shown]}"
    assert 1 == len(firm.journal.entries(act="looks-shown"))


def test_who_may_approve_is_in_the_charter(firm: Company, ticket: Ref) -> None:
    """Where the charter names the roles that approve, nobody approves in another role, or in none; the line says in which."""
    firm.plan = replace(firm.plan, approvers={"visitor": frozenset({"accountant"})})
    firm.rooms()
    for as_ in (None, "support", "jeanne@estran.example"):
        with pytest.raises(NoGrant) as refused:
            firm.vault.grant("T-12", role="visitor", actor="bea", reason=WHY, by="ann", as_=as_)
        assert "jeanne" not in f"{refused.value} {refused.value.hint}"
    with pytest.raises(NoGrant):
        firm.vault.grant("T-12", role="visitor", actor="bea", reason=WHY, by="bea", as_="accountant")

    firm.vault.grant("T-12", role="visitor", actor="bea", reason=WHY, by="ann", as_="accountant")

    assert 1 == len(firm.as_("visitor", "answering", case="T-12").get(ticket))
    assert "accountant" == firm.last("case-granted").role


def test_what_is_granted_for_nobody_is_refused_by_the_same_family(firm: Company) -> None:
    """A grant that cannot be given is refused, as what the gate refuses is: exit 3, and not our bug."""
    assert (3, True) == (NoGrant.exit_code, issubclass(NoGrant, Refused))
