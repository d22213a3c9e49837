"""
`/v1/persons/{person}/group`, `/v1/unknown` and `/v1/refusals`: persons who are one person, dates that nobody recorded, addresses not to be written to.

The first two are somebody's decision, and journalled as that of the key. A refusal is what people said of a purpose: a key writes it down that may
write down what people decide; where it has to be weighed, none does.
"""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter
from pydantic import Field, StringConstraints

from etanche.accounts import KeyAct
from etanche.errors import Unreadable
from etanche.vault import Refusal, no_of, parse_person
from etanche.web import urls
from etanche.web.api.asking import Asked
from etanche.web.api.laying import lay
from etanche.web.api.persons import require_no_answer
from etanche.web.api.shapes import Date, Hex, Moment, Name, Person, Shape

Json = dict[str, Any]


class Joining(Shape):
    """Who else they are, and whether control of the address was proved; else it is decided."""

    person: Hex
    proved: bool = False


class Supplying(Shape):
    """A date for everybody of whom it is waited for; the day of each one's first record if left out."""

    event: Name
    on: Date | None = None
    category: Name | None = None


class Supplied(Shape):
    """Of how many persons a date was supplied."""

    persons: int


class Refusing(Shape):
    """An address that must not be written to again, and since when; from now on if left out."""

    address: Annotated[str, StringConstraints(min_length=1, max_length=320)]
    since: Moment | None = None


class Refusals(Shape):
    """Addresses whose owners refused a purpose, or took their consent back."""

    purpose: Name
    refusals: Annotated[tuple[Refusing, ...], Field(min_length=1, max_length=1_000)]


class Unlike(Shape):
    """Which of the list, from 0, are no addresses; whether anything is held of the others is not told."""

    unlike: tuple[int, ...]


def lay_out(router: APIRouter) -> None:
    """Lay out the resources."""
    lay(
        router,
        "persons",
        (urls.API_GROUP, "GET", group, 200),
        (urls.API_GROUP, "POST", join, 200),
        (urls.API_GROUP, "DELETE", part, 204),
        (urls.API_DATES, "GET", unknown, 200),
        (urls.API_SUPPLIED, "POST", supply, 200),
        (urls.API_REFUSALS, "POST", refuse, 200),
    )


def group(asking: Asked, person: Person) -> list[str]:
    """Return a person and everybody they are joined with: requests and erasure act on all of them."""
    asking.require(KeyAct.JOIN)
    return sorted(one.hex() for one in asking.house.vault.group_of(parse_person(person)))


def join(asking: Asked, person: Person, body: Joining) -> list[str]:
    """Join two persons who are one, each with whoever they are joined with already."""
    asking.require(KeyAct.JOIN)
    one, other = parse_person(person), parse_person(body.person)
    found = asking.house.vault.join(one, other, actor=asking.actor, proved=body.proved, case=asking.case)
    return sorted(who.hex() for who in found)


def part(asking: Asked, person: Person) -> None:
    """Take a person out of their group."""
    asking.require(KeyAct.JOIN)
    asking.house.vault.part(parse_person(person), actor=asking.actor, case=asking.case)


def unknown(asking: Asked) -> Json:
    """Return the dates that records wait for, by category and event, and those that somebody assumed."""
    asking.require(KeyAct.SUPPLY)
    vault = asking.house.vault
    waiting, assumed = vault.unknown(), vault.assumed()
    return {"unknown": [one.as_json() for one in waiting], "assumed": [one.as_json() for one in assumed]}


def supply(asking: Asked, body: Supplying) -> Supplied:
    """Supply a date for everybody of whom it is waited for; it is shown as assumed."""
    asking.require(KeyAct.SUPPLY)
    told = asking.house.vault.supply(body.event, actor=asking.actor, on=body.on, category=body.category)
    return Supplied(persons=told)


def refuse(asking: Asked, body: Refusals) -> Unlike:
    """Keep addresses that must not be written to again for a purpose, as keyed marks; who has one already, or gets it later, has refused."""
    asking.require(KeyAct.DECIDE)
    house = asking.house
    # Of a purpose whose objections are weighed, a refusal of an address is the outcome of a weighing.
    require_no_answer(asking, KeyAct.DECIDE, no_of(house.plan, body.purpose))
    now = house.clock.now()
    if any(one.since is not None and one.since > now for one in body.refusals):
        raise Unreadable("nobody refused on a day to come", hint="write when it happened")
    given = [Refusal(one.address, one.since or now) for one in body.refusals]
    return Unlike(unlike=house.vault.refuse(given, body.purpose, actor=asking.actor, by=None).unlike)
