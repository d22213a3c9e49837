"""Channels tell of events: what people do at a door moves their terms on, and who may not tell is not heard."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest
from tests.vault.persons.conftest import TERMS, company

from etanche.charter import Act, ChannelKind, EventPlan, Plan, load
from etanche.charter import compile_plan as compiled
from etanche.standing import UnknownEvent
from etanche.vault import Arrival, NotTold

if TYPE_CHECKING:
    from tests.vault.persons.conftest import Company

DAY = timedelta(days=1)
TODAY = date(2026, 5, 25)


def talking() -> Plan:
    """Return the company's plan, with orders kept after the last contact, and three doors that tell."""
    plan = company(digest="d" * 64, terms=TERMS | {("selling", "order"): "9 days after last-contact"})
    doors = {"desk": ChannelKind.DESK, "form": ChannelKind.FORM, "shop": ChannelKind.API, "mail": ChannelKind.MAIL}
    categories = {name: replace(it, channels=frozenset(doors)) for name, it in plan.categories.items()}
    events = {
        "contract-end": EventPlan(channels=frozenset({"shop"})),
        "case-closed": EventPlan(channels=frozenset({"mail"})),
        "last-contact": EventPlan(
            channels=frozenset({"form", "mail", "shop"}), counts=frozenset({Act.MESSAGE, Act.CALL})
        ),
    }
    return replace(plan, channels=doors, categories=categories, events=events)


@pytest.fixture
def talk(firm: Company) -> Company:
    """The company under that plan."""
    firm.clock.advance(timedelta(hours=1))
    firm.apply(talking())
    firm.day_by_day(4)
    return firm


def put(firm: Company, channel: str, person: bytes, category: str = "order") -> None:
    """Put a record by a door."""
    firm.vault.door(channel, actor="ann").put_many(
        category, [Arrival(at=firm.clock.now(), fields={"town": "vannes"}, person=person)]
    )


def told(firm: Company, person: bytes) -> list[str]:
    """Return the events told of somebody."""
    with firm.store.reading() as connection:
        return [row.event for row in firm.standing.persons.under(connection, person)]


def test_an_act_that_lies_ahead_is_refused(talk: Company) -> None:
    """Nobody wrote to us tomorrow: it is refused, and hides none that happened; what a clock ahead by seconds says is taken."""
    person = talk.person()
    for ahead in (talk.clock.now().date() + DAY, talk.clock.now() + timedelta(hours=1)):
        with pytest.raises(UnknownEvent, match="ahead"):
            talk.vault.tell(person, "last-contact", actor="ann", effective=ahead)
    talk.vault.tell(person, "last-contact", actor="ann", effective=talk.clock.now() + timedelta(seconds=5))

    assert ["last-contact"] == told(talk, person)


@pytest.mark.clause("C14")
def test_who_writes_to_us_moves_their_term_on(talk: Company) -> None:
    """An order is kept 9 days after the last message, with nobody typing it in; who keeps silent is forgotten on time."""
    writes, silent = talk.person(), talk.person()
    for person in (writes, silent):
        put(talk, "form", person)
    talk.day_by_day(6)
    put(talk, "mail", writes, "ticket")
    talk.day_by_day(4)

    assert [writes] == [one.person for one in talk.shop.stream("order")]
    talk.day_by_day(6)
    assert [] == list(talk.shop.stream("order"))


def test_what_a_program_writes_about_somebody_is_no_act_of_theirs(talk: Company) -> None:
    """A record by the shop's program tells nothing by itself, nor one by a door that the charter does not name."""
    person = talk.person()
    put(talk, "shop", person, "ticket")
    put(talk, "desk", person, "ticket")

    assert [] == told(talk, person)


def test_a_day_s_acts_are_told_once(talk: Company) -> None:
    """However often somebody writes in a day, the ledger has one line of it; the next day it has another."""
    person = talk.person()
    for _ in range(3):
        put(talk, "mail", person, "ticket")
    talk.clock.advance(DAY)
    put(talk, "mail", person, "ticket")

    assert ["last-contact"] * 2 == told(talk, person)


def test_an_act_that_does_not_count_is_none(talk: Company) -> None:
    """A click is no contact where the charter counts messages and calls; a call that the shop tells of is."""
    person, door = talk.person(), talk.vault.door("shop", actor="shop")

    assert not door.tell(person, "last-contact", act=Act.CLICK)
    assert not door.tell(person, "last-contact")
    assert door.tell(person, "last-contact", act=Act.CALL, effective=TODAY)
    assert ["last-contact"] == told(talk, person)


@pytest.mark.clause("C14")
def test_a_contract_that_a_channel_ends_destroys_what_hung_on_it(talk: Company) -> None:
    """The shop tells that a contract is over; the account goes with the next sweep, key first."""
    person = talk.customer()
    put(talk, "desk", person, "account")

    talk.vault.door("shop", actor="shop").tell(person, "contract-end")

    assert 1 == talk.vault.sweep().records
    assert "shop" == talk.last("told").actor


def test_a_case_closes_by_its_door(talk: Company) -> None:
    """Mail tells that a ticket is closed: it goes, its neighbour stays."""
    person = talk.person()
    put(talk, "mail", person, "ticket")
    put(talk, "mail", person, "ticket")
    first, _ = (one.ref for one in talk.as_("support", "answering").of_person(person))
    talk.vault.door("mail", actor="mail").tell(first, "case-closed")
    talk.vault.sweep()

    assert first not in [one.ref for one in talk.as_("support", "answering").of_person(person)]
    assert 1 == len(talk.as_("support", "answering").of_person(person))


@pytest.mark.parametrize(
    ("channel", "event"),
    [("mail", "contract-end"), ("shop", "case-closed"), ("desk", "last-contact"), ("shop", "died")],
)
def test_who_may_not_tell_is_not_heard(talk: Company, channel: str, event: str) -> None:
    """A door that the charter does not name for an event tells nothing, and the attempt is written down."""
    person = talk.customer()
    before = told(talk, person)
    with pytest.raises(NotTold):
        talk.vault.door(channel, actor="eve").tell(person, event)

    assert before == told(talk, person)
    assert ("wrong-door", "eve") == (talk.last("told").decision, talk.last("told").actor)


@pytest.mark.parametrize("name", ["ableton", "clever-cloud"])
def test_what_the_charters_declare_is_in_the_plan(name: str) -> None:
    """Every event that a charter lets a channel tell is in its plan, with its channels and what counts."""
    from tests.conftest import ROOT

    charter = load(ROOT / f"charters/{name}.yaml")
    events = compiled(charter).events

    assert {(event, channel) for event, it in charter.events.items() for channel in it.from_} == {
        (event, channel) for event, it in events.items() for channel in it.channels
    }
    assert all(set(charter.events[event].counts) == it.counts for event, it in events.items())
