"""Every address, every method, every kind of caller: what each is answered. A new route without a row fails."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
from fastapi.routing import APIRoute
from starlette.routing import BaseRoute, Mount, Route
from starlette.testclient import TestClient
from tests.accounts.conftest import Desk
from tests.conftest import MORNING, PASSPHRASE
from tests.web.browsing import HERE

from etanche.accounts import Level
from etanche.clock import FixedClock
from etanche.instance import Instance
from etanche.web import Callers, create_app, forms, link_page, pages_of, urls
from etanche.web.api import create_api
from etanche.web.callers import Kind

FROM_US = {"sec-fetch-site": "same-origin"}

S, H, A, M, O = Kind  # noqa: E741  # a row is read at a glance
EVERYBODY = frozenset(Kind)
LOGGED_IN = frozenset({A, M, O})

Row = dict[frozenset[Kind], object]
"""What kinds of callers are answered: a status, or where they are led."""


def all_get(status: int) -> Row:
    """Return the row of what answers everybody alike."""
    return {EVERYBODY: status}


def mine(status: int = 200, *, address: str) -> Row:
    """Return the row of a page of somebody's own."""
    login = f"{urls.LOGIN}?next={address.replace('/', '%2F')}"
    second = f"{urls.SECOND_FACTOR}?next={address.replace('/', '%2F')}"
    return {LOGGED_IN: status, frozenset({S}): login, frozenset({H}): second}


def posted(status: int) -> Row:
    """Return the row of a form of somebody's own, sent empty."""
    return {LOGGED_IN: status, frozenset({S}): urls.LOGIN, frozenset({H}): urls.SECOND_FACTOR}


def strangers(status: int) -> Row:
    """Return the row of a page for those who are not in."""
    return {frozenset({S, H}): status, LOGGED_IN: urls.ACCOUNT}


PUBLIC = (
    *(urls.STATUS, urls.STATUS_FEED, urls.STATUS_JSON),
    *(urls.HOME, urls.PRIVACY, urls.PROOF, urls.OPT_OUT, urls.VERSIONS, urls.FEED, urls.BADGE, urls.BADGE_JSON),
    *urls.PAPERS.values(),
    *(urls.PROOF_JSON, urls.KEY, urls.GPC, urls.SECURITY_TXT, urls.STYLE, urls.ICON, urls.FAVICON, urls.PASSKEYS),
    *urls.SCRIPTS,
    *(urls.SCHEMA, *urls.TRACKERS),
)

OF_ORGANISATION = tuple(
    f"{urls.ORGANISATION}{one}"
    for one in (
        *(urls.PRIVACY, urls.PROOF, urls.OPT_OUT, urls.VERSIONS, urls.VERSION, urls.FEED, urls.BADGE, urls.BADGE_JSON),
        *(*urls.PAPERS.values(), urls.PAPER_FILE, urls.PROOF_JSON, urls.KEY),
        *(urls.STATUS, urls.STATUS_FEED, urls.STATUS_JSON),
    )
)
"""What everybody reads of an organisation; asked for of one that is not there."""

OWN_GETS = (urls.OWN, urls.OWN_RECORD, urls.OWN_ERASE, urls.OWN_CERTIFICATE, urls.OWN_REQUESTS, urls.OWN_AFTER_DEATH)
OWN_POSTS = (
    *(urls.OWN_CHOICE, urls.OWN_RECEIPT, urls.OWN_AFTER_DEATH, urls.OWN_RECORD, urls.OWN_COPY, urls.OWN_ERASE),
    *(urls.OWN_REQUESTS, urls.OWN_REQUEST_FILE),
)
"""Asked for of an organisation that the account has no link to."""

DESK_GETS = (
    *(urls.DESK, urls.DESK_CASES, urls.DESK_FIND, urls.DESK_RECORD, urls.DESK_HOLDS, urls.DESK_DATES),
    *(urls.DESK_OBJECTIONS, urls.DESK_CALENDAR, urls.DESK_JOURNAL, urls.DESK_ATTESTED, urls.DESK_RECIPIENTS),
    *(
        urls.DESK_CHARTER,
        urls.DESK_HALT,
        urls.OPERATING,
        urls.DESK_REQUESTS,
        urls.DESK_REQUEST,
        urls.DESK_INCIDENTS,
        urls.DESK_INCIDENT,
        urls.DESK_DEMANDS,
        urls.DESK_DEMAND,
    ),
)
DESK_POSTS = (
    *(urls.DESK_CASES, urls.DESK_CLOSE, urls.DESK_REVOKE, urls.DESK_HOLD, urls.DESK_HOLDS),
    *(urls.DESK_DATES, urls.DESK_INQUIRY, urls.DESK_FIND, urls.DESK_RECORD, urls.DESK_OBJECTIONS),
    *(urls.DESK_HALT, urls.DESK_RESUME, urls.DESK_REQUESTS, urls.DESK_REQUEST, urls.DESK_INCIDENTS, urls.DESK_INCIDENT),
    *(urls.DESK_DEMANDS, urls.DESK_DEMAND),
)
"""Asked for of an organisation that the account does not work for; who does is asked about in `test_desk`."""

GETS: dict[str, Row] = {
    **{address: all_get(200) for address in PUBLIC},
    **{urls.PAPERS[name]: all_get(404) for name in ("agreement", "california")},
    urls.VERSION: all_get(404),
    **{address: all_get(404) for address in OF_ORGANISATION},
    f"{urls.ORGANISATION}{urls.PROOF_DETAIL}": mine(404, address=f"/o/nowhere{urls.PROOF_DETAIL}"),
    urls.PAPER_FILE: all_get(404),
    urls.CHANGE_PASSWORD: all_get(302),
    urls.PROOF_DETAIL: {frozenset({M}): 200, **mine(404, address=urls.PROOF_DETAIL)},
    urls.ACCOUNT: mine(address=urls.ACCOUNT),
    urls.REGISTER: strangers(200),
    urls.LOGIN: strangers(200),
    urls.SECOND_FACTOR: {frozenset({H}): 200, frozenset({S}): urls.LOGIN, LOGGED_IN: urls.ACCOUNT},
    urls.LOGOUT: {EVERYBODY - {S}: 200, frozenset({S}): f"{urls.LOGIN}?next=%2Flogout"},
    urls.RECOVER: all_get(200),
    urls.PASSWORD: {**mine(address=urls.PASSWORD), frozenset({H}): urls.SECOND_FACTOR},
    urls.ADDRESS: {LOGGED_IN: 200, frozenset({S, H}): f"{urls.LOGIN}?next=%2Faccount%2Femail"},
    urls.SESSIONS: mine(address=urls.SESSIONS),
    urls.INVITATION: {
        LOGGED_IN: 403,
        frozenset({S, H}): f"{urls.LOGIN}?next=%2Faccount%2Finvitation%3Flink%3D",
    },
    urls.PROVIDERS: all_get(200),
    urls.PROVIDER_BACK: all_get(404),
    urls.FACTORS: {**mine(address=urls.FACTORS), frozenset({H}): urls.SECOND_FACTOR},
    urls.MY_DATA: mine(address=urls.MY_DATA),
    urls.DELETE: mine(address=urls.DELETE),
    urls.DELETED: all_get(404),
    urls.REQUEST: all_get(404),
    urls.REQUEST_ANSWER: all_get(404),
    **{
        one: mine(
            404,
            address=one.format(organisation="nowhere", request="0" * 32, incident="0123456789ab", demand="demand-0"),
        )
        for one in OWN_GETS + DESK_GETS
    },
}

POSTS: dict[str, Row] = {
    urls.OPT_OUT: all_get(400),
    f"{urls.ORGANISATION}{urls.OPT_OUT}": all_get(404),
    **{address: all_get(400) for address in urls.TRACKERS},
    urls.REGISTER: strangers(400),
    urls.LOGIN: strangers(403),
    urls.SECOND_FACTOR: {frozenset({H}): 403, frozenset({S}): urls.LOGIN, LOGGED_IN: urls.ACCOUNT},
    urls.LOGOUT: {EVERYBODY - {S}: f"{urls.LOGIN}?done=out", frozenset({S}): urls.LOGIN},
    urls.RECOVER: all_get(200),
    urls.PASSWORD: {**posted(403), frozenset({H}): urls.SECOND_FACTOR},
    urls.ADDRESS: {LOGGED_IN: 400, frozenset({S, H}): f"{urls.LOGIN}?next=%2Faccount%2Femail"},
    urls.SESSIONS: posted(200),
    urls.INVITATION: posted(403),
    urls.PROVIDERS: all_get(404),
    urls.FACTORS: {LOGGED_IN: urls.FACTORS, frozenset({S}): urls.LOGIN, frozenset({H}): urls.SECOND_FACTOR},
    urls.MY_DATA: posted(404),
    **{one: all_get(404) for one in (urls.REQUEST, urls.REQUEST_ANSWER, urls.REQUEST_FILE)},
    urls.DELETE: posted(400),
    **{one: posted(404) for one in OWN_POSTS + DESK_POSTS},
}

ASKED = {"GET": GETS, "POST": POSTS}


@pytest.fixture(scope="module")
def desk(template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """The service of accounts of an instance, with one account that has a second factor."""
    folder = tmp_path_factory.mktemp("routes") / "data"
    shutil.copytree(template, folder)
    clock = FixedClock(MORNING)
    with Instance.open(folder, passphrase=lambda: PASSPHRASE, clock=clock) as instance:
        desk = Desk(instance, clock, site=HERE, page=link_page)
        desk.begun = desk.opened()
        yield desk


class Roles:
    """Says which role the one account has in the organisation served: that of the kind of caller tried."""

    kind: Kind = A

    def roles_of(self, account: bytes, organisation: str) -> frozenset[str]:
        """Return a role for a member of the organisation served, and none for others."""
        assert account
        return frozenset({"dpo"}) if self.kind is M and organisation == SERVED else frozenset()


SERVED = "bookshop"
ROLES = Roles()


@pytest.fixture(scope="module")
def browser(desk: Desk) -> Iterator[TestClient]:
    """A browser that follows nobody."""
    app = create_app(
        desk.instance,
        base_url=HERE,
        callers=Callers(knows=desk.accounts, members=ROLES, served=SERVED),
        houses=desk.instance.organisation,
        pages=pages_of(desk.instance, desk.accounts, address=HERE),
        api=create_api(desk.instance),
    )
    with TestClient(app, base_url=HERE, follow_redirects=False) as client:
        yield client


def laid_out(browser: TestClient) -> list[BaseRoute]:
    """Return everything that the application has at an address."""
    found: list[BaseRoute] = getattr(browser.app, "router").routes  # noqa: B009  # to the client it is any callable
    return found


def routes(browser: TestClient) -> set[tuple[str, str]]:
    """Return every (method, address) that the application answers; HEAD goes with GET, and OPTIONS is asked by another test."""
    return {
        (method, route.path)
        for route in laid_out(browser)
        if isinstance(route, Route)
        for method in route.methods or ()
        if method not in {"HEAD", "OPTIONS"}
    }


def test_nothing_is_laid_out_that_no_table_knows(browser: TestClient) -> None:
    """Every route is one of a page, or the one place below which programs ask, whose resources have their table (`tests/api`)."""
    others = [one for one in laid_out(browser) if not isinstance(one, Route)]

    assert [urls.API] == [getattr(one, "path", "") for one in others]
    assert {Route, APIRoute, Mount} >= {type(one) for one in laid_out(browser)}
    below = TestClient(getattr(others[0], "app")).get(urls.API_DESCRIPTION).json()["paths"]  # noqa: B009  # a mount has one
    described = {(method.upper(), path) for path, methods in below.items() for method in methods}
    inside = set(below_of(getattr(others[0], "app").router.routes))  # noqa: B009  # as above

    assert {("GET", urls.API_DESCRIPTION)} == inside - described
    assert set() == described - inside


def below_of(found: Iterable[object]) -> Iterator[tuple[str, str]]:
    """Yield every (method, address) of routes, and of routers that lie among them."""
    for one in found:
        if isinstance(one, Route):
            yield from ((method, one.path) for method in one.methods or ())
        else:
            yield from below_of(inner_of(one))


def inner_of(router: object) -> Iterable[object]:
    """Return the routes of a router that was taken in, which some versions of the framework keep whole."""
    for name in ("routes", "original_router", "router"):
        inner = getattr(router, name, None)
        if inner is not None:
            return inner if isinstance(inner, list) else inner_of(inner)
    raise AssertionError(f"what is {type(router).__name__}?")


@pytest.mark.parametrize(("kind", "methods"), [(S, ("POST", "PUT", "OPTIONS")), (M, ("POST", "PATCH", "DELETE"))])
def test_no_other_method_is_answered(browser: TestClient, desk: Desk, kind: Kind, methods: tuple[str, ...]) -> None:
    """At no address, neither to strangers nor to members: the router says so before anybody is asked who they are."""
    taken = routes(browser) | {("OPTIONS", address) for address in urls.TRACKERS}
    tried = [(method, address) for address in {path for _, path in taken} for method in methods]
    wrong = {one: answer for one in tried if one not in taken and (answer := asked(browser, desk, kind, *one)) != 405}

    assert {} == wrong


@pytest.mark.parametrize("kind", [S, H, M])
def test_who_asks_for_the_head_is_told_no_more(browser: TestClient, desk: Desk, kind: Kind) -> None:
    """A page that is not for somebody has no head for them either: it is answered as the page is."""
    wrong = {}
    for address, row in GETS.items():
        expected = next(answer for kinds, answer in row.items() if kind in kinds)
        answer = asked(browser, desk, kind, "HEAD", address)
        if answer != expected:
            wrong[address] = f"{answer} instead of {expected}"

    assert {} == wrong


@pytest.mark.parametrize("kind", list(Kind))
def test_no_session_opens_what_is_for_programs(browser: TestClient, desk: Desk, kind: Kind) -> None:
    """Whoever is logged in is a stranger below `/v1`: what a browser sends by itself does nothing there, so no other site can make it."""
    addresses = [f"{urls.API}{one}" for one in (urls.API_KEY, urls.API_JOURNAL, urls.API_CHARTER)]
    written = f"{urls.API}{urls.API_RECORDS}".replace("{category}", "visit")

    assert {401} == {asked(browser, desk, kind, "GET", one) for one in addresses}
    assert 401 == asked(browser, desk, kind, "POST", written)


def test_every_route_has_a_row(browser: TestClient) -> None:
    """Whoever adds an address says whom it answers, and how."""
    rows = {(method, address) for method, table in ASKED.items() for address in table}

    assert set() == routes(browser) - rows, "routes without a row"
    assert set() == rows - routes(browser), "rows without a route"


@pytest.mark.clause("A11")
@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("kind", list(Kind))
def test_each_kind_of_caller_is_answered_as_its_row_says(
    browser: TestClient, desk: Desk, kind: Kind, method: str
) -> None:
    """For each address: the status, or where they are led; nothing else, for nobody."""
    wrong = {}
    for address, row in ASKED[method].items():
        expected = next(answer for kinds, answer in row.items() if kind in kinds)
        answer = asked(browser, desk, kind, method, address)
        if answer != expected:
            wrong[address] = f"{answer} instead of {expected}"

    assert {} == wrong


def asked(browser: TestClient, desk: Desk, kind: Kind, method: str, address: str) -> object:
    """Return what somebody is answered: where they are led, or the status."""
    browser.cookies.clear()
    ROLES.kind = kind
    bound = "a cookie of a stranger"
    if kind is S:
        browser.cookies.set("etanche-forms", bound)
    else:
        level = Level.HALFWAY if kind is H else Level.SECOND_FACTOR
        account = desk.begun.session.account
        lifetimes = desk.accounts.lifetimes(desk.begun.session)
        begun = desk.accounts._means.logged_in.begin(account, lifetimes=lifetimes, level=level)
        bound = begun.secret
        browser.cookies.set("etanche-session", bound)
    where = (
        address.replace("{digest}", "0" * 64)
        .replace("{organisation}", "nowhere")
        .replace("{incident}", "0123456789ab")
        .replace("{demand}", "demand-0")
        .replace("{name}", "nothing")
        .replace("{suffix}", "pdf")
        .replace("{request}", "0" * 32)
    )
    data = {"token": forms.token_of(bound, desk.accounts.sign)} if method == "POST" else None
    answer = browser.request(method, where, data=data, headers=FROM_US)
    return answer.headers.get("location", answer.status_code) if answer.status_code == 303 else answer.status_code
