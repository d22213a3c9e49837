"""Who asks is told by one function, and pages that take others say so in one way."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta

import pytest
from starlette.responses import PlainTextResponse, Response
from starlette.testclient import TestClient
from tests.web.browsing import HERE

from etanche.accounts import Level, Lifetimes, LoggedIn, Session
from etanche.accounts.passwords import Asked
from etanche.charter import Duration, Unit
from etanche.clock import FixedClock
from etanche.instance import Instance
from etanche.web import create_app
from etanche.web.callers import EVERYBODY, LOGGED_IN, MEMBERS, OPERATORS, STRANGERS, Callers, Kind
from etanche.web.guarding import Asking, Page

DAY = Asked(Duration(number=1, unit=Unit.DAY), "it")
LASTING = Lifetimes(idle=DAY, longest=DAY, zone="UTC")
ANN, BOB = b"a" * 16, b"b" * 16
FROM_US = {"sec-fetch-site": "same-origin"}


@dataclass
class House:
    """Sessions of an instance, a key, and who has which role."""

    instance: Instance
    roles: dict[tuple[bytes, str], frozenset[str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Keep sessions in the store of the instance."""
        self.logged_in = LoggedIn(
            store=self.instance.store,
            organisation=self.instance.organisation_id,
            clock=self.instance.clock,
            sign=self.sign,
        )

    def session_of(self, secret: str) -> Session | None:
        """Return the session that a secret opens."""
        return self.logged_in.of(secret, lambda _: LASTING)

    def sign(self, body: bytes) -> bytes:
        """Mark what forms carry."""
        return self.instance.keyring.sign_word(self.instance.organisation_id, "forms", body)

    def roles_of(self, account: bytes, organisation: str) -> frozenset[str]:
        """Return the roles of an account in an organisation."""
        return self.roles.get((account, organisation), frozenset())


def show(asking: Asking) -> Response:
    """Say who asks, and hand out a form."""
    caller = asking.caller
    words = [caller.kind, str(caller.organisation), *sorted(caller.roles), str(caller.strong), asking.token]
    return PlainTextResponse(" ".join(words))


def act(asking: Asking) -> Response:
    """Repeat what a form says."""
    return PlainTextResponse(f"did {asking.said('what')}")


PAGES = (
    Page(address="/anybody", method="GET", act=show, takes=EVERYBODY),
    Page(address="/anybody", method="POST", act=act, takes=EVERYBODY),
    Page(address="/strangers", method="GET", act=show, takes=STRANGERS),
    Page(address="/mine", method="GET", act=show, takes=LOGGED_IN),
    Page(address="/mine", method="POST", act=act, takes=LOGGED_IN),
    Page(address="/of/{organisation}", method="GET", act=show, takes=MEMBERS),
    Page(address="/run/{organisation}", method="GET", act=show, takes=OPERATORS),
)


@pytest.fixture
def house(instance: Instance) -> House:
    """Who can log in."""
    return House(instance, {(ANN, "choir"): frozenset({"secretary"}), (BOB, "instance"): frozenset({"operator"})})


@pytest.fixture
def browser(instance: Instance, house: House) -> Iterator[TestClient]:
    """A browser in front of pages that know who asks; it follows nobody."""
    app = create_app(instance, callers=Callers(knows=house, members=house), pages=PAGES)
    with TestClient(app, base_url=HERE, follow_redirects=False) as client:
        yield client


def log_in(browser: TestClient, house: House, account: bytes, level: Level = Level.SECOND_FACTOR) -> None:
    """Let the browser show a session."""
    begun = house.logged_in.begin(account, lifetimes=LASTING, level=level)
    browser.cookies.set("etanche-session", begun.secret)


TO_LOGIN = "/account/login?next=%2F"

KINDS: dict[Kind, tuple[bytes, Level] | None] = {
    Kind.STRANGER: None,
    Kind.HALFWAY: (ANN, Level.HALFWAY),
    Kind.ACCOUNT: (b"c" * 16, Level.PASSWORD),
    Kind.MEMBER: (ANN, Level.SECOND_FACTOR),
    Kind.OPERATOR: (BOB, Level.SECOND_FACTOR),
}


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        (Kind.STRANGER, [200, 200, f"{TO_LOGIN}mine", f"{TO_LOGIN}of%2Fchoir", f"{TO_LOGIN}run%2Finstance"]),
        (
            Kind.HALFWAY,
            [
                200,
                200,
                *(f"/account/second-factor?next=%2F{path}" for path in ("mine", "of%2Fchoir", "run%2Finstance")),
            ],
        ),
        (Kind.ACCOUNT, [200, "/account", 200, 404, 404]),
        (Kind.MEMBER, [200, "/account", 200, 200, 404]),
        (Kind.OPERATOR, [200, "/account", 200, 404, 200]),
    ],
)
def test_each_page_takes_whom_it_says(browser: TestClient, house: House, kind: Kind, expected: list[object]) -> None:
    """Strangers are led to the login and back; who is logged in and not taken is told that there is nothing."""
    if (who := KINDS[kind]) is not None:
        log_in(browser, house, *who)

    answers = [browser.get(path) for path in ("/anybody", "/strangers", "/mine", "/of/choir", "/run/instance")]

    assert expected == [answer.headers.get("location", answer.status_code) for answer in answers]


def test_an_organisation_of_others_and_one_that_is_not_there_answer_alike(browser: TestClient, house: House) -> None:
    """Whoever is no member cannot tell whether there is such an organisation."""
    log_in(browser, house, BOB)

    others, none = browser.get("/of/choir"), browser.get("/of/nothing-of-that-name")

    assert (others.status_code, others.text, others.headers) == (none.status_code, none.text, none.headers)
    assert 404 == none.status_code


def test_a_member_comes_with_their_roles(browser: TestClient, house: House) -> None:
    """A page knows in which organisation, as what, and how well the caller showed who they are."""
    log_in(browser, house, ANN)

    assert browser.get("/of/choir").text.startswith("member choir secretary True ")


def test_a_session_that_is_over_is_a_stranger(browser: TestClient, house: House, clock: FixedClock) -> None:
    """A day later the same secret opens nothing, and its line is gone."""
    log_in(browser, house, ANN)
    clock.advance(timedelta(days=1))

    assert 303 == browser.get("/mine").status_code
    assert () == house.logged_in.listed(ANN)


def tokens(browser: TestClient, path: str) -> str:
    """Return the token that a page hands out."""
    return browser.get(path).text.rpartition(" ")[2]


def test_a_form_needs_the_token_of_its_own_browser(browser: TestClient, house: House, instance: Instance) -> None:
    """Without a token, with another browser's, or with the one from before the login, nothing is done."""
    strangers = tokens(browser, "/anybody")
    log_in(browser, house, ANN)
    mine = tokens(browser, "/mine")
    log_in(browser, house, BOB)
    theirs = tokens(browser, "/mine")

    posted = [
        browser.post("/mine", data={"what": "it"} | sent, headers=FROM_US).status_code
        for sent in ({}, {"token": strangers}, {"token": mine}, {"token": "é"}, {"token": theirs})
    ]

    assert [403, 403, 403, 403, 200] == posted


@pytest.mark.parametrize(
    "headers",
    [{"sec-fetch-site": "cross-site"}, {"sec-fetch-site": "same-site"}, {"origin": "https://evil.example"}],
)
def test_a_form_of_another_site_does_nothing(browser: TestClient, house: House, headers: dict[str, str]) -> None:
    """Even with the right token, a form that a browser says is not ours is refused."""
    log_in(browser, house, ANN)
    token = tokens(browser, "/mine")

    assert 403 == browser.post("/mine", data={"token": token}, headers=headers).status_code


def test_a_stranger_s_form_is_bound_to_a_cookie_that_no_script_reads(browser: TestClient) -> None:
    """The cookie is set once, for this host alone, and the form works with it and not without."""
    first = browser.get("/anybody")
    token = first.text.rpartition(" ")[2]

    assert re.fullmatch(r"etanche-forms=[\w-]{43}; HttpOnly; Path=/; SameSite=lax", first.headers["set-cookie"])
    assert "set-cookie" not in browser.get("/anybody").headers
    assert "did it" == browser.post("/anybody", data={"token": token, "what": "it"}, headers=FROM_US).text
    browser.cookies.clear()
    assert 403 == browser.post("/anybody", data={"token": token}, headers=FROM_US).status_code


def test_over_tls_cookies_belong_to_the_host_alone(instance: Instance, house: House) -> None:
    """Behind a proxy that speaks TLS their names forbid a neighbour to set them, and one without that name is not heard."""
    app = create_app(instance, callers=Callers(knows=house), pages=PAGES, trusted_proxies=["127.0.0.1"])
    begun = house.logged_in.begin(ANN, lifetimes=LASTING)
    with TestClient(app, base_url="https://choir.example", client=("127.0.0.1", 9), follow_redirects=False) as client:
        told = {"x-forwarded-proto": "https", "x-forwarded-for": "198.51.100.7"}
        answer = client.get("/anybody", headers=told)
        client.cookies.set("etanche-session", begun.secret)
        tossed = client.get("/mine", headers=told).status_code
        client.cookies.set("__Host-etanche-session", begun.secret)

        assert re.search("^__Host-etanche-forms=.*; Secure$", answer.headers["set-cookie"])
        assert 303 == tossed
        assert 200 == client.get("/mine", headers=told).status_code


@pytest.mark.parametrize(
    "sent",
    [b"\xff\xfe", b"what=1&what=2", b"&".join(b"f%d=1" % number for number in range(40)), b"what=%ff%fe"],
)
def test_what_is_no_form_is_refused(browser: TestClient, sent: bytes) -> None:
    """Bytes that are no text, a field said twice, too many fields."""
    browser.get("/anybody")

    assert 400 == browser.post("/anybody", content=sent, headers=FROM_US).status_code


def test_a_form_that_is_too_long_is_not_read(browser: TestClient) -> None:
    """More than a form can be is refused before it is looked at."""
    assert 413 == browser.post("/anybody", content=b"what=" + b"x" * (1 << 15), headers=FROM_US).status_code


def test_nobody_keeps_what_is_somebody_s_own(browser: TestClient, house: House) -> None:
    """No cache, of the browser or on the way, holds a page that knows who asks."""
    log_in(browser, house, ANN)

    assert "no-store" == browser.get("/mine").headers["cache-control"]
