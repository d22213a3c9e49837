"""Data come in by their own door, trimmed, sealed and written down, all or nothing."""

from __future__ import annotations

import logging
import sqlite3
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import update
from tests.conftest import IN_FILES
from tests.looking import counted, marked

from etanche.gate import GateRefused
from etanche.store import StoreBusy, days, tables
from etanche.vault import Arrival, Place, Receipt

if TYPE_CHECKING:
    from tests.vault.conftest import House

TODAY = date(2026, 5, 25)


@pytest.mark.clause("C4")
def test_a_visit_is_kept_as_announced(house: House) -> None:
    """What is read back is what the charter announces: eight fields, half an address, a path, a pseudonym."""
    receipt = house.put(house.visit(uid="jean@example.org"))

    (record,) = house.read()

    assert Receipt(stored=1, dropped={"uid": 1}) == receipt
    assert TODAY == record.day
    assert 16 == len(record.fields["visitor-id"])
    assert {
        "address": "198.51.0.0/16",
        "browser": "Firefox 139.0",
        "system": "linux",
        "terminal": "computer",
        "screen": "1280x1024",
        "page": "/books",
        "action": "view",
        "visitor-id": record.fields["visitor-id"],
    } == record.fields


@pytest.mark.clause("P11")
@pytest.mark.clause("C4")
def test_nothing_else_reaches_a_disk(house: House, caplog: pytest.LogCaptureFixture) -> None:
    """Not one byte of the full address, the query, the dropped fields or the sealed values lies in any file or log."""
    told = {"page": "/BookWithANameOfItsOwn?token=SecretToken", "uid": "jean@example.org", "4111111111111111": "x"}
    with caplog.at_level(logging.DEBUG):
        house.put(house.visit(told, who="198.51.0.0 OneBrowser"))
        house.door.forget("visit", "198.51.0.0 AnotherBrowser")
    house.journal.seal()

    written = house.bytes_on_disk() + caplog.text.encode()

    for never in (
        "198.51.100",
        "SecretToken",
        "jean@",
        "4111111111",
        "NameOfItsOwn",
        "198.51.0.0",
        "OneBrowser",
        "Firefox",
    ):
        assert never.encode() not in written


def test_a_batch_is_one_transaction_with_one_line(house: House) -> None:
    """A batch over several days leaves one line of the journal, with numbers only."""
    house.put(house.visit(), house.visit(days_ago=1), house.visit(address="nonsense"))

    line = house.last("put")

    assert ["put"] == house.acts()
    assert ("site", "visit", "granted", ("minimise:visit",)) == (line.actor, line.object, line.decision, line.because)
    assert {
        "stored": 3,
        "refused": 0,
        "dropped": 1,
        "past": 0,
        "days": 2,
        "first": "2026-05-24",
        "last": "2026-05-25",
    } == line.facts


@IN_FILES
def test_a_batch_that_cannot_be_written_leaves_nothing(house: House) -> None:
    """When the last word of the transaction fails, no row, no day, no count and no line is there."""
    with sqlite3.connect(house.store.path) as connection:
        connection.execute("CREATE TRIGGER full BEFORE INSERT ON entries BEGIN SELECT RAISE(ABORT, 'disk'); END")
    connection.close()

    with pytest.raises(Exception, match="`data"):
        house.put(house.visit(uid="x"))
    with sqlite3.connect(house.store.path) as connection:
        connection.execute("DROP TRIGGER full")
    connection.close()

    assert [] == house.read()
    assert {} == counted(house.store, house.organisation, TODAY)
    with house.store.reading() as reading:
        assert [] == days.known(reading, house.organisation)
    assert Receipt(stored=1) == house.put(house.visit())


@pytest.mark.clause("P2")
def test_a_door_takes_only_its_own_categories(house: House) -> None:
    """Another category is refused, nothing is stored, and the refusal is written down although an error is raised."""
    with pytest.raises(GateRefused) as refused:
        house.door.put_many("letter", [Arrival(at=house.clock.now(), fields={"note": "x"})])
    with pytest.raises(GateRefused):
        house.door.put_many("jean@example.org", [])

    assert 3 == refused.value.exit_code
    lines = house.journal.entries()
    assert [("put", "letter", "wrong-door"), ("put", "unknown", "unknown-category")] == [
        (line.act, line.object, line.decision) for line in lines
    ]


def test_a_refused_record_is_counted_and_the_others_stay(house: House) -> None:
    """In a category that refuses unknown fields, a bad record does not take the batch along."""
    desk = house.vault.door("desk", actor="ann")
    now = house.clock.now()
    fields: list[dict[str, object]] = [{"note": "hello"}, {"note": "hello", "extra": "x"}, {"kind": "letter"}]

    receipt = desk.put_many("letter", [Arrival(at=now, fields=told) for told in fields])

    assert Receipt(stored=1, refused={"unknown-field": 1, "missing-field": 1}) == receipt
    assert {"refused/letter/unknown-field": 1, "refused/letter/missing-field": 1} == counted(
        house.store, house.organisation, TODAY
    )


@pytest.mark.clause("P11")
def test_names_of_dropped_fields_are_bounded(house: House) -> None:
    """A name that could be a value, and the hundredth name, are counted as `other`."""
    odd = house.put(house.visit({"jean@example.org": 1, "x" * 50: 1, "UPPER": 1, "uid": 1}))
    many = house.put(*(house.visit({f"name{number}": 1}) for number in range(100)))

    assert {"other": 3, "uid": 1} == odd.dropped
    assert 65 == len(many.dropped)
    assert 36 == many.dropped["other"]


def test_a_payment_number_leaves_no_trace(house: House) -> None:
    """A card number in a path or a text is dropped with its field, and stands nowhere, the journal included."""
    receipt = house.put(house.visit(page="/pay/4111111111111111", action="IBAN FR1420041010050500013M02606"))

    (record,) = house.read()

    assert {"page": 1, "action": 1} == receipt.dropped
    assert not {"page", "action"} & record.fields.keys()
    assert b"41111111" not in house.bytes_on_disk()


def test_what_is_dated_ahead_is_refused(house: House) -> None:
    """A record of tomorrow would outlive its term by a day, and one of next century for ever."""
    receipt = house.put(house.visit(days_ago=-1), house.visit(days_ago=-40_000), house.visit())

    assert Receipt(stored=1, refused={"in-the-future": 2}) == receipt


def test_a_day_is_the_organisation_s_own(house: House) -> None:
    """Half past eleven at night in UTC is already tomorrow in Paris."""
    house.clock.advance(timedelta(hours=13))
    house.put(Arrival(at=datetime(2026, 5, 25, 21, 59, 59, tzinfo=UTC), fields={"page": "/before"}))
    house.put(Arrival(at=datetime(2026, 5, 25, 22, 0, 0, tzinfo=UTC), fields={"page": "/after"}))

    assert {"/before": date(2026, 5, 25), "/after": date(2026, 5, 26)} == {
        record.fields["page"]: record.day for record in house.read()
    }


def test_a_moment_without_a_zone_is_our_mistake(house: House) -> None:
    """A caller that does not say where its clock stands is told so, and nothing is stored."""
    with pytest.raises(ValueError, match="time zone"):
        house.put(Arrival(at=datetime(2026, 5, 25), fields={}))  # noqa: DTZ001  # this is what is tested

    assert [] == house.read()


def test_an_empty_batch_is_a_line_and_no_row(house: House) -> None:
    """Nothing to store opens no day."""
    assert Receipt(stored=0) == house.put()

    with house.store.reading() as connection:
        assert [] == days.known(connection, house.organisation)


@pytest.mark.clause("C6")
def test_a_visitor_takes_back_what_they_left_today(house: House) -> None:
    """Rows and marks of this visitor go, those of others and of other days stay."""
    house.put(house.visit(), house.visit(page="/x"), house.visit(days_ago=1), house.visit(who="somebody else"))

    gone = house.door.forget("visit", "198.51.0.0 Firefox")

    assert 2 == gone
    assert 2 == len(house.read())
    line = house.last("forget")
    assert ("visit/2026-05-25", {"records": 2}, ("objection:audience",)) == (line.object, line.facts, line.because)
    with house.store.reading() as connection:
        assert 2 == len(marked(connection, house.organisation, 2, "2026-05-25"))


@pytest.mark.clause("C6")
@pytest.mark.parametrize("findable", [True, False])
def test_a_row_that_somebody_changed_stops_nobody_s_forgetting(house: House, *, findable: bool) -> None:
    """Whoever refuses has what they left deleted, though one row of the day does not open; somebody is told of that row."""
    from tests.vault.conftest import plan_of

    house.plan = plan_of(findable=findable)
    house.rooms()
    house.put(*[house.visit() for _ in range(3)])
    first = min(record.id for record in house.read())
    with house.store.writing() as connection:
        connection.execute(update(tables.records).where(tables.records.c.id == first).values(sealed=bytes(40)))

    assert 2 == house.door.forget("visit", "198.51.0.0 Firefox")
    assert {"records": 1} == house.last("seal-broken").facts


def test_forgetting_works_when_the_pseudonym_leaves_no_mark(house: House) -> None:
    """Without a mark the records of the day are opened one by one."""
    from tests.vault.conftest import plan_of

    house.plan = plan_of(findable=False)
    house.rooms()
    house.put(house.visit(), house.visit(who="somebody else"))

    assert 1 == house.door.forget("visit", "198.51.0.0 Firefox")
    assert 1 == len(house.read())


def test_yesterday_is_nobody_s(house: House) -> None:
    """After midnight nobody can tell any more whose a record was, in this process or in another one."""
    house.put(house.visit())
    house.clock.advance(timedelta(days=1))

    assert 0 == house.door.forget("visit", "198.51.0.0 Firefox")
    house.rooms()
    assert 0 == house.door.forget("visit", "198.51.0.0 Firefox")
    assert 1 == len(house.read())


@pytest.mark.clause("C6")
def test_who_left_something_before_a_restart_is_forgotten_after_it(house: House) -> None:
    """Another process, or the same one begun again, makes the same pseudonym that day, and finds what is to go."""
    house.put(house.visit(), house.visit(who="somebody else"))
    house.vault.close()
    house.keyring.forget()
    house.rooms()
    house.put(house.visit(page="/x"))

    assert 2 == house.door.forget("visit", "198.51.0.0 Firefox")
    assert 1 == len(house.read())


def test_what_nobody_can_object_to_is_not_forgotten_at_a_door(house: House) -> None:
    """A category without objection refuses, and says so in the journal."""
    with pytest.raises(GateRefused):
        house.vault.door("desk", actor="ann").forget("letter", "x")

    assert "no-objection" == house.last("forget").decision


@pytest.mark.clause("C4")
def test_nobody_is_followed_from_one_day_to_the_next(house: House) -> None:
    """One visitor has one pseudonym all day, another the next day, and two visitors never share one."""
    house.put(house.visit(), house.visit(page="/x"), house.visit(who="somebody else"))
    house.clock.advance(timedelta(days=1))
    house.put(house.visit())

    pseudonyms = [record.fields["visitor-id"] for record in sorted(house.read(), key=lambda record: record.day)]

    assert 3 == len(set(pseudonyms))
    assert pseudonyms[3] not in pseudonyms[:3]


def test_a_salt_that_goes_is_written_down(house: House) -> None:
    """When the day is over the salt is destroyed, with a line that says so; closing leaves the one of today to others."""
    house.put(house.visit())
    house.clock.advance(timedelta(days=1))
    house.put(house.visit())

    assert [("visit", TODAY + timedelta(days=1))] == list(house.vault.salts())
    assert {"days": 1, "first": "2026-05-25", "last": "2026-05-25", "final": 1} == house.last("salt-destroyed").facts
    assert "visit" == house.last("salt-destroyed").object
    house.vault.close()
    assert [("visit", TODAY + timedelta(days=1))] == list(house.vault.salts())
    assert 1 == len(house.journal.entries(act="salt-destroyed"))


def test_without_a_visitor_there_is_no_pseudonym_and_no_salt(house: House) -> None:
    """An arrival that says nothing about who it was gets no pseudonym, and no salt is made for it."""
    house.put(house.visit(who=None))

    assert "visitor-id" not in house.read()[0].fields
    assert () == house.vault.salts()


def test_counts_are_numbers_under_the_name_of_the_door(house: House) -> None:
    """What was not taken in is counted by day, name and door."""
    house.door.count({"opted-out": 1})
    house.door.count({"opted-out": 2, "chose/out": 1, "not-a-visit/bot": 0})

    assert {"opted-out/site": 3, "chose/out/site": 1} == counted(house.store, house.organisation, TODAY)
    assert 1 == house.vault.optouts()


def test_the_place_of_an_import_is_kept_with_its_batch(house: House) -> None:
    """How far an import came is durable with the batch, or not at all."""
    here, tail = house.vault.fingerprint([b"line one\n", b"line two\n"]), house.vault.fingerprint([b"tail"])
    place = Place(here=here, lines=2, tail=tail, tail_seen=None, tail_lines=None)
    with pytest.raises(GateRefused):
        house.door.put_many("letter", [], imported=place)
    before = house.vault.imported(here)
    house.door.put_many("visit", [house.visit()], imported=place)

    assert (None, 2, None) == (before, house.vault.imported(here), house.vault.imported(tail))
    assert here == house.vault.fingerprint([b"line one\nline", b" two\n"])


Coming = tuple[bytes, int | None, int | None]
"""An import at a place: where, how much of the tail it saw, and how much it leaves."""


@pytest.mark.parametrize(
    ("first", "second"),
    [((b"here", None, None), (b"here", None, None)), ((b"here", None, 2), (b"further", None, 5))],
    ids=["the same batch", "the batch of a file that grew"],
)
def test_a_batch_that_another_import_brought_in_first_is_not_written(
    house: House, first: Coming, second: Coming
) -> None:
    """Neither rows nor a line nor a place come of it, and the receipt says that it was overtaken."""
    places = [
        Place(
            here=house.vault.fingerprint([here]),
            lines=2,
            tail=house.vault.fingerprint([b"t"]),
            tail_seen=seen,
            tail_lines=tail,
        )
        for here, seen, tail in (first, second)
    ]
    house.door.put_many("visit", [house.visit()], imported=places[0])
    acts = house.acts()
    receipt = house.door.put_many("visit", [house.visit()], imported=places[1])

    assert Receipt(stored=0, overtaken=True) == receipt
    assert (1, acts) == (len(house.read()), [act for act in house.acts() if act != "read"])


@IN_FILES
def test_a_store_that_is_held_is_told_and_nothing_is_lost(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """When another program holds the file, the caller is told and can come again."""
    monkeypatch.setattr("etanche.store.sqlite.BUSY_SECONDS", 0.05)
    other = sqlite3.connect(house.store.path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")

    with pytest.raises(StoreBusy):
        house.put(house.visit())
    other.execute("ROLLBACK")
    other.close()

    assert 1 == house.put(house.visit()).stored


@IN_FILES
def test_ten_thousand_visits_take_seconds(house: House) -> None:
    """A day's import in batches of a thousand is a matter of seconds, not minutes."""
    from etanche.clock import stopwatch

    began = stopwatch()
    for _ in range(10):
        house.put(*(house.visit(page=f"/p/{number}", who=f"w{number % 50}") for number in range(1_000)))
    took = stopwatch() - began

    assert 10_000 == sum(house.analyst.count_by_day("visit", TODAY, TODAY).values())
    assert took < 30
