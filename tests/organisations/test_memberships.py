"""Who belongs to which organisation: invited by its office, known in it under an id that is nowhere else."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta
from threading import Barrier, BrokenBarrierError, Thread
from typing import Any

import pytest
from tests.organisations.conftest import LIGHTHOUSE, Two

from etanche.errors import EtancheError, Unreadable
from etanche.gate import GateRefused
from etanche.instance import (
    AlreadyMember,
    InvitationRefused,
    LastOfOffice,
    Member,
    Memberships,
    NoSuchMember,
    NoSuchOrganisation,
    NoSuchRole,
    NotOfOffice,
    NotOfThisRole,
    OfficeChanged,
    OfficeTaken,
)
from etanche.store import facts
from etanche.terms import OrganisationId, new_id
from etanche.vault import spelled


def bootstrap(two: Two, role: str = "dpo") -> str:
    """Invite the first member of the society."""
    offered = two.memberships.bootstrap(two.other.organisation_id, role=role, email="dpo@phare.example", by="operator")
    return offered.token


def joined(two: Two, officer: Member, *roles: str, email: str = "nolwenn@example.org") -> Member:
    """Let somebody in, as the office does."""
    offered = two.memberships.invite(two.other.organisation_id, roles=roles, email=email, by=officer.person)
    return two.memberships.accept(offered.token, two.account(email))


# — the first member


@pytest.mark.clause("G12")
def test_the_operator_lets_the_first_member_in_and_nobody_after(two: Two) -> None:
    """Once somebody took the office, a second invitation by the operator is refused, and the attempt is in the journal."""
    member = two.officer()
    assert ("dpo",) == member.roles

    with pytest.raises(OfficeTaken):
        bootstrap(two)
    lines = [(one.actor, one.decision) for one in two.other.journal.entries(act="office-offered")]
    assert [("operator", "done"), ("operator", "refused")] == lines


def test_an_invitation_works_once(two: Two) -> None:
    """Used, it opens nothing any more, for the same account or another one."""
    token = bootstrap(two)
    account = two.account()
    two.memberships.accept(token, account)

    for again in (account, two.account("erwan@example.org")):
        with pytest.raises(InvitationRefused):
            two.memberships.accept(token, again)


def test_a_new_invitation_to_the_office_ends_the_one_before(two: Two) -> None:
    """Sent to the wrong address, it is made again: the first one is worth nothing."""
    first, second = bootstrap(two), bootstrap(two)

    with pytest.raises(InvitationRefused):
        two.memberships.accept(first, two.account())
    assert ("dpo",) == two.memberships.accept(second, two.account("erwan@example.org")).roles


def test_an_invitation_ends(two: Two) -> None:
    """After its week it is refused like one that never was."""
    token = bootstrap(two)
    two.clock.advance(timedelta(days=7))

    with pytest.raises(InvitationRefused):
        two.memberships.accept(token, two.account())


@pytest.mark.parametrize("at", [0, 3, 20, -1])
def test_an_invitation_edited_anywhere_is_refused(two: Two, at: int) -> None:
    """Its end, its secret and its mark hang together."""
    token = bootstrap(two)
    edited = token[:at] + ("A" if token[at] != "A" else "B") + token[at + 1 or len(token) :]
    assert edited != token

    with pytest.raises(InvitationRefused):
        two.memberships.accept(edited, two.account())


@pytest.mark.parametrize("token", ["", "x", "é" * 20, "A" * 400, "A" * 74])
def test_what_is_no_invitation_is_refused_the_same_way(two: Two, token: str) -> None:
    """Nonsense of any length gets the answer of a used one."""
    with pytest.raises(InvitationRefused, match="does not work"):
        two.memberships.accept(token, two.account())


@pytest.mark.parametrize("role", ["dashboard", "nobody", ""])
def test_only_a_role_of_people_is_offered(two: Two, role: str) -> None:
    """A program's role, or none of the charter, is nobody's office."""
    with pytest.raises(NoSuchRole):
        bootstrap(two, role)


def test_an_invitation_needs_an_address(two: Two) -> None:
    """What is no address is refused, and nothing of it is kept."""
    with pytest.raises(Unreadable):
        two.memberships.bootstrap(two.other.organisation_id, role="dpo", email="nobody", by="operator")
    session = two.instance.accounts_house.acting("running-instance", purpose="inviting", actor="x")
    assert () == session.find("invitation", "organisation", spelled(two.other.organisation_id))


def test_nobody_is_invited_into_what_is_not_there(two: Two) -> None:
    """A number that no organisation has is not found."""
    with pytest.raises(NoSuchOrganisation):
        two.memberships.bootstrap(OrganisationId(new_id()), role="dpo", email="a@example.org", by="operator")


def test_whoever_operates_the_instance_has_no_role_elsewhere(two: Two) -> None:
    """The role `operator` is one of the organisation `instance`; it can be given again, and opens nothing in the others."""
    inside = two.instance.accounts_house.organisation_id
    account = two.account()
    for email in ("a@example.org", "b@example.org"):
        offered = two.memberships.bootstrap(inside, role="operator", email=email, by="root")
        two.memberships.accept(offered.token, account)
        account = two.account("erwan@example.org")

    assert [("operator",), ("operator",)] == [one.roles for one in two.memberships.members(inside)]
    assert () == two.memberships.members(two.other.organisation_id)


def test_an_office_changed_in_the_data_is_seen(two: Two) -> None:
    """Who can write to the data cannot say that the office was never taken."""
    two.officer()
    with two.instance.store.writing() as connection:
        said = facts.get(connection, two.other.organisation_id, "office") or ""
        facts.put(connection, two.other.organisation_id, "office", said.replace("taken", "offered"))

    with pytest.raises(OfficeChanged):
        bootstrap(two)


def test_an_office_taken_away_from_the_data_is_still_taken(two: Two) -> None:
    """As long as there is a member, the operator cannot begin again."""
    two.officer()
    with two.instance.store.writing() as connection:
        facts.forget(connection, two.other.organisation_id, "office")

    with pytest.raises(OfficeTaken):
        bootstrap(two)


# — roles


@pytest.mark.clause("A11")
def test_the_office_invites_and_nobody_else_does(two: Two) -> None:
    """A member of another role, a stranger, and the office of another organisation are refused alike."""
    officer = two.officer()
    warden = joined(two, officer, "warden")

    for by in (warden.person, new_id(), officer.account):
        with pytest.raises(NotOfOffice):
            two.memberships.invite(two.other.organisation_id, roles=["dpo"], email="x@example.org", by=by)
    assert {"dpo", "warden"} == {
        role for one in two.memberships.members(two.other.organisation_id) for role in one.roles
    }


def test_roles_are_those_of_one_organisation(two: Two) -> None:
    """What an account is in one organisation it is in no other."""
    officer = two.officer()

    assert frozenset({"dpo"}) == two.memberships.roles_of(officer.account, two.other.organisation_id)
    assert frozenset() == two.memberships.roles_of(officer.account, two.instance.organisation_id)
    assert (LIGHTHOUSE,) == two.memberships.names(officer.account)


def test_a_role_that_needs_an_undertaking_begins_with_it_and_ends_with_it(two: Two) -> None:
    """Without its attestation in date a role is given, and does not hold."""
    member = joined(two, two.officer(), "inspector")
    organisation = two.other.organisation_id
    assert frozenset() == two.memberships.roles_of(member.account, organisation)

    two.other.vault.attest("secrecy", actor=member.actor, until=two.clock.now() + timedelta(days=1), by="ann")
    assert frozenset({"inspector"}) == two.memberships.roles_of(member.account, organisation)
    two.clock.advance(timedelta(days=1))
    assert frozenset() == two.memberships.roles_of(member.account, organisation)


def test_who_has_a_value_of_their_own_was_given_it_by_the_office(two: Two) -> None:
    """A warden sees their lamp and no other; neither they nor somebody outside the office says which it is."""
    officer = two.officer()
    warden = joined(two, officer, "warden")
    two.write_down("north@example.org", lamp="north")
    two.write_down("south@example.org", lamp="south")
    memberships, organisation = two.memberships, two.other.organisation_id
    with pytest.raises(NotOfOffice):
        memberships.assign(organisation, warden.person, "warden", ["north"], by=warden.person)
    with pytest.raises(NotOfOffice):
        memberships.assign(organisation, officer.person, "warden", ["north"], by=officer.person)

    memberships.assign(organisation, warden.person, "warden", ["south"], by=officer.person)

    session = two.other.acting("warden", purpose="watching", actor=warden.actor)
    assert ["south@example.org"] == [one.fields["email"] for one in session.stream("ledger")]


def test_nobody_gives_themselves_a_role(two: Two) -> None:
    """The office changes the roles of others; of oneself, somebody else of it does."""
    officer = two.officer()
    second = joined(two, officer, "dpo")
    memberships, organisation = two.memberships, two.other.organisation_id
    with pytest.raises(NotOfOffice):
        memberships.set_roles(organisation, officer.person, ["dpo", "inspector"], by=officer.person)

    memberships.set_roles(organisation, officer.person, ["warden"], by=second.person)

    assert frozenset({"warden"}) == memberships.roles_of(officer.account, organisation)


def test_the_office_is_never_empty(two: Two) -> None:
    """Its last member can neither leave nor be taken out; with a second one they can."""
    officer = two.officer()
    organisation = two.other.organisation_id
    with pytest.raises(LastOfOffice):
        two.memberships.leave(officer.account, organisation)

    joined(two, officer, "dpo")
    two.memberships.leave(officer.account, organisation)

    assert frozenset() == two.memberships.roles_of(officer.account, organisation)
    with pytest.raises(NoSuchMember):
        two.memberships.leave(officer.account, organisation)


@pytest.mark.parametrize("way", ["leave", "role"])
def test_the_last_two_of_the_office_do_not_go_at_one_moment(
    two: Two, monkeypatch: pytest.MonkeyPatch, way: str
) -> None:
    """Attack: both have been counted before either is gone; one of them stays, and is told why."""
    officer, organisation = two.officer(), two.other.organisation_id
    second = joined(two, officer, "dpo")
    both, found, looked = Barrier(2), [], Memberships._unless_last

    def counted(*given: Any) -> None:
        looked(*given)
        with suppress(BrokenBarrierError):
            both.wait(timeout=0.5)

    def goes(one: Member, other: Member) -> None:
        try:
            if way == "leave":
                two.memberships.leave(one.account, organisation)
            else:
                two.memberships.set_roles(organisation, one.person, ["warden"], by=other.person)
        except (LastOfOffice, NotOfOffice) as error:
            found.append(error)

    monkeypatch.setattr(Memberships, "_unless_last", counted)
    threads = [Thread(target=goes, args=pair) for pair in ((officer, second), (second, officer))]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    left = [one.person for one in two.memberships.members(organisation) if "dpo" in one.roles]

    assert 1 == len(left) == len(found)


def test_an_account_joins_once_by_two_invitations_at_one_moment(two: Two, monkeypatch: pytest.MonkeyPatch) -> None:
    """Attack: both are accepted after it was seen to be no member yet; the second is told that it is one, and its invitation stands."""
    officer, account = two.officer(), two.account("nolwenn@example.org")
    organisation = two.other.organisation_id
    invited = [
        two.memberships.invite(organisation, roles=[role], email="nolwenn@example.org", by=officer.person).token
        for role in ("warden", "inspector")
    ]
    both, found, looked = Barrier(2), [], Memberships.member

    def counted(*given: Any) -> Member | None:
        member = looked(*given)
        with suppress(BrokenBarrierError):
            both.wait(timeout=0.3)
        return member

    def joins(token: str) -> None:
        try:
            two.memberships.accept(token, account)
        except AlreadyMember:
            found.append(token)

    monkeypatch.setattr(Memberships, "member", counted)
    threads = [Thread(target=joins, args=(token,)) for token in invited]
    for one in threads:
        one.start()
    for one in threads:
        one.join()

    assert 1 == len([one for one in two.memberships.members(organisation) if one.account == account])
    assert [organisation] == [two.memberships.offered(token).organisation for token in found]


def test_who_was_killed_while_leaving_is_not_counted_on_and_may_leave_again(two: Two) -> None:
    """The word of whoever goes outlives a killed process: nobody else leaves the office to them, until they are given it again."""
    officer, organisation = two.officer(), two.other.organisation_id
    second = joined(two, officer, "dpo")
    with two.other.store.writing() as connection:
        facts.put(connection, organisation, f"office-going:{officer.person.hex()}", "2026-11-21")
    with pytest.raises(LastOfOffice):
        two.memberships.leave(second.account, organisation)
    two.memberships.set_roles(organisation, officer.person, ["dpo", "warden"], by=second.person)
    two.memberships.leave(second.account, organisation)

    assert [officer.person] == [one.person for one in two.memberships.members(organisation)]


def test_whoever_left_reads_nothing_any_more(two: Two) -> None:
    """A member taken out has no role, and what they did stays in the journal under the id they had there."""
    officer = two.officer()
    warden = joined(two, officer, "warden")
    two.memberships.remove(two.other.organisation_id, warden.person, by=officer.person)

    assert frozenset() == two.memberships.roles_of(warden.account, two.other.organisation_id)
    (line,) = two.other.journal.entries(act="member-left")
    assert (officer.actor, warden.person.hex()) == (line.actor, line.facts["person"])


def test_one_account_is_a_member_once(two: Two) -> None:
    """A second invitation is refused to who is in already, and stands for somebody else."""
    officer = two.officer()
    offered = two.memberships.invite(
        two.other.organisation_id, roles=["warden"], email="x@example.org", by=officer.person
    )
    with pytest.raises(AlreadyMember):
        two.memberships.accept(offered.token, officer.account)

    assert ("warden",) == two.memberships.accept(offered.token, two.account("erwan@example.org")).roles


# — unlinkable


@pytest.mark.clause("W4", "A11")
def test_another_organisations_name_and_no_name_get_one_answer(two: Two) -> None:
    """Who does not belong to an organisation cannot tell whether it is there."""
    officer = two.officer()

    def answer(name: str) -> str:
        with pytest.raises(EtancheError) as refused:
            two.memberships.require(officer.account, name)
        return f"{type(refused.value).__name__}: {refused.value} / {refused.value.hint}".replace(name, "…")

    assert answer("vigie") == answer("librairie-de-lestran-exemple") == answer("instance")


@pytest.mark.clause("W4")
def test_an_account_in_two_organisations_is_two_persons(two: Two) -> None:
    """Neither id says anything of the other, and neither is the account's."""
    officer = two.officer()
    offered = two.memberships.bootstrap(
        two.instance.organisation_id, role="web-analyst", email="maud@example.org", by="operator"
    )
    here = two.memberships.accept(offered.token, officer.account)

    assert 3 == len({officer.account, officer.person, here.person})
    assert {officer.person, here.person} == {one.person for one in two.memberships.of_account(officer.account)}


@pytest.mark.clause("W4")
def test_no_byte_of_an_organisation_holds_an_account(two: Two) -> None:
    """Neither its rows, nor its journal, nor what it exports of both carry the number of an account, in any writing; nor any file its e-mail."""
    officer = two.officer()
    warden = joined(two, officer, "warden")
    two.memberships.remove(two.other.organisation_id, warden.person, by=officer.person)
    two.other.journal.seal()
    forms = [form for one in (officer, warden) for form in _forms(one.account)]
    with two.instance.store.reading() as connection:
        for table, columns in two.instance.store.inventory().items():
            if "organisation" not in columns:
                continue
            for row in connection.exec_driver_sql(
                f"SELECT * FROM {table} WHERE organisation = ?", (two.other.organisation_id,)
            ):
                text = b"|".join(one if isinstance(one, bytes) else str(one).encode() for one in row)
                assert not any(form in text for form in forms), table
    told = "\n".join(repr(one) for one in two.other.journal.entries()).encode()
    assert b"member-joined" in told
    assert not any(form in told for form in forms)
    for file in two.instance.store.files:
        assert b"maud@example.org" not in file.read_bytes()


def _forms(account: bytes) -> list[bytes]:
    return [account, account.hex().encode(), spelled(account).encode(), repr(account)[2:-1].encode()]


@pytest.mark.clause("W4")
def test_when_an_account_is_erased_its_memberships_open_no_more(two: Two) -> None:
    """The link dies with the account; in the organisation the person stays who they were, and nobody can tell who that was."""
    officer = two.officer()
    two.memberships.leave(joined(two, officer, "warden").account, two.other.organisation_id)
    two.instance.accounts_house.vault.erase(officer.account, actor="x")

    assert () == two.memberships.of_account(officer.account)
    assert () == two.memberships.members(two.other.organisation_id)


def test_an_operator_without_a_role_reads_nothing(two: Two) -> None:
    """The operator made the organisation and runs it: the gate knows them in no role of it."""
    two.write_down("ysee@example.org")

    with pytest.raises(GateRefused):
        two.other.acting("operator", purpose="watching", actor="operator").find("ledger", "email", "ysee@example.org")


def test_once_the_office_is_taken_one_acts_as_a_member_or_not_at_all(two: Two) -> None:
    """Before it, the operator can put the house in order from a command line; after it, only a member acts, in a role that holds."""
    memberships, organisation = two.memberships, two.other.organisation_id
    memberships.require_acting(organisation, "dpo", "operator")
    officer = two.officer()
    inspector = joined(two, officer, "inspector")

    memberships.require_acting(organisation, "dpo", officer.actor)
    for role, actor in (("dpo", "operator"), ("warden", officer.actor), ("inspector", inspector.actor)):
        with pytest.raises(NotOfThisRole):
            memberships.require_acting(organisation, role, actor)
    refused = [one.actor for one in two.other.journal.entries(act="acting-refused")]
    assert ["operator", officer.actor, inspector.actor] == refused
