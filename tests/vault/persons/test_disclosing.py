"""Records of persons are given to recipients whom the charter names, on its conditions, and to nobody else."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from shutil import copytree

import pytest
from tests.vault.conftest import NOON
from tests.vault.persons.conftest import Company, company

from etanche.charter import Condition, Disclosure, Plan
from etanche.clock import FixedClock
from etanche.errors import Unreadable
from etanche.gate import GateRefused
from etanche.keyring import Root
from etanche.standing import UnknownEvent
from etanche.terms import PromiseId
from etanche.vault import NoGrant, Session

RECEIVES = [
    ("carrier", "order", "selling"),
    ("agency", "letter", "writing"),
    ("office", "letter", "writing"),
    ("chat", "ticket", "answering"),
]


def dealing() -> Plan:
    """Return the plan of the company, which now tells others: a carrier, two who wait for a consent, one who waits for a case."""
    plan = company()
    recipients = frozenset(recipient for recipient, _, _ in RECEIVES)
    return replace(
        plan,
        recipients=recipients | {"idle"},
        disclosures=frozenset(Disclosure(recipient=r, category=c, purpose=p) for r, c, p in RECEIVES),
        told_if={
            "agency": frozenset({Condition.PERMISSION}),
            "office": frozenset({Condition.PERMISSION}),
            "chat": frozenset({Condition.CASE}),
        },
        promises=plan.promises | {PromiseId(f"recipients:{name}") for name in (*recipients, "others")},
    )


@pytest.fixture
def firm(founded: Path, root: Root, tmp_path: Path) -> Iterator[Company]:
    """The company that tells others."""
    opened = Company(folder=copytree(founded, tmp_path / "instance"), root=root, clock=FixedClock(NOON), plan=dealing())
    yield opened
    opened.close()


@pytest.fixture
def writer(firm: Company) -> Session:
    """Somebody who sees letters."""
    return firm.as_("writer", "writing")


def writing(firm: Company) -> bytes:
    """Return somebody who consented to letters, and named nobody."""
    person = firm.person()
    firm.vault.tell(person, "consent-given", purpose="writing", actor="ann")
    return person


@pytest.mark.clause("A3", "G14")
def test_a_record_is_given_to_whom_the_charter_names(firm: Company) -> None:
    """A declared recipient receives a record for a declared purpose, and one line, durable before, names recipient and persons."""
    person = firm.person()
    (ref,) = firm.put_for("order", person)

    (given,) = firm.shop.disclose_records("carrier", ref)

    assert (ref, "vannes") == (given.ref, given.fields["town"])
    line = firm.last("disclose")
    assert ("granted", "carrier", 1, 1) == (
        line.decision,
        *(line.facts[n] for n in ("recipient", "records", "persons")),
    )
    assert {"recipients:carrier", "retention:selling/order"} <= set(line.because)
    assert 2 == len(firm.vault.entries_about(person))


@pytest.mark.clause("A3", "G14")
@pytest.mark.parametrize("recipient", ["idle", "chat", "jeanne@estran.example"])
def test_nobody_else_receives_anything(firm: Company, recipient: str) -> None:
    """A recipient without a grant for it, or that nobody declared, receives nothing, one by one or in a stream, and it is written down."""
    (ref,) = firm.put_for("order", firm.person())

    for attempt in (
        lambda: firm.shop.disclose_records(recipient, ref),
        lambda: firm.shop.disclose(recipient, "order"),
    ):
        with pytest.raises(GateRefused) as refused:
            attempt()

        assert "no-disclosure" == firm.last("disclose").decision
        assert "jeanne" not in f"{refused.value} {firm.last('disclose')}"


def test_a_stream_names_its_recipient_and_the_person_is_told(firm: Company) -> None:
    """Whom a stream of records is given to stands in each of its lines, and in what a person is told of who looked."""
    person = firm.person()
    firm.put_for("order", person)
    given = list(firm.shop.disclose("carrier", "order"))
    (look,) = firm.vault.looks(person, actor="dpo")

    assert 1 == len(given)
    assert ("carrier", "order", "shop") == (look.recipient, look.category, look.role)


def test_only_where_a_case_is_waited_for_is_every_role_given_one(firm: Company) -> None:
    """A role that needs no case has one only because a recipient receives within an open case; without such a recipient it has none."""
    firm.vault.grant("T-1", role="shop", actor="bea", reason="a claim", by="ann")
    firm.plan = replace(firm.plan, told_if={"agency": frozenset({Condition.PERMISSION})})
    firm.rooms()
    with pytest.raises(NoGrant):
        firm.vault.grant("T-2", role="shop", actor="bea", reason="a claim", by="ann")

    assert ["T-1"] == [one.case for one in firm.vault.grants()]


def test_whoever_may_not_read_gives_nothing(firm: Company) -> None:
    """Naming a recipient opens nothing to a role that does not see the record itself."""
    (ref,) = firm.put_for("order", firm.person())

    for attempt in (
        lambda: firm.as_("support", "selling").disclose_records("carrier", ref),
        lambda: firm.as_("support", "selling").disclose("carrier", "order"),
        lambda: firm.as_("nobody", "selling").disclose_records("carrier", ref),
    ):
        with pytest.raises(GateRefused):
            attempt()


def test_a_purpose_that_is_over_gives_nothing(firm: Company) -> None:
    """Who objected is not given to anybody any more, though the bytes are still there."""
    person = firm.person()
    (ref,) = firm.put_for("order", person)
    firm.vault.tell(person, "objection", purpose="selling", actor="ann")

    with pytest.raises(GateRefused):
        firm.shop.disclose_records("carrier", ref)

    assert [] == list(firm.shop.disclose("carrier", "order"))
    assert (0, 1) == tuple(firm.last("disclose").facts[name] for name in ("records", "refused-records"))


@pytest.mark.clause("C15")
def test_a_consent_opens_the_recipient_it_names(firm: Company, writer: Session) -> None:
    """The consent to a purpose gives nothing to anybody; one that names a recipient opens that one, for that person, and its withdrawal closes it."""
    person, other = writing(firm), writing(firm)
    mine, others = firm.put_for("letter", person, other)
    with pytest.raises(GateRefused):
        writer.disclose_records("agency", mine)
    assert "condition-not-met" == firm.last("disclose").decision

    firm.vault.tell(person, "consent-given", purpose="writing", recipient="agency", actor="ann")

    assert [mine] == [one.ref for one in writer.disclose_records("agency", mine, others)]
    assert [mine] == [one.ref for one in writer.disclose("agency", "letter")]
    with pytest.raises(GateRefused):
        writer.disclose_records("office", mine)
    firm.vault.tell(person, "consent-withdrawn", purpose="writing", recipient="agency", actor="ann")
    with pytest.raises(GateRefused):
        writer.disclose_records("agency", mine)
    assert 1 == len(writer.get(mine))


@pytest.mark.clause("C15")
def test_a_named_consent_ends_with_the_consent_to_the_purpose(firm: Company, writer: Session) -> None:
    """Who withdraws from a purpose and comes back names the recipients anew."""
    person = writing(firm)
    firm.vault.tell(person, "consent-given", purpose="writing", recipient="agency", actor="ann")
    firm.vault.tell(person, "consent-withdrawn", purpose="writing", actor="ann")
    firm.clock.advance(timedelta(minutes=1))
    firm.vault.tell(person, "consent-given", purpose="writing", actor="ann")
    (ref,) = firm.put_for("letter", person)
    assert 1 == len(writer.get(ref))

    with pytest.raises(GateRefused):
        writer.disclose_records("agency", ref)


def test_naming_a_recipient_begins_no_purpose(firm: Company, writer: Session) -> None:
    """A consent that only names a recipient does not make the purpose alive: nothing comes in by it."""
    person = firm.person()
    firm.vault.tell(person, "consent-given", purpose="writing", recipient="agency", actor="ann")

    assert () == firm.put_for("letter", person)


def test_a_consent_of_tomorrow_is_none(firm: Company, writer: Session) -> None:
    """A consent that names a recipient is told once it is given: one of tomorrow opens nothing, today or then."""
    person = writing(firm)
    (ref,) = firm.put_for("letter", person)
    tomorrow = firm.clock.now() + timedelta(days=1)
    with pytest.raises(UnknownEvent, match="decision of tomorrow"):
        firm.vault.tell(person, "consent-given", purpose="writing", recipient="agency", actor="ann", effective=tomorrow)
        writer.disclose_records("agency", ref)

    firm.clock.advance(timedelta(days=1))
    with pytest.raises(GateRefused):
        writer.disclose_records("agency", ref)


def test_only_whom_the_charter_names_is_named(firm: Company) -> None:
    """A consent names no recipient that receives nothing for its purpose, and nothing but a consent names one."""
    person = writing(firm)
    for recipient in ("carrier", "jeanne@estran.example"):
        with pytest.raises(UnknownEvent):
            firm.vault.tell(person, "consent-given", purpose="writing", recipient=recipient, actor="ann")
    with pytest.raises(Unreadable):
        firm.vault.tell(person, "objection", purpose="writing", recipient="agency", actor="ann")


@pytest.mark.clause("C13")
def test_a_recipient_that_waits_for_a_case_receives_within_one(firm: Company) -> None:
    """Without an open case nothing goes there; within it what the case is about, under its name; after its end nothing."""
    one, other = firm.person(), firm.person()
    mine, others = firm.put_for("ticket", one, other)
    with pytest.raises(GateRefused):
        firm.as_("support", "answering").disclose_records("chat", mine)
    firm.vault.grant("T-12", role="visitor", actor="bea", reason="a call", by="ann", persons=[one])
    session = firm.as_("visitor", "answering", case="T-12")

    assert [mine] == [given.ref for given in session.disclose_records("chat", mine, others)]

    assert "T-12" == firm.last("disclose").case
    firm.clock.advance(timedelta(hours=8))
    with pytest.raises(GateRefused):
        session.disclose_records("chat", mine)


def test_a_stream_of_disclosures_is_written_down_batch_by_batch(firm: Company, monkeypatch: pytest.MonkeyPatch) -> None:
    """The line of a batch is durable before its first record leaves, and who objects meanwhile is not in the next."""
    monkeypatch.setattr("etanche.vault.disclosing.BATCH", 2)
    people = [firm.person() for _ in range(4)]
    firm.put_for("order", *people)
    records = firm.shop.disclose("carrier", "order")
    assert 1 == len(firm.journal.entries(act="disclose"))
    first = [next(records), next(records)]

    for person in set(people) - {one.person for one in first}:
        firm.vault.tell(person, "objection", purpose="selling", actor="ann")

    assert [] == list(records)
    assert [2, 0] == [line.facts["records"] for line in firm.journal.entries(act="disclose")]
