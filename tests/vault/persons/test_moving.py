"""A record is filed under the person it is really about, and persons who are one are joined."""

from __future__ import annotations

import shutil
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from tests.conftest import IN_FILES
from tests.vault.persons.conftest import EMAIL, WORDS, Company, company

from etanche.errors import Unreadable
from etanche.gate import GateRefused
from etanche.keyring import Holding
from etanche.store import RecordAt, RecordRow, person_places, person_records, standing
from etanche.vault import Changed, Kept, NoSuchPerson, NoSuchRecord, NotMoved, Ref, Refusal
from etanche.vault.moving import PersonMoves

if TYPE_CHECKING:
    from pathlib import Path

    from etanche.keyring import Root

ROLES = [
    ("order", "shop", "selling"),
    ("account", "support", "serving"),
    ("ticket", "support", "answering"),
    ("invoice", "accountant", "bookkeeping"),
]


def row(firm: Company, ref: Ref) -> RecordRow:
    """Return a record as it lies there."""
    at = RecordAt(firm.vault._means.numbers.categories[ref.category], ref.day.isoformat(), ref.id)
    with firm.store.reading() as connection:
        return person_records.at(connection, firm.organisation, [at])[at]


@pytest.mark.parametrize(("category", "role", "purpose"), ROLES)
def test_a_record_is_filed_under_somebody_else(firm: Company, category: str, role: str, purpose: str) -> None:
    """It keeps its address and its words, is theirs by every way to it, opens under their key only, and both are in the line."""
    wrong, right = firm.customer(), firm.customer()
    (ref,) = firm.put_for(category, wrong)
    before = row(firm, ref)
    session = firm.as_(role, purpose)

    session.move(ref, right)

    firm.keyring.forget()
    (record,) = session.get(ref)
    assert (right, WORDS) == (record.person, record.fields["words"])
    assert (record,) == session.find(category, "email", EMAIL) == session.of_person(right, category)
    assert () == session.of_person(wrong, category)
    assert before.sealed != row(firm, ref).sealed
    line = firm.last("move")
    assert (category, 2) == (line.object, line.facts["persons"])
    with firm.store.reading() as connection:
        assert 0 == person_places.marks_left(connection, firm.organisation, wrong)


def test_the_wrong_person_s_erasure_leaves_it_and_the_right_one_s_takes_it(firm: Company) -> None:
    """What was filed elsewhere outlives whom it was wrongly under, and dies with whose it is."""
    wrong, right = firm.person(), firm.person()
    (ref,) = firm.put_for("order", wrong)
    firm.shop.move(ref, right)

    firm.vault.erase(wrong, actor="dpo")

    assert 1 == len(firm.shop.get(ref))
    assert 1 == firm.vault.erase(right, actor="dpo").records
    assert () == firm.shop.get(ref)


def test_the_answer_to_an_erasure_lists_what_was_filed_elsewhere(firm: Company) -> None:
    """An invoice filed under somebody else before its customer is erased is in the answer, as long as it is there, and under them only."""
    wrong, right, third = firm.customer(), firm.customer(), firm.customer()
    (ref,) = firm.put_for("invoice", wrong)
    books = firm.as_("accountant", "bookkeeping")
    books.move(ref, right)
    books.move(ref, wrong)
    books.move(ref, right)
    done = firm.vault.erase(wrong, actor="dpo")

    elsewhere = Kept(category="invoice", purpose="filed-elsewhere", records=1, until=None)
    assert (elsewhere,) == done.kept == firm.vault.erased(wrong).kept
    books.move(ref, third)
    firm.vault.join(right, third, actor="dpo")
    assert ["bookkeeping"] == [one.purpose for one in firm.vault.erase(right, actor="dpo").kept]
    firm.clock.advance(timedelta(days=4200))
    firm.vault.sweep(confirmed_by="dpo")
    assert () == firm.vault.erased(wrong).kept


@IN_FILES
@pytest.mark.parametrize("how", ["erased", "contract-end"])
def test_an_old_copy_does_not_bring_it_back_under_the_wrong_person(
    firm: Company, root: Root, tmp_path: Path, how: str
) -> None:
    """Data from before the move, put back after the right person was erased or the term was over: the wrong person's key opens nothing of it."""
    wrong, right = firm.customer(), firm.customer()
    (ref,) = firm.put_for("account", wrong)
    (stays,) = firm.put_for("account", wrong)
    copy = shutil.copytree(firm.folder, tmp_path / "copy")
    firm.as_("support", "serving").move(ref, right)
    if how == "erased":
        firm.vault.erase(right, actor="dpo")
    else:
        firm.vault.tell(right, "contract-end", actor="ann")
        firm.clock.advance(timedelta(days=1))
        firm.vault.sweep()
    firm.close()
    for file in firm.folder.glob("data.sqlite*"):
        file.unlink()
    for file in copy.glob("data.sqlite*"):
        shutil.copy(file, firm.folder)
    again = Company(folder=firm.folder, root=root, clock=firm.clock, plan=company())

    assert [stays] == [one.ref for one in again.as_("support", "serving").get(ref, stays)]
    again.close()


def test_who_may_not_read_it_does_not_move_it(firm: Company) -> None:
    """A role without a cell, or bound to another value of its own, moves nothing; nor does anybody what is not there."""
    (ref,) = firm.put_for("order", firm.person(), town="brest")
    firm.vault.assign("local", actor="bea", values=["vannes"], by="ann")
    for role, error in (("support", GateRefused), ("local", NoSuchRecord)):
        with pytest.raises(error):
            firm.as_(role, "selling").move(ref, firm.person())
    with pytest.raises(NoSuchRecord):
        firm.shop.move(Ref("order", ref.day, bytes(16)), firm.person())


def test_nothing_is_moved_to_or_from_who_was_erased(firm: Company) -> None:
    """Neither end of a move may be somebody who was erased: it would escape, or come back."""
    wrong, right = firm.customer(), firm.customer()
    (kept,) = firm.put_for("invoice", wrong)
    (ref,) = firm.put_for("order", firm.person())
    firm.put_for("order", right)
    firm.vault.erase(wrong, actor="dpo")
    firm.vault.erase(right, actor="dpo")

    for session, moved, to in (
        (firm.as_("accountant", "bookkeeping"), kept, firm.customer()),
        (firm.shop, ref, right),
    ):
        with pytest.raises(NotMoved):
            session.move(moved, to)


def test_what_is_held_back_stays_where_it_is(firm: Company) -> None:
    """A hold on a record, or on whose it is, keeps it in its place; so does its being theirs already."""
    wrong, right = firm.person(), firm.person()
    one, other = firm.put_for("order", wrong, wrong)
    firm.vault.hold(one, case="L-1", reason="x", owner="o", review=one.day, actor="ann")
    with pytest.raises(NotMoved):
        firm.shop.move(one, right)
    with pytest.raises(NotMoved):
        firm.shop.move(other, wrong)
    firm.vault.hold(wrong, case="L-1", reason="x", owner="o", review=one.day, actor="ann")
    with pytest.raises(NotMoved):
        firm.shop.move(other, right)


def test_nothing_is_filed_under_whom_no_purpose_would_hold_it_for(firm: Company) -> None:
    """Who objected, or never consented, gets no record by a move either."""
    (order,) = firm.put_for("order", firm.person())
    writer = firm.person()
    firm.vault.tell(writer, "consent-given", purpose="writing", actor="ann")
    (letter,) = firm.put_for("letter", writer)
    objector = firm.person()
    firm.vault.tell(objector, "objection", purpose="selling", actor="ann")

    with pytest.raises(NotMoved):
        firm.shop.move(order, objector)
    with pytest.raises(NotMoved):
        firm.as_("writer", "writing").move(letter, firm.person())


def test_what_was_told_of_a_record_goes_with_it(firm: Company) -> None:
    """A case that is told to close tomorrow closes under the right person too, and the record is swept."""
    (ref,) = firm.put_for("ticket", firm.person())
    firm.vault.tell(ref, "case-closed", actor="ann", effective=firm.clock.now() + timedelta(days=1))

    firm.as_("support", "answering").move(ref, firm.person())

    assert 1 == len(firm.as_("support", "answering").get(ref))
    firm.clock.advance(timedelta(days=2))
    assert 1 == firm.vault.sweep().records


def test_under_a_restriction_it_outlives_its_day(firm: Company) -> None:
    """Filed under somebody whose data are restricted, a record leaves the bucket of its day, is kept, and is not read."""
    (ref,) = firm.put_for("order", firm.person())
    right = firm.person()
    firm.vault.tell(right, "restricted", actor="ann")

    firm.shop.move(ref, right)

    assert Holding.RECORD == row(firm, ref).holding
    with pytest.raises(GateRefused):
        firm.shop.get(ref)


@pytest.mark.parametrize("meanwhile", [False, True])
def test_a_move_that_is_turned_away_tells_nothing(
    firm: Company, monkeypatch: pytest.MonkeyPatch, *, meanwhile: bool
) -> None:
    """A refused address in a record that was taken at its owner's word is not told of somebody else, to whom it does not go after all."""
    wrong, right = firm.person(), firm.customer()
    firm.vault.refuse([Refusal(EMAIL, firm.clock.now())], "selling", actor="ann")
    firm.clock.advance(timedelta(hours=1))
    firm.vault.tell(wrong, "objection-withdrawn", actor="ann", purpose="selling")
    firm.clock.advance(timedelta(hours=1))
    (order,) = firm.put_for("order", wrong)
    (account,) = firm.put_for("account", firm.customer(), email="other@estran.example")
    firm.vault.refuse([Refusal("other@estran.example", firm.clock.now())], "selling", actor="ann")
    support, sealed_for = firm.as_("support", "serving"), PersonMoves._sealed_for

    def late(self: PersonMoves, *about: Any, **more: Any) -> object:
        support.update(account, {"words": "corrected"})
        return sealed_for(self, *about, **more)

    if meanwhile:
        monkeypatch.setattr(PersonMoves, "_sealed_for", late)
        with pytest.raises(Changed):
            support.move(account, right)
    else:
        with pytest.raises(NotMoved):
            firm.shop.move(order, right)

    with firm.store.reading() as connection:
        assert ["contract-start"] == [one.event for one in firm.standing.persons.under(connection, right)]


@pytest.mark.parametrize("meanwhile", ["erased", "objection", "update"])
def test_what_happens_while_it_is_sealed_anew_stops_a_move(
    firm: Company, monkeypatch: pytest.MonkeyPatch, meanwhile: str
) -> None:
    """An erasure of the wrong person, a no of the right one, or a correction, told after the sealing and before the commit: nothing is moved."""
    wrong, right = firm.person(), firm.person()
    (ref,) = firm.put_for("order", wrong)
    sealed_for = PersonMoves._sealed_for

    def slow(*args: object, **named: object) -> object:
        done = sealed_for(*args, **named)  # type: ignore[arg-type]  # whatever it is called with
        if meanwhile == "erased":
            firm.vault.erase(wrong, actor="dpo")
        elif meanwhile == "objection":
            firm.vault.tell(right, "objection", purpose="selling", actor="ann")
        else:
            firm.shop.update(ref, {"words": "corrected"})
        return done

    monkeypatch.setattr(PersonMoves, "_sealed_for", slow)

    with pytest.raises(Changed):
        firm.shop.move(ref, right)

    with firm.store.reading() as connection:
        assert [] == person_records.of_person(connection, firm.organisation, right)


def test_persons_who_are_one_are_erased_together(firm: Company) -> None:
    """Joined by twos, three persons are one group: who erases one erases all, and a fourth stays."""
    people = [firm.person() for _ in range(4)]
    refs = firm.put_for("order", *people)
    firm.vault.join(people[0], people[1], actor="ann", proved=True)
    assert set(people[:3]) == firm.vault.join(people[2], people[0], actor="ann", case="C-1")
    assert [(1, 2), (0, 3)] == [
        (line.facts["proved"], line.facts["group"]) for line in firm.journal.entries(act="alias-joined")
    ]

    done = firm.vault.erase(people[1], actor="dpo")

    assert 3 == done.records
    assert [refs[3]] == [one.ref for one in firm.shop.get(*refs)]
    assert all(len(firm.vault.entries_about(one)) > 2 for one in people[:3])


def test_groups_grow_together_and_are_parted(firm: Company) -> None:
    """Two groups that are joined are one; who is parted is alone again, and the others stay together."""
    a, b, c, d = people = [firm.person() for _ in range(4)]
    firm.put_for("order", *people)
    firm.vault.join(a, b, actor="ann")
    firm.vault.join(c, d, actor="ann")
    firm.vault.join(d, a, actor="ann")
    assert [set(people)] * 4 == [firm.vault.group_of(one) for one in people]

    firm.vault.part(b, actor="ann")

    assert [{b}, {a, c, d}] == [firm.vault.group_of(one) for one in (b, c)]
    assert 1 == firm.vault.erase(b, actor="dpo").records
    with pytest.raises(NoSuchPerson):
        firm.vault.part(b, actor="ann")


def test_nobody_is_joined_with_a_stranger_or_with_who_was_erased(firm: Company) -> None:
    """Both must be known and alive: an erasure is not undone, nor widened, by joining somebody to it."""
    known, gone = firm.person(), firm.person()
    firm.put_for("order", known, gone)
    firm.vault.erase(gone, actor="dpo")
    for other in (gone, firm.person()):
        with pytest.raises(NoSuchPerson):
            firm.vault.join(known, other, actor="ann")
    with pytest.raises(Unreadable):
        firm.vault.join(known, known, actor="ann")

    assert {known} == firm.vault.group_of(known)
    with firm.store.reading() as connection:
        assert [] == list(standing.under(connection, firm.organisation, "alias"))
