"""Holds: placed and lifted each by its own case, and stronger than any other end."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from tests.vault.persons.conftest import Company

from etanche.errors import Unreadable
from etanche.store import RecordRow
from etanche.terms import new_id
from etanche.vault import KeptByLaw, NoSuchHold, NoSuchPerson, Ref, holds
from etanche.vault.person_changing import PersonChanging
from etanche.vault.telling import Teller

REVIEW = date(2027, 1, 1)


def place(firm: Company, about: bytes | Ref, case: str, reason: str = "a trial") -> None:
    """Place a hold."""
    firm.vault.hold(about, case=case, reason=reason, owner="lawyer", review=REVIEW, actor="dpo")


@pytest.mark.parametrize("case", ["L-2", "L-11", "l-1", " L-1"])
@pytest.mark.clause("P20")
def test_the_release_of_another_case_lifts_nothing(firm: Company, case: str) -> None:
    """Whoever releases a case that was never placed is refused, and the hold of another stands."""
    (ref,) = firm.put_for("order", firm.person())
    place(firm, ref, "L-1")

    with pytest.raises(NoSuchHold):
        firm.vault.release(ref, case=case, actor="dpo")
    with pytest.raises(KeptByLaw):
        firm.shop.forget(ref)


def test_a_release_done_twice_lifts_one_hold(firm: Company) -> None:
    """Of two holds on one record each is lifted by its own case, once; when both are lifted the record can go."""
    (ref,) = firm.put_for("order", firm.person())
    place(firm, ref, "L-1")
    place(firm, ref, "L-2")
    firm.vault.release(ref, case="L-1", actor="dpo")

    with pytest.raises(NoSuchHold):
        firm.vault.release(ref, case="L-1", actor="dpo")
    with pytest.raises(KeptByLaw):
        firm.shop.forget(ref)
    firm.vault.release(ref, case="L-2", actor="dpo")
    firm.shop.forget(ref)
    assert () == firm.shop.get(ref)


@pytest.mark.parametrize("change", [{"words": None, "email": None, "town": None}, {"town": "brest"}])
def test_what_is_kept_is_not_changed(firm: Company, change: dict[str, object]) -> None:
    """What a hold or the law keeps is neither emptied nor corrected, by whoever may read it; a hold released lets it be."""
    (order,) = firm.put_for("order", firm.person())
    (invoice,) = firm.put_for("invoice", firm.customer())
    place(firm, order, "L-1")
    acting = [(firm.shop, order), (firm.as_("support", "serving"), invoice)]
    acting.append((firm.as_("accountant", "bookkeeping"), invoice))
    before = [session.get(ref) for session, ref in acting]

    for session, ref in acting:
        with pytest.raises(KeptByLaw):
            session.update(ref, change)
    assert before == [session.get(ref) for session, ref in acting]
    firm.vault.release(order, case="L-1", actor="dpo")
    firm.shop.update(order, {"town": "brest"})
    assert "brest" == firm.shop.get(order)[0].fields["town"]


def test_a_hold_placed_while_a_record_is_corrected_stops_it(firm: Company, monkeypatch: pytest.MonkeyPatch) -> None:
    """A hold that comes after the record was looked at, and before the correction is written, keeps what it said."""
    (ref,) = firm.put_for("order", firm.person())
    place(firm, ref, "L-0")
    firm.vault.release(ref, case="L-0", actor="dpo")
    session, resealed = firm.shop, PersonChanging._resealed

    def late(self: PersonChanging, row: RecordRow, plain: dict[int, str]) -> RecordRow:
        place(firm, ref, "L-1")
        return resealed(self, row, plain)

    monkeypatch.setattr(PersonChanging, "_resealed", late)

    with pytest.raises(KeptByLaw):
        session.update(ref, {"town": "brest"})
    assert "vannes" == session.get(ref)[0].fields["town"]


def test_a_hold_on_a_person_outlasts_that_of_the_same_case_on_a_record(firm: Company) -> None:
    """Held because of one case as a person and as a record, a record stays held when the one of the record is lifted."""
    person = firm.person()
    (ref,) = firm.put_for("order", person)
    place(firm, person, "L-1")
    place(firm, ref, "L-1")
    firm.vault.release(ref, case="L-1", actor="dpo")

    with pytest.raises(KeptByLaw):
        firm.shop.forget(ref)
    firm.vault.release(person, case="L-1", actor="dpo")
    firm.shop.forget(ref)
    assert () == firm.shop.get(ref)


def test_a_hold_placed_anew_is_one_hold(firm: Company) -> None:
    """The same case placed again says other words of one hold, and one release lifts it."""
    person = firm.person()
    (ref,) = firm.put_for("order", person)
    place(firm, ref, "L-1", "a letter")
    place(firm, ref, "L-1", "a trial")

    assert (("held", b"a trial\nlawyer\n2027-01-01"),) == firm.vault.evidence(person)
    firm.vault.release(ref, case="L-1", actor="dpo")
    firm.shop.forget(ref)
    assert () == firm.vault.evidence(person)


def test_a_hold_of_before_the_ledger_knew_cases_still_stands(firm: Company) -> None:
    """A hold whose row names no case holds as it did, beside those that do, and can be lifted."""
    person = firm.person()
    (ref,) = firm.put_for("order", person)
    with firm.store.writing() as connection:
        firm.standing.persons.tell(connection, f"person:{person.hex()}", "held")
    place(firm, person, "L-1")
    firm.vault.release(person, case="L-1", actor="dpo")

    with pytest.raises(KeptByLaw):
        firm.shop.forget(ref)
    firm.vault.release(person, case="L-0", actor="dpo")
    firm.shop.forget(ref)
    assert () == firm.shop.get(ref)


def test_what_the_law_keeps_of_the_erased_can_be_held(firm: Company) -> None:
    """A record that outlived its person's erasure is held past its term, and why can still be read; released, it goes."""
    person = firm.customer()
    (ref,) = firm.put_for("invoice", person)
    firm.vault.erase(person, actor="dpo")
    place(firm, ref, "L-1")

    assert (("held", b"a trial\nlawyer\n2027-01-01"),) == firm.vault.evidence(person)
    assert ["bookkeeping", "hold"] == [one.purpose for one in firm.vault.erased(person).kept]
    firm.vault.release(ref, case="L-1", actor="dpo")
    assert ["bookkeeping"] == [one.purpose for one in firm.vault.erased(person).kept]


def test_what_is_said_of_a_hold_outlives_the_key_of_its_person(firm: Company) -> None:
    """Placed before an erasure, a hold still tells why it stands; in the files its words are nowhere in clear."""
    person = firm.person()
    (ref,) = firm.put_for("order", person)
    place(firm, ref, "L-1", "Marguerite sues")
    firm.vault.erase(person, actor="dpo")

    assert (("held", b"Marguerite sues\nlawyer\n2027-01-01"),) == firm.vault.evidence(person)
    files = b"".join(one.read_bytes() for one in firm.folder.rglob("*") if one.is_file())
    assert b"Marguerite sues" not in files


def test_the_words_of_one_hold_say_nothing_beside_another(firm: Company) -> None:
    """Swapped between two holds in the data, sealed words open no more; the holds stand."""
    one, other = firm.person(), firm.person()
    refs = firm.put_for("order", one, other)
    place(firm, one, "L-1", "hers")
    place(firm, other, "L-1", "his")
    with firm.store.writing() as connection:
        connection.exec_driver_sql(
            "UPDATE standing SET evidence = (SELECT evidence FROM standing b WHERE b.event = 'held' "
            "AND b.subject <> standing.subject) WHERE event = 'held'"
        )

    assert () == firm.vault.evidence(one)
    with pytest.raises(KeptByLaw):
        firm.shop.forget(refs[0])


@pytest.mark.parametrize("event", ["held", "released", "erased"])
def test_holds_and_erasures_are_done_not_told(firm: Company, event: str) -> None:
    """Nobody tells by hand of a hold, a release or an erasure: nothing is written, and the hold that stands still does."""
    person = firm.person()
    (ref,) = firm.put_for("order", person)
    place(firm, ref, "L-1")

    for about in (person, ref):
        with pytest.raises(Unreadable):
            firm.vault.tell(about, event, actor="bob")
    with pytest.raises(KeptByLaw):
        firm.shop.forget(ref)
    assert [ref] == [one.ref for one in firm.shop.get(ref)]


def test_the_holds_that_stand_are_listed_with_no_contents(firm: Company) -> None:
    """A list tells case, owner, review and how much each is about, the overdue first; what is released is not in it."""
    one, other = firm.person(), firm.person()
    (ref,) = firm.put_for("order", one)
    firm.put_for("order", other, other)
    firm.put_for("ticket", other)
    place(firm, ref, "L-1")
    firm.vault.hold(other, case="L-2", reason="a claim", owner="dpo", review=date(2026, 6, 1), actor="dpo")
    place(firm, other, "L-3")
    firm.vault.release(other, case="L-3", actor="dpo")
    told = [(one.case, one.owner, one.review, one.about, dict(one.records)) for one in firm.vault.holds()]

    assert [
        ("L-2", "dpo", date(2026, 6, 1), other, {"order": 2, "ticket": 1}),
        ("L-1", "lawyer", REVIEW, ref, {"order": 1}),
    ] == told
    assert [True, False] == [one.overdue(date(2026, 6, 2)) for one in firm.vault.holds()]


def test_a_hold_of_before_is_listed_as_overdue(firm: Company) -> None:
    """Of a hold whose row names no case nobody knows when it is to be looked at: it comes first."""
    person = firm.customer()
    place(firm, person, "L-1")
    with firm.store.writing() as connection:
        firm.standing.persons.tell(connection, f"person:{person.hex()}", "held")

    assert [(None, True), ("L-1", False)] == [(one.case, one.overdue(REVIEW)) for one in firm.vault.holds()]


@pytest.mark.parametrize(
    "wrong", [{"reason": " "}, {"owner": ""}, {"review": date(2026, 5, 24)}, {"case": "Marguerite Y."}, {"case": ""}]
)
def test_a_hold_without_what_it_needs_is_refused(firm: Company, wrong: dict[str, Any]) -> None:
    """A hold has a case, a reason, an owner and a review that is not past; else nothing is held."""
    person = firm.person()
    said: dict[str, Any] = {"case": "L-1", "reason": "a trial", "owner": "lawyer", "review": REVIEW}

    with pytest.raises(Unreadable):
        firm.vault.hold(person, **(said | wrong), actor="dpo")
    assert () == firm.vault.holds()


def test_a_hold_on_a_person_holds_whom_they_are_joined_with(firm: Company) -> None:
    """Nothing of any of the group goes: not record by record, not with their erasure, not when its time is over; one release lifts it of all."""
    one, other = firm.person(), firm.person()
    (mine,) = firm.put_for("order", one)
    (theirs,) = firm.put_for("order", other)
    firm.vault.join(one, other, actor="ann")
    place(firm, one, "L-1")

    with pytest.raises(KeptByLaw):
        firm.shop.forget(theirs)
    assert sorted([one, other]) == sorted(
        bytes(held.about) for held in firm.vault.holds() if isinstance(held.about, bytes)
    )
    done = firm.vault.erase(other, actor="dpo")
    assert (0, [("hold", 2)]) == (done.records, [(kept.purpose, kept.records) for kept in done.kept])
    firm.clock.advance(timedelta(days=500))
    firm.vault.sweep(confirmed_by="dpo")
    firm.vault.release(other, case="L-1", actor="dpo")
    assert () == firm.vault.holds()
    firm.clock.advance(timedelta(days=4))
    firm.vault.sweep(confirmed_by="dpo")
    assert () == firm.vault.erased(one).kept == firm.vault.erased(other).kept
    assert mine != theirs


@pytest.mark.parametrize("old", [True, False])
def test_who_is_joined_with_somebody_held_is_held(firm: Company, *, old: bool) -> None:
    """Joining extends every hold that stands, one of before too, with its words, out of the bucket of the day; who is parted stays held until released."""
    one, other = firm.person(), firm.person()
    _, ref = firm.put_for("order", one, other)
    if old:
        with firm.store.writing() as connection:
            firm.standing.persons.tell(connection, f"person:{one.hex()}", "held")
    else:
        place(firm, one, "L-1")
    firm.vault.join(one, other, actor="ann")

    with pytest.raises(KeptByLaw):
        firm.shop.forget(ref)
    assert (() if old else (("held", b"a trial\nlawyer\n2027-01-01"),)) == firm.vault.evidence(other)
    firm.vault.part(other, actor="ann")
    firm.vault.release(one, case="L-1", actor="dpo")
    with pytest.raises(KeptByLaw):
        firm.shop.forget(ref)
    firm.vault.release(other, case="L-1", actor="dpo")
    firm.shop.forget(ref)
    assert () == firm.shop.get(ref)


def test_a_hold_and_a_joining_at_once_leave_nobody_out(firm: Company, monkeypatch: pytest.MonkeyPatch) -> None:
    """A hold placed after the joining looked for holds stops it, and a joining after the hold looked for the group stops that; again, it holds both."""
    one, other, third = firm.person(), firm.person(), firm.person()
    firm.put_for("order", one, other, third)
    extend, subject = holds.extend, Teller.subject

    def late(*about: Any, **more: Any) -> None:
        extend(*about, **more)
        monkeypatch.undo()
        place(firm, one, "L-1")

    monkeypatch.setattr(holds, "extend", late)
    with pytest.raises(Unreadable):
        firm.vault.join(one, other, actor="ann")
    assert {one} == firm.vault.group_of(one)
    firm.vault.join(one, other, actor="ann")
    assert {one, other} == {hold.about for hold in firm.vault.holds()}

    def later(self: Teller, *about: Any) -> tuple[bytes, str]:
        monkeypatch.undo()
        firm.vault.join(other, third, actor="ann")
        return subject(self, *about)

    monkeypatch.setattr(Teller, "subject", later)
    with pytest.raises(Unreadable):
        place(firm, one, "L-2")
    place(firm, one, "L-2")
    assert {(who, case) for who in (one, other, third) for case in ("L-1", "L-2")} == {
        (hold.about, hold.case) for hold in firm.vault.holds()
    }


def test_nobody_is_held_nor_told_who_looked_who_is_not_known(firm: Company) -> None:
    """A slip of the pen, or another organisation's person, is answered as an erasure of them is: there is no such person."""
    acts: list[Callable[[bytes], object]] = [
        lambda one: place(firm, one, "L-1"),
        lambda one: firm.vault.looks(one, actor="dpo"),
        lambda one: firm.vault.erase(one, actor="dpo"),
    ]
    for act in acts:
        for one in (new_id(), b"zz", b""):
            with pytest.raises(NoSuchPerson, match=r"^there is no such person$"):
                act(one)

    assert () == firm.vault.holds()


def test_who_was_erased_is_held_as_long_as_something_of_theirs_stays(firm: Company) -> None:
    """What the law keeps of somebody erased can be held; of whom nothing stays, nothing can."""
    kept, gone = firm.customer(), firm.person()
    firm.put_for("invoice", kept)
    firm.put_for("order", gone)
    for one in (kept, gone):
        firm.vault.erase(one, actor="dpo")
    place(firm, kept, "L-1")

    with pytest.raises(NoSuchPerson, match=r"^there is no such person$"):
        place(firm, gone, "L-1")
    assert [kept] == [one.about for one in firm.vault.holds()]
