"""A row that somebody changed: the others are read, it is counted, and somebody is told."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select, update

from etanche.charter import Duration, Unit
from etanche.keyring import Holding, SealBroken
from etanche.store import alerts, person_records, tables
from etanche.terms import PromiseId
from etanche.vault import Record, Ref, Session

if TYPE_CHECKING:
    from tests.vault.persons.conftest import Company

DAY = Duration(number=1, unit=Unit.DAY)
PROMISE = PromiseId("sealed:records")
EMAIL = "marguerite@estran.example"
WAYS: dict[str, Callable[[Session, bytes], Iterator[Record] | tuple[Record, ...]]] = {
    "find": lambda session, _: session.find("order", "email", EMAIL),
    "stream": lambda session, _: session.stream("order"),
    "read": lambda session, _: session.read("order"),
    "copy": lambda session, _: session.take_away("order").records,
    "of_person": lambda session, person: session.of_person(person),
}


@pytest.fixture
def person(firm: Company) -> bytes:
    """Somebody with three orders, under a charter that promises that records are sealed."""
    plan = firm.plan
    firm.clock.advance(timedelta(hours=1))
    firm.apply(replace(plan, digest="d" * 64, promises=plan.promises | {PROMISE}, takes_away={"shop": DAY}))
    firm.day_by_day(4)
    return firm.person()


def alter(firm: Company, ref: Ref) -> None:
    """Change a byte of a row, as a hand does that has no key."""
    this = tables.records.c.id == ref.id
    with firm.store.writing() as connection:
        sealed = bytes(connection.execute(select(tables.records.c.sealed).where(this)).scalar_one())
        changed = sealed[:-1] + bytes([sealed[-1] ^ 1])
        connection.execute(update(tables.records).where(this).values(sealed=changed))


def told(firm: Company) -> list[tuple[str, str]]:
    """Return what somebody is to be told."""
    with firm.store.reading() as connection:
        return [(one.promise, one.now) for one in alerts.known(connection, firm.organisation) if one.told is None]


@pytest.mark.parametrize("way", WAYS)
def test_who_reads_many_gets_the_others_and_the_number(firm: Company, person: bytes, way: str) -> None:
    """By value, in a stream, taken away, by person: what was changed is left out, counted in the line, and raises the alarm, once a day."""
    one, altered, other = firm.put_for("order", person, person, person)
    alter(firm, altered)

    for _ in range(2):
        with firm.shop as session:
            found = [record.ref for record in WAYS[way](session, person)]
        assert (sorted([one, other]), 1) == (sorted(found), session.altered)
    line = firm.last(way if way in {"find", "stream", "copy"} else "stream" if way == "read" else "read")
    assert (2, 1) == (line.facts["records"], line.facts["altered-records"])
    assert ("order", (PROMISE,), 1) == (
        *(firm.last("seal-broken").object, firm.last("seal-broken").because),
        firm.last("seal-broken").facts["records"],
    )
    assert [(PROMISE, "broken")] == told(firm)
    firm.clock.advance(timedelta(days=1))
    list(firm.shop.stream("order"))
    assert 2 * [(PROMISE, "broken")] == told(firm)


@pytest.mark.parametrize("act", ["get", "update", "forget"])
def test_who_asks_for_it_by_its_address_is_told(firm: Company, person: bytes, act: str) -> None:
    """Nothing is returned or changed, the error says why, and the alarm is raised too."""
    (ref,) = firm.put_for("order", person)
    alter(firm, ref)

    with pytest.raises(SealBroken):
        firm.shop.update(ref, {"town": "brest"}) if act == "update" else getattr(firm.shop, act)(ref)
    assert [(PROMISE, "broken")] == told(firm)


def test_an_altered_row_stops_no_erasure_of_who_refused(firm: Company, person: bytes) -> None:
    """Their other address stays refused, their records go, and the alarm is raised."""
    altered, _ = firm.put_for("order", person, person)
    firm.vault.tell(person, "objection", actor="ann", purpose="selling")
    alter(firm, altered)

    assert 2 == firm.vault.erase(person, actor="dpo").records
    assert [(PROMISE, "broken")] == told(firm)
    assert () == firm.put_for("order", firm.person())


def test_figures_say_how_many_they_are_without(firm: Company, person: bytes) -> None:
    """A figure that had to leave a record out says so in its line, and to whoever asked."""
    for _ in range(4):
        firm.put_for("survey", firm.person())
    (altered,) = firm.put_for("survey", person)
    alter(firm, altered)
    session = firm.as_("statistician", "counting")

    assert (4, 1) == (session.aggregate("survey", "town").people, session.altered)
    assert 1 == firm.last("count").facts["altered-records"]


COLUMNS: list[tuple[str, object]] = [
    *(("holding", None), ("holding", 7), ("day", "x"), ("day", "2026-13-45"), ("generation", 99), ("generation", None)),
    ("person", bytes(16)),
]


@pytest.mark.parametrize(("column", "value"), COLUMNS)
def test_what_cannot_stand_there_is_an_altered_row(firm: Company, person: bytes, column: str, value: object) -> None:
    """A day, holding, generation or person that cannot be: the others are read, counted, swept and erased; the row counts as altered."""
    refs = firm.put_for("order", person, firm.person(), person)
    put_in(firm, refs[1], column, value)

    for way in ("find", "stream", "copy"):
        with firm.shop as session:
            found = [record.ref for record in WAYS[way](session, person)]
        # A mark that leads to a place where nothing lies any more finds nothing, and says nothing.
        met = way != "find" or column not in {"day", "person"}
        assert (sorted([refs[0], refs[2]]), int(met)) == (sorted(found), session.altered)
    firm.vault.sweep()
    assert 2 == firm.vault.erase(person, actor="dpo").records
    assert [(PROMISE, "broken")] == told(firm)


@pytest.mark.parametrize(("column", "value"), [("holding", None), ("day", "x"), ("generation", 99), ("category", 999)])
def test_an_altered_row_keeps_no_key_of_who_is_erased(firm: Company, person: bytes, column: str, value: object) -> None:
    """Though one of their rows says what cannot be, every key of theirs dies, and every row of theirs goes."""
    altered, _ = firm.put_for("order", person, person)
    put_in(firm, altered, column, value)
    with firm.shop as session:
        assert (1, 1) == (len(session.of_person(person)), session.altered)

    assert 2 == firm.vault.erase(person, actor="dpo").records
    assert [] == list(firm.shelf.keys_of_persons(firm.organisation, [person]))
    firm.vault.sweep()


def test_an_altered_row_stops_no_parting_of_what_is_held(firm: Company) -> None:
    """Of three records under one key two are held, one of these altered: what goes goes, what stays is sealed anew, and somebody is told."""
    customer = firm.customer()
    altered, kept, _ = firm.put_for("account", customer, customer, customer)
    review = firm.clock.now().date() + timedelta(days=30)
    for case, ref in (("C1", altered), ("C2", kept)):
        firm.vault.hold(ref, case=case, reason="theft", owner="legal", review=review, actor="ann")
    alter(firm, altered)

    assert 1 == firm.vault.erase(customer, actor="dpo").records
    assert 1 == firm.last("seal-broken").facts["records"]


def test_an_altered_row_stops_no_hold(firm: Company, person: bytes) -> None:
    """A hold on somebody of whom one row was changed is placed, takes the other out of its day's bucket, and somebody is told."""
    altered, other = firm.put_for("order", person, person)
    alter(firm, altered)
    review = firm.clock.now().date() + timedelta(days=30)

    firm.vault.hold(person, case="C1", reason="theft", owner="legal", review=review, actor="ann")

    with firm.store.reading() as connection:
        rows = {row.id: row.holding for row in person_records.of_person(connection, firm.organisation, person)}
    assert int(Holding.RECORD) == rows[other.id]
    assert [(PROMISE, "broken")] == told(firm)


def put_in(firm: Company, ref: Ref, column: str, value: object) -> None:
    """Write something into a column beside a record, as a hand does."""
    with firm.store.writing() as connection:
        connection.execute(update(tables.records).where(tables.records.c.id == ref.id).values({column: value}))
