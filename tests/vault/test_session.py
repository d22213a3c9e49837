"""Only the granted role reads, for its purpose, while the purpose lives; and the line is there before the data."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest
from tests.vault.conftest import plan_of

from etanche.gate import GateRefused
from etanche.vault import Arrival, NotFindable

if TYPE_CHECKING:
    from tests.vault.conftest import House

TODAY = date(2026, 5, 25)


def test_a_reading_is_written_down_before_anything_leaves(house: House) -> None:
    """The line is durable when `read` returns, although no record was taken yet."""
    house.put(house.visit(), house.visit(days_ago=1))

    reading = house.analyst.read("visit")
    line = house.last("read")

    assert ("ann", "analyst", "audience", "visit", "granted") == (
        line.actor,
        line.role,
        line.purpose,
        line.object,
        line.decision,
    )
    assert ("access:analyst/visit", "purpose:audience", "retention:audience/visit") == line.because
    assert {
        "days": 2,
        "refused-days": 0,
        "records": 2,
        "first": "2026-05-24",
        "last": "2026-05-25",
    } == line.facts
    assert 2 == len(list(reading))


def test_days_of_another_category_are_none_of_it(house: House) -> None:
    """A reading tells the days of its own category, whatever else came in on others; each is counted by itself."""
    house.put(house.visit(days_ago=1))
    letter = Arrival(at=house.clock.now() - timedelta(days=9), fields={"note": "a word"})
    house.vault.door("desk", actor="ann").put_many("letter", [letter])
    list(house.analyst.read("visit"))

    assert (1, "2026-05-24") == (house.last("read").facts["days"], house.last("read").facts["first"])
    assert 1 == house.analyst.count("visit")


@pytest.mark.parametrize(
    ("role", "purpose", "category", "reason"),
    [
        ("bookseller", "audience", "visit", "no-cell"),
        ("analyst", "answering", "visit", "no-cell"),
        ("analyst", "audience", "letter", "no-cell"),
        ("jean@example.org", "audience", "visit", "unknown-role"),
        ("analyst", "curiosity", "visit", "unknown-purpose"),
        ("analyst", "audience", "salary", "unknown-category"),
    ],
)
def test_whoever_may_not_read_is_refused_and_written_down(
    house: House, role: str, purpose: str, category: str, reason: str
) -> None:
    """A refusal raises, stays in the journal, and repeats no name that the charter does not know."""
    house.put(house.visit())
    session = house.vault.acting(role, purpose=purpose, actor="ann")

    for attempt in (
        lambda: session.read(category),
        lambda: session.count_by_day(category, TODAY, TODAY),
        lambda: session.visitors_by_day(category, TODAY, TODAY),
        lambda: session.find(category, "page", "/"),
    ):
        with pytest.raises(GateRefused):
            attempt()

    lines = house.journal.entries()[1:]
    assert [reason] * 4 == [line.decision for line in lines]
    assert not {"jean@example.org", "curiosity", "salary"} & {w for x in lines for w in (x.role, x.purpose, x.object)}


@pytest.mark.clause("C5")
def test_a_day_past_its_term_is_not_returned_though_its_bytes_are_there(house: House) -> None:
    """On day 181 reading is refused, before any sweep; the neighbouring day is still returned."""
    house.put(house.visit(days_ago=179), house.visit(days_ago=180), house.visit(days_ago=181))
    old = [TODAY - timedelta(days=180), TODAY - timedelta(days=181)]

    assert [TODAY - timedelta(days=179)] == [record.day for record in house.read()]
    assert {TODAY - timedelta(days=179): 1} == house.analyst.count_by_day("visit", old[1], TODAY)
    assert {TODAY - timedelta(days=179): 1} == house.analyst.visitors_by_day("visit", old[1], TODAY)
    with pytest.raises(GateRefused) as refused:
        house.read(old)
    assert "purpose-not-alive" == refused.value.decision.reason
    line = house.last("read")
    assert ("purpose-not-alive", {"days": 2, "first": "2025-11-25", "last": "2025-11-26"}) == (
        line.decision,
        line.facts,
    )


def test_of_the_days_asked_for_only_the_living_are_returned(house: House) -> None:
    """Asked for a due day and a living one, the living one comes, and the line says that one was refused."""
    house.put(house.visit(), house.visit(days_ago=200))

    found = house.read([TODAY, TODAY - timedelta(days=200), TODAY - timedelta(days=3)])

    assert [TODAY] == [record.day for record in found]
    assert (1, 1) == (house.last("read").facts["days"], house.last("read").facts["refused-days"])


def test_nothing_there_is_an_empty_answer_and_a_line(house: House) -> None:
    """Reading what holds nothing is allowed and written down."""
    assert [] == house.read()
    assert [] == house.read([TODAY])
    assert ["read", "read"] == house.acts()


def test_counts_open_nothing_and_leave_no_line(house: House) -> None:
    """A figure about nobody is not an act on anybody: visits are counted by row, people by their marks."""
    house.put(house.visit(), house.visit(), house.visit(who="other"), house.visit(days_ago=2))

    assert {TODAY - timedelta(days=2): 1, TODAY: 3} == house.analyst.count_by_day(
        "visit", TODAY - timedelta(days=9), TODAY
    )
    assert {TODAY: 3} == house.analyst.count_by_day("visit", TODAY, TODAY)
    assert ["put"] == house.acts()
    assert {TODAY: 2} == house.analyst.visitors_by_day("visit", TODAY, TODAY)
    assert ["put"] == house.acts()


def test_people_without_marks_are_counted_by_opening_and_that_is_written_down(house: House) -> None:
    """Where the pseudonym leaves no mark, counting people opens records, so the journal says so; the figure is the same."""
    house.plan = plan_of(findable=False)
    house.rooms()
    house.put(house.visit(), house.visit(), house.visit(who="other"))

    assert {TODAY: 2} == house.analyst.visitors_by_day("visit", TODAY, TODAY)
    assert ["put", "count"] == house.acts()


def test_a_findable_field_finds_by_value(house: House) -> None:
    """The value is trimmed as an arrival is, verified after opening, and never written down."""
    house.put(house.visit(), house.visit(address="203.0.113.9"), house.visit(days_ago=1, address="198.51.7.7"))

    found = house.analyst.find("visit", "address", "198.51.200.1")

    assert {TODAY, TODAY - timedelta(days=1)} == {record.day for record in found}
    assert 1 == len(house.analyst.find("visit", "address", "198.51.200.1", TODAY))
    assert () == house.analyst.find("visit", "address", "nonsense")
    assert () == house.analyst.find("visit", "visitor-id", "0" * 16)
    assert {"field": "visitor-id", "records": 0, "days": 2, "refused-days": 0} == {
        name: value for name, value in house.last("find").facts.items() if name not in {"first", "last"}
    }
    assert b"198.51" not in house.bytes_on_disk()


def test_a_pseudonym_finds_its_day(house: House) -> None:
    """Records of one visitor of one day are found by the pseudonym."""
    house.put(house.visit(), house.visit(page="/x"), house.visit(who="other"))
    pseudonym = house.read()[0].fields["visitor-id"]

    assert {pseudonym} == {r.fields["visitor-id"] for r in house.analyst.find("visit", "visitor-id", pseudonym)}


@pytest.mark.parametrize("field", ["page", "uid"])
def test_a_field_without_marks_cannot_be_looked_up(house: House, field: str) -> None:
    """Looking up what leaves no mark is an error in words, not a silent nothing."""
    with pytest.raises(NotFindable):
        house.analyst.find("visit", field, "/books")


@pytest.mark.clause("C5")
def test_nothing_is_told_to_anybody_the_charter_does_not_name(house: House) -> None:
    """A disclosure to a declared recipient without a grant, or to an undeclared one, is refused and written down."""
    house.put(house.visit())

    for recipient in ("printer", "broker@example.org"):
        with pytest.raises(GateRefused):
            house.analyst.disclose(recipient, "visit")

    assert [("no-disclosure", "printer"), ("no-disclosure", "unknown")] == [
        (line.decision, line.facts["recipient"]) for line in house.journal.entries(act="disclose")
    ]
    assert ("recipients:others", "purpose:audience") == house.last("disclose").because


def test_a_declared_disclosure_is_told_and_written_down(house: House) -> None:
    """What the charter lets be told is returned, after its line is durable."""
    from dataclasses import replace

    from etanche.charter import Disclosure

    told = Disclosure(recipient="printer", category="visit", purpose="audience")
    house.plan = replace(house.plan, disclosures=frozenset({told}))
    house.rooms()
    house.put(house.visit())

    records = house.analyst.disclose("printer", "visit")

    assert ("granted", "printer", 1) == (
        house.last("disclose").decision,
        house.last("disclose").facts["recipient"],
        house.last("disclose").facts["records"],
    )
    assert 1 == len(list(records))
