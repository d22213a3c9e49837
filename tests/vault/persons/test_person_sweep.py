"""What ends for a person, or for one record, is destroyed by the sweep: on time, late ends later, and nothing else with it."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from tests.conftest import IN_FILES
from tests.vault.persons.conftest import EMAIL, TERMS, Company, company

from etanche.gate import GateRefused
from etanche.keyring import Holding
from etanche.standing import UnknownEvent
from etanche.store import person_records
from etanche.vault import Arrival, NoSuchPerson, Ref, TooManyDue, person_sweep
from etanche.vault.erasing import Eraser

if TYPE_CHECKING:
    from etanche.keyring import Root


def places(firm: Company, person: bytes) -> list[tuple[str, int]]:
    """Return the category and the holding of each record of somebody."""
    names = firm.vault._means.numbers.category_names()
    with firm.store.reading() as connection:
        rows = person_records.of_person(connection, firm.organisation, person)
    return [(names[row.category], row.holding or 0) for row in rows]


def keys(firm: Company, person: bytes) -> set[str]:
    """Return the categories for which somebody has a living key."""
    names = firm.vault._means.numbers.category_names()
    return {names.get(row[1], "evidence") for row in firm.shelf.keys_of_persons(firm.organisation, [person])}


def nothing_on_disk(firm: Company, *what: bytes) -> bool:
    """Tell whether no file holds any of some bytes."""
    return not any(one in firm.bytes_on_disk() for one in what)


def test_the_end_of_a_contract_destroys_the_person_s_key(firm: Company) -> None:
    """What hangs on the contract goes the day it ends, key first; what the law keeps stays, and so do other people."""
    person, other = firm.customer(), firm.customer()
    for category in ("account", "invoice"):
        firm.put_for(category, person, other)
    wrapped = [row[4] for row in firm.shelf.keys_of_persons(firm.organisation, [person])]
    firm.vault.tell(person, "contract-end", actor="ann", effective=firm.clock.now())

    report = firm.vault.sweep()

    assert 1 == report.records
    assert [("invoice", Holding.RECORD)] == places(firm, person)
    assert {"invoice"} == keys(firm, person)
    assert 1 == sum(one in firm.bytes_on_disk() for one in wrapped)
    assert {"account", "invoice"} == keys(firm, other)
    assert 1 == firm.last("records-destroyed").facts["keys"]
    assert 0 == firm.vault.sweep().records


def test_no_decision_is_long(firm: Company, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is due of many persons is decided on for some at a time, so that writers wait for few; all of one person go at once."""
    monkeypatch.setattr(person_sweep, "DECIDED_AT_ONCE", 4)
    people = [firm.customer() for _ in range(5)]
    for person in people:
        for _ in range(2):
            firm.put_for("account", person)
    firm.put_for("account", *[people[0]] * 7)
    for person in people:
        firm.vault.tell(person, "contract-end", actor="ann", effective=firm.clock.now())

    assert 17 == firm.vault.sweep().records
    given_up = [line.facts["records"] for line in firm.journal.entries(act="records-given-up")]
    assert 17 == sum(map(int, given_up))
    assert {9} == {number for number in given_up if int(number) > 4}


def test_a_new_contract_gets_a_new_key(firm: Company) -> None:
    """Whoever comes back gets a key of a new generation, and what was sealed under the old one stays closed."""
    person = firm.customer()
    (old,) = firm.put_for("account", person)
    firm.vault.tell(person, "contract-end", actor="ann", effective=firm.clock.now())
    firm.vault.sweep()
    firm.clock.advance(timedelta(hours=1))
    firm.vault.tell(person, "contract-start", actor="ann", effective=firm.clock.now())

    (new,) = firm.put_for("account", person)

    session = firm.as_("support", "serving")
    assert [new] == [one.ref for one in session.get(old, new)]


@pytest.mark.clause("C19")
def test_a_withdrawn_consent_destroys_what_rested_on_it(firm: Company) -> None:
    """A letter taken in with a consent goes with its withdrawal, before its day; without a consent none comes in."""
    person, other = firm.person(), firm.person()
    for one in (person, other):
        firm.vault.tell(one, "consent-given", actor="ann", purpose="writing", evidence=b"a form")
    firm.put_for("letter", person, other)
    firm.vault.tell(person, "consent-withdrawn", actor="ann", purpose="writing")
    with pytest.raises(GateRefused):
        firm.as_("writer", "writing").of_person(person, "letter")

    firm.vault.sweep()

    assert [] == places(firm, person)
    assert "letter" not in keys(firm, person)
    assert [("letter", Holding.BUCKET)] == places(firm, other)
    receipt = firm.vault.door("desk", actor="ann").put_many(
        "letter", [Arrival(at=firm.clock.now(), fields={}, person=one) for one in (person, firm.person())]
    )
    assert {"no-purpose": 2} == receipt.refused


def test_an_end_learned_late_waits_72_hours(firm: Company) -> None:
    """An end of last month, told today, stops reading at once; it is listed, and destroyed three days later."""
    person = firm.customer()
    (ref,) = firm.put_for("account", person)
    firm.vault.tell(person, "contract-end", actor="ann", effective=firm.clock.now() - timedelta(days=20))

    report = firm.vault.sweep()

    assert [("account", 1)] == [(one.category, one.records) for one in report.records_waiting]
    with pytest.raises(GateRefused):
        firm.as_("support", "serving").get(ref)
    assert [("account", Holding.PERSON)] == places(firm, person)
    for _ in range(2):
        firm.clock.advance(timedelta(hours=36, minutes=1))
        firm.vault.sweep()
    assert [] == places(firm, person)


def test_a_key_that_another_process_destroyed_seals_nothing(firm: Company, root: Root) -> None:
    """A process that still holds the key of before seals what comes in under the new one, and what it acknowledged opens."""
    person = firm.person()
    firm.vault.tell(person, "consent-given", actor="ann", purpose="writing")
    firm.put_for("letter", person)
    other = Company(folder=firm.folder, root=root, clock=firm.clock, plan=company(), data=firm.data)
    other.vault.tell(person, "consent-withdrawn", actor="ann", purpose="writing")
    other.vault.sweep()
    firm.clock.advance(timedelta(seconds=1))
    other.vault.tell(person, "consent-given", actor="ann", purpose="writing")
    firm.clock.advance(timedelta(seconds=1))

    (ref,) = firm.put_for("letter", person)

    for house in (firm, other):
        assert [ref] == [one.ref for one in house.as_("writer", "writing").of_person(person, "letter")]
    other.close()


def test_what_comes_in_while_a_key_dies_is_not_lost(firm: Company, monkeypatch: pytest.MonkeyPatch) -> None:
    """Between the decision and the destruction somebody comes back: what they leave then gets a key of its own, which lives."""
    person = firm.customer()
    firm.put_for("account", person)
    firm.vault.tell(person, "contract-end", actor="ann", effective=firm.clock.now())
    destroy = firm.keyring.persons.destroy_keys
    refs: list[Ref] = []

    def returning(organisation: bytes, dying: list[tuple[bytes, int]], *, before: dict[bytes, int]) -> bool:
        firm.clock.advance(timedelta(seconds=1))
        firm.vault.tell(person, "contract-start", actor="ann", effective=firm.clock.now())
        refs.extend(firm.put_for("account", person))
        return destroy(organisation, dying, before=before)

    monkeypatch.setattr(firm.keyring.persons, "destroy_keys", returning)
    assert 1 == firm.vault.sweep().records

    assert refs
    assert refs == [one.ref for one in firm.as_("support", "serving").of_person(person, "account")]


def test_a_closed_case_destroys_one_record(firm: Company) -> None:
    """A ticket goes when its case is closed, by its own secret; the other ticket of the same person stays readable."""
    person = firm.person()
    gone, stays = firm.put_for("ticket", person, person)
    firm.vault.tell(gone, "case-closed", actor="ann")

    firm.vault.sweep()

    assert [stays] == [one.ref for one in firm.as_("support", "answering").of_person(person, "ticket")]


@pytest.mark.clause("C20")
def test_a_restriction_keeps_and_closes(firm: Company) -> None:
    """Restricted data are read by nobody and outlive their day; when the restriction is lifted they go like the rest."""
    person, other = firm.person(), firm.person()
    firm.put_for("order", person, other)
    firm.vault.tell(person, "restricted", actor="dpo")
    assert [("order", Holding.RECORD)] == places(firm, person)
    with pytest.raises(GateRefused):
        firm.shop.of_person(person)
    firm.clock.advance(timedelta(days=400))
    firm.vault.sweep(confirmed_by="dpo")
    assert ([("order", Holding.RECORD)], []) == (places(firm, person), places(firm, other))

    firm.vault.tell(person, "restriction-lifted", actor="dpo")
    firm.clock.advance(timedelta(hours=47))
    firm.vault.sweep()
    firm.clock.advance(timedelta(hours=47))
    firm.vault.sweep()

    assert [] == places(firm, person)


def test_what_comes_in_under_a_restriction_outlives_its_day(firm: Company) -> None:
    """A record taken in for somebody whose data are restricted, or held, is not sealed into the bucket of the day."""
    person, other = firm.person(), firm.person()
    firm.put_for("order", person)
    firm.vault.tell(person, "restricted", actor="dpo")

    firm.put_for("order", person, other)

    assert [("order", Holding.RECORD)] * 2 == places(firm, person)
    assert [("order", Holding.BUCKET)] == places(firm, other)


@IN_FILES
def test_a_bucket_s_day_destroys_everybody_s_records_of_it(firm: Company) -> None:
    """A day past its term goes at once for all its persons, with marks, and leaves the day after alone."""
    persons = [firm.person() for _ in range(5)]
    firm.put_for("order", *persons, days_ago=364)
    firm.put_for("order", persons[0], days_ago=363)
    with firm.store.reading() as connection:
        before = [row.sealed for one in persons for row in person_records.of_person(connection, firm.organisation, one)]
    firm.clock.advance(timedelta(days=1))

    report = firm.vault.sweep()

    assert (1, 5) == (len(report.days), report.rows)
    assert 1 == len(firm.shop.find("order", "email", EMAIL))
    assert 1 == sum(one in firm.bytes_on_disk() for one in before)
    assert () == firm.vault.missing()


def test_an_unexplained_share_stops_the_sweep(firm: Company) -> None:
    """When far more should have gone before than anything explains, the sweep stops and calls somebody."""
    persons = [firm.person() for _ in range(30)]
    firm.put_for("ticket", *persons)
    firm.clock.advance(timedelta(days=95))
    with firm.store.writing() as connection:
        firm.standing.tick(connection)
    firm.clock.advance(timedelta(hours=1))

    with pytest.raises(TooManyDue):
        firm.vault.sweep()

    assert 30 == firm.vault.sweep(confirmed_by="dpo").records


def test_another_charter_that_asks_for_cases_leaves_old_records_readable(firm: Company) -> None:
    """Records held by day under the charter before are read under one that holds each by itself, and end by its terms."""
    person = firm.person()
    firm.put_for("order", person)
    terms = TERMS | {("selling", "order"): "first of (while case, 2 years after collected)"}
    firm.clock.advance(timedelta(hours=1))
    firm.apply(company(digest="d" * 64, terms=terms))
    firm.put_for("order", person)

    assert [("order", Holding.BUCKET), ("order", Holding.RECORD)] == places(firm, person)
    assert 2 == len(firm.shop.of_person(person))
    firm.vault.tell(firm.shop.of_person(person)[0].ref, "case-closed", actor="ann")
    assert 1 == len(firm.shop.of_person(person))
    firm.clock.advance(timedelta(hours=73))
    firm.vault.sweep(confirmed_by="dpo")
    firm.vault.sweep()
    assert [("order", Holding.RECORD)] == places(firm, person)
    assert 1 == len(firm.shop.of_person(person))


def test_standing_is_told_only_what_it_knows(firm: Company) -> None:
    """An event or a purpose that nobody has is refused, and so is anything about somebody erased."""
    person = firm.person()
    with pytest.raises(UnknownEvent):
        firm.vault.tell(person, "birthday", actor="ann")
    with pytest.raises(UnknownEvent):
        firm.vault.tell(person, "objection", purpose="spying", actor="ann")
    firm.put_for("order", person)
    firm.vault.erase(person, actor="dpo")
    with pytest.raises(NoSuchPerson):
        firm.vault.tell(person, "consent-given", purpose="writing", actor="ann")


def test_a_stream_asks_again_for_each_batch(firm: Company) -> None:
    """Who objects while a stream is being read is in none of its later batches."""
    persons = [firm.person() for _ in range(4)]
    firm.put_for("order", *persons)
    stream = firm.shop.stream("order", batch=2)
    first = [next(stream).person, next(stream).person]

    firm.vault.tell(persons[3], "objection", purpose="selling", actor="ann")

    assert [*persons[:3]] == [*first, *(one.person for one in stream)]
    assert 2 == len(firm.journal.entries(act="stream"))


def test_nothing_is_swept_under_a_plan_nobody_applied(firm: Company) -> None:
    """A plan that was never applied and would end everything lets records wait, however often it is asked."""
    person = firm.person()
    firm.put_for("ticket", person)
    terms = {key: rule for key, rule in firm.plan.terms.items() if key[1] != "ticket"}
    firm.plan = replace(firm.plan, terms=terms, digest="e" * 64)
    firm.rooms()

    assert 0 == len(firm.vault.sweep(dry_run=True).days)
    assert 0 == firm.vault.sweep(dry_run=True).records


def test_a_dry_run_says_what_ended_it(firm: Company) -> None:
    """A no, an erasure that was killed or a forgetting is the reason where it is; a rule, where it had ended the purpose before."""
    refusing, late, erased = firm.person(), firm.person(), firm.person()
    firm.put_for("order", refusing)
    firm.put_for("order", late, days_ago=364)
    firm.put_for("order", erased)
    (gone,) = firm.put_for("order", firm.person())
    firm.clock.advance(timedelta(days=3))
    for person in (refusing, late):
        firm.vault.tell(person, "objection", actor="ann", purpose="selling")
    with firm.store.writing() as connection:
        firm.standing.persons.tell(connection, f"person:{erased.hex()}", "erased")
    firm.tombstones.append(firm.organisation, [gone.id], firm.clock.now())
    told = json.loads(json.dumps(firm.vault.sweep(dry_run=True).as_json()))["going"]

    selling = {"purpose": "selling"}
    assert [
        (1, [selling | {"keep": "1 year after collected"}]),
        (1, [selling | {"event": "erased"}]),
        (1, [{"event": "forgotten"}]),
        (1, [selling | {"event": "objection"}]),
    ] == sorted(
        ((one["records"], one["because"]) for one in told if not one["days"]),
        key=lambda one: one[1][0].get("event", ""),
    )


def test_a_sweep_looks_at_nobody_of_whom_nothing_is_left(firm: Company, monkeypatch: pytest.MonkeyPatch) -> None:
    """However many were ever erased, only those of whom a key or a record is still there are looked at one by one."""
    them = [firm.customer() for _ in range(12)]
    firm.put_for("order", *them)
    firm.put_for("invoice", them[0])
    for person in them:
        firm.vault.erase(person, actor="dpo")
    asked: list[bytes] = []
    looked = Eraser.is_unfinished

    def look(eraser: Eraser, person: bytes) -> bool:
        asked.append(person)
        return looked(eraser, person)

    monkeypatch.setattr(Eraser, "is_unfinished", look)
    firm.vault.sweep()

    assert [them[0]] == asked
    assert [("invoice", Holding.RECORD)] == places(firm, them[0])
