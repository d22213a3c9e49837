"""A row that somebody changed: the others are read, it is counted, and somebody is told."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from etanche.charter import Duration, Unit
from etanche.keyring import SealBroken
from etanche.store import alerts
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
    with firm.store.writing() as connection:
        connection.exec_driver_sql(
            "UPDATE records SET sealed = CAST(substr(sealed, 1, length(sealed) - 1) || x'00' AS BLOB) WHERE id = ?",
            (ref.id,),
        )


def told(firm: Company) -> list[tuple[str, str]]:
    """Return what somebody is to be told."""
    with firm.store.reading() as connection:
        return [(one.promise, one.now) for one in alerts.waiting(connection, firm.organisation)]


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
