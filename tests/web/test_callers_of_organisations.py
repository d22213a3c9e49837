"""
Every address of an organisation, for everybody who could ask for it: each role, its people, its neighbours, the operator, a key.

`test_routes` asks of an organisation that is not there. Here it is there, with a neighbour under the same name for people; and a
route without a row fails.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import pytest
from starlette.routing import Route
from tests.conftest import MORNING, PASSPHRASE
from tests.organisations.conftest import LIGHTHOUSE, Two
from tests.organisations.society import society
from tests.web.browsing import FROM_US, Browser, in_front_of

from etanche.accounts import KeyAct, Scope
from etanche.clock import FixedClock
from etanche.instance import Instance, Links, Memberships, Organisation
from etanche.web import forms, urls

NEIGHBOUR = "phare-du-nord"
ROLES = ("dpo", "warden", "helper")
OUTSIDE = ("account", "neighbour", "neighbour-office", "operator", "inspector")
"""Logged in, and nobody here: the last was given a role that needs an undertaking, and has not signed it."""

STRANGERS = ("stranger", "key", "write-only")
CALLERS = ("person", *ROLES, *OUTSIDE, *STRANGERS)

Row = Mapping[str, object]
"""What a sort of caller is answered, by its name; `others` for those who are logged in and not named."""

LOGIN = "login"
NOT_THERE = 404


def row(others: object = NOT_THERE, **named: object) -> Row:
    """Return a row: strangers are led to the login, everybody else is told what is said of them."""
    return {one: named.get(one, LOGIN if one in STRANGERS else others) for one in CALLERS}


def members(status: object, **named: object) -> Row:
    """Return the row of what everybody who works there is answered alike."""
    return row(**(dict.fromkeys(ROLES, status) | named))


def everybody(status: object) -> Row:
    """Return the row of what answers everybody alike."""
    return dict.fromkeys(CALLERS, status)


def office(status: object) -> Row:
    """Return the row of what is for the office alone."""
    return row(dpo=status)


NO_PAPERS = ("agreement", "california")
"""Papers that the society has no reason to have."""

TABLE: dict[tuple[str, str], Row] = {
    ("GET", urls.OWN): row(person=200),
    ("POST", urls.OWN_CHOICE): row(person=400),
    ("GET", urls.OWN_AFTER_DEATH): row(person=200),
    ("POST", urls.OWN_AFTER_DEATH): row(person=400),
    ("POST", urls.OWN_RECEIPT): row(),
    ("GET", urls.OWN_RECORD): row(),
    ("POST", urls.OWN_RECORD): row(),
    ("POST", urls.OWN_COPY): row(person=200),
    ("GET", urls.OWN_ERASE): row(person=200),
    ("POST", urls.OWN_ERASE): row(person=400),
    ("GET", urls.OWN_CERTIFICATE): row(),
    ("GET", urls.DESK): members(200),
    ("GET", urls.DESK_FIND): members(200),
    ("POST", urls.DESK_FIND): members(403),
    ("GET", urls.DESK_CASES): office(200),
    ("POST", urls.DESK_CASES): office(400),
    ("POST", urls.DESK_CLOSE): office(404),
    ("POST", urls.DESK_REVOKE): office(404),
    ("GET", urls.DESK_RECORD): members(200),
    ("POST", urls.DESK_RECORD): members(400),
    ("GET", urls.DESK_HOLDS): office(200),
    ("POST", urls.DESK_HOLDS): office(400),
    ("GET", urls.DESK_DATES): office(200),
    ("POST", urls.DESK_DATES): office(400),
    ("GET", urls.DESK_OBJECTIONS): office(200),
    ("POST", urls.DESK_OBJECTIONS): office(400),
    ("GET", urls.DESK_CALENDAR): office(200),
    ("GET", urls.DESK_JOURNAL): office(200),
    ("GET", urls.DESK_ATTESTED): office(200),
    ("GET", urls.DESK_RECIPIENTS): members(200),
    ("GET", urls.DESK_CHARTER): members(200),
    ("GET", urls.OPERATING): row(),
    ("POST", urls.DESK_HOLD): office(400),
    ("POST", urls.DESK_INQUIRY): office(400),
    ("GET", urls.OWN_REQUESTS): row(person=200),
    ("POST", urls.OWN_REQUESTS): row(person=400),
    ("POST", urls.OWN_REQUEST_FILE): row(),
    ("GET", urls.DESK_REQUESTS): office(200),
    ("POST", urls.DESK_REQUESTS): office(400),
    ("GET", urls.DESK_REQUEST): office(404),
    ("POST", urls.DESK_REQUEST): office(404),
    ("GET", urls.DESK_HALT): office(200),
    ("POST", urls.DESK_HALT): office(400),
    ("POST", urls.DESK_RESUME): office(403),
    ("GET", urls.DESK_INCIDENTS): office(200),
    ("POST", urls.DESK_INCIDENTS): office(400),
    ("GET", urls.DESK_INCIDENT): office(404),
    ("POST", urls.DESK_INCIDENT): office(404),
    ("GET", urls.DESK_DEMANDS): office(200),
    ("POST", urls.DESK_DEMANDS): office(400),
    # Whoever was let to answer one finds it, of whatever role; nobody was.
    ("GET", urls.DESK_DEMAND): members(404),
    ("POST", urls.DESK_DEMAND): members(404),
    # The society takes requests under an account alone: of one that has a form other tests ask.
    **{("GET", one): everybody(404) for one in (urls.REQUEST, urls.REQUEST_ANSWER)},
    **{("POST", one): everybody(404) for one in (urls.REQUEST, urls.REQUEST_ANSWER, urls.REQUEST_FILE)},
    **{
        ("GET", f"{urls.ORGANISATION}{one}"): everybody(200)
        for one in (
            *(urls.PRIVACY, urls.PROOF, urls.OPT_OUT, urls.VERSIONS, urls.FEED, urls.BADGE, urls.BADGE_JSON),
            *(urls.PAPERS[name] for name in urls.PAPERS if name not in NO_PAPERS),
            *(urls.PROOF_JSON, urls.KEY, urls.STATUS, urls.STATUS_FEED, urls.STATUS_JSON),
        )
    },
    **{("GET", f"{urls.ORGANISATION}{urls.PAPERS[name]}"): everybody(404) for name in NO_PAPERS},
    **{("GET", f"{urls.ORGANISATION}{one}"): everybody(404) for one in (urls.VERSION, urls.PAPER_FILE)},
    ("POST", f"{urls.ORGANISATION}{urls.OPT_OUT}"): everybody(400),
    ("GET", f"{urls.ORGANISATION}{urls.PROOF_DETAIL}"): members(200),
}
"""Asked with nothing more than the address and the token of one's own form."""


@dataclass
class World(Browser):
    """A browser in front of an instance with a society, its neighbour, and one of each sort of caller."""

    sessions: dict[str, str] = field(default_factory=dict)
    keys: dict[str, str] = field(default_factory=dict)

    def asked(self, method: str, address: str, caller: str, *, of: str = LIGHTHOUSE) -> object:
        """Return what a caller is answered: the status, or that they are led to the login."""
        self.client.cookies.clear()
        headers = dict(FROM_US)
        bound = "a cookie of a stranger"
        if caller in self.sessions:
            bound = self.sessions[caller]
            self.client.cookies.set("etanche-session", bound)
        else:
            self.client.cookies.set("etanche-forms", bound)
        if caller in self.keys:
            headers["authorization"] = f"Bearer {self.keys[caller]}"
        data = {"token": forms.token_of(bound, self.desk.accounts.sign)} if method == "POST" else None
        where = address.replace("{digest}", "0" * 64).replace("{name}.{suffix}", "nothing.pdf")
        where = (
            where.replace("{request}", "0" * 32)
            .replace("{incident}", "0123456789ab")
            .replace("{demand}", "demand-0123456789ab")
        )
        answer = self.client.request(method, urls.own(where, of), data=data, headers=headers)
        led = answer.status_code == 303 and answer.headers["location"].startswith(urls.LOGIN)
        return LOGIN if led else answer.status_code


@pytest.fixture(scope="module")
def world(societal: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """The instance, open."""
    room = tmp_path_factory.mktemp("callers")
    shutil.copytree(societal, room / "data")
    (room / "neighbour.yaml").write_text(society(), encoding="utf-8")
    clock = FixedClock(MORNING)
    with Instance.open(room / "data", passphrase=lambda: PASSPHRASE, clock=clock) as instance:
        neighbour = instance.create_organisation(room / "neighbour.yaml", name=NEIGHBOUR, by="operator")
        with in_front_of(instance, clock, World) as made:
            made.client.follow_redirects = False
            _populate(made, Two(instance=instance, other=instance.organisation(LIGHTHOUSE), clock=clock), neighbour)
            yield made


def _populate(world: World, two: Two, neighbour: Organisation) -> None:
    memberships, links = Memberships.of(two.instance), Links.of(two.instance)
    accounts = {one: world.desk.opened(f"{one}@example.org") for one in (*CALLERS,) if one not in STRANGERS}
    world.sessions.update({one: begun.secret for one, begun in accounts.items()})

    def join(who: str, token: str) -> bytes:
        return memberships.accept(token, accounts[who].session.account).person

    def first(house: Organisation, who: str, role: str = "dpo") -> bytes:
        email = f"{who}@example.org"
        return join(who, memberships.bootstrap(house.organisation_id, role=role, email=email, by="operator").token)

    me = first(two.other, "dpo")
    first(neighbour, "neighbour-office")
    first(two.instance.accounts_house, "operator", "operator")
    for one in ("warden", "helper", "inspector"):
        invited = memberships.invite(two.other.organisation_id, roles=[one], email=f"{one}@example.org", by=me)
        join(one, invited.token)
    two.write_down("person@example.org")
    links.claim(accounts["person"].session.account, LIGHTHOUSE)
    Two(instance=two.instance, other=neighbour, clock=two.clock).write_down("neighbour@example.org")
    links.claim(accounts["neighbour"].session.account, NEIGHBOUR)
    until = two.clock.now() + timedelta(days=1)
    narrow = Scope(name="write-only", acts=frozenset({KeyAct.PUT}), categories=frozenset({"ledger"}), channel="desk")
    wide = Scope(
        name="key",
        acts=frozenset(KeyAct) - {KeyAct.APPLY},
        role="dpo",
        purposes=frozenset({"watching"}),
        categories=frozenset({"ledger"}),
        channel="desk",
    )
    for scope in (wide, narrow):
        world.keys[scope.name] = two.other.api_keys.create(scope, until=until, by="ann").secret


def routes(world: World) -> set[tuple[str, str]]:
    """Return every (method, address) of an organisation that the application answers."""
    found = getattr(world.client.app, "router").routes  # noqa: B009  # the type of the client's application is any callable
    return {
        (method, route.path)
        for route in found
        if isinstance(route, Route) and "{organisation}" in route.path
        for method in route.methods or ()
        if method != "HEAD"
    }


def test_every_route_of_an_organisation_has_a_row(world: World) -> None:
    """Whoever adds one says what each sort of caller is answered."""
    assert TABLE.keys() == routes(world)


@pytest.mark.clause("A4", "A11")
@pytest.mark.parametrize("caller", CALLERS)
def test_each_caller_is_answered_as_the_table_says(world: World, caller: str) -> None:
    """The status or the login, for each address and method; nothing else, for nobody."""
    wrong = {
        f"{method} {address}": f"{answer} instead of {row[caller]}"
        for (method, address), row in TABLE.items()
        if (answer := world.asked(method, address, caller)) != row[caller]
    }

    assert {} == wrong


@pytest.mark.parametrize("caller", ["neighbour", "neighbour-office"])
def test_two_organisations_that_people_call_the_same_are_two(world: World, caller: str) -> None:
    """Whoever is of one has their page or desk there, and none in the other, which has the same name on paper."""
    there = urls.OWN if caller == "neighbour" else urls.DESK

    assert 200 == world.asked("GET", there, caller, of=NEIGHBOUR)
    assert NOT_THERE == world.asked("GET", there, caller)
