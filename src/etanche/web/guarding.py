"""
Pages that know who asks: which callers each takes, and what becomes of the others.

    PAGES = (
        Page(address=urls.SESSIONS, method="GET", act=show, takes=LOGGED_IN),
        Page(address=urls.SESSIONS, method="POST", act=close, takes=LOGGED_IN),
    )

A stranger is led to the page that logs in, and back. Whoever is logged in and not among those a page takes is told that there is
no such page: it is the same answer as for an organisation that is not there. A form is looked at before anything is done with it.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field, replace
from secrets import token_urlsafe
from typing import Final, Literal

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from etanche.accounts import Begun, Level
from etanche.intake import TrustedProxies, read_agent
from etanche.web import cookies, forms, urls
from etanche.web.callers import LOGGED_IN, STRANGERS, Caller, Kind
from etanche.web.doors import body_of, front_of, origin_of
from etanche.web.safety import ours
from etanche.web.view import Site, View

SEE_OTHER: Final = 303

ASKED_FOR: Final[Mapping[Level, str]] = {
    Level.HALFWAY: urls.SECOND_FACTOR,
    Level.RENEWING: urls.PASSWORD,
    Level.ENROLLING: urls.FACTORS,
}
"""Where somebody goes on who is logged in halfway."""


@dataclass(frozen=True, kw_only=True)
class Asking:
    """One request to a guarded page: who asks, from where, and what the form says."""

    view: View
    caller: Caller
    place: str
    """By what throttles count where it came from: a digest that nobody can read an address from."""

    secure: bool
    bound: str
    """What forms are bound to: the secret of the session, or of the cookie for forms."""

    fresh: bool
    """Whether that cookie has still to be written."""

    form: Mapping[str, str] = field(default_factory=dict, repr=False)

    @property
    def site(self) -> Site:
        """What all requests share."""
        return self.view.site

    @property
    def request(self) -> Request:
        """The request itself."""
        return self.view.request

    @property
    def token(self) -> str:
        """What every form of the answer carries."""
        return forms.token_of(self.bound, self.site.callers.sign)

    @property
    def device(self) -> str:
        """What the browser says it is, in a few plain words."""
        agent = read_agent(self.request.headers.get("user-agent", ""))
        return ", ".join(word for word in (agent.browser, agent.system) if word and word != "other")

    def going_on(self, begun: Begun) -> Asking:
        """Return the same request as it is once the browser has another session."""
        caller = replace(self.caller, kind=Kind.ACCOUNT, session=begun.session)
        return replace(self, caller=caller, bound=begun.secret, fresh=False)

    def said(self, name: str) -> str:
        """Return what a field of the form says; nothing if it is not there."""
        return self.form.get(name, "")


Act = Callable[[Asking], Response]


@dataclass(frozen=True, kw_only=True)
class Page:
    """One address and method, what answers there, and to whom."""

    address: str
    method: Literal["GET", "POST"]
    act: Act
    takes: frozenset[Kind]


def guarded(page: Page, site: Site, trusted: TrustedProxies) -> Callable[[Request], Awaitable[Response]]:
    """Return a page as a route."""

    async def answer(request: Request) -> Response:
        body = b"" if page.method == "GET" else await body_of(request, forms.MOST_FORM)
        return await run_in_threadpool(_answer, page, site, trusted, request, body)

    return answer


def _answer(page: Page, site: Site, trusted: TrustedProxies, request: Request, body: bytes) -> Response:
    site.instance.renew()
    front = front_of(request, trusted)
    secret = cookies.read(request, cookies.SESSION, secure=front.secure)
    caller = site.callers.of(request, secret=secret)
    if caller.session is None:
        secret = cookies.read(request, cookies.FORMS, secure=front.secure)
    if page.method == "POST" and not ours(request.headers, site.base_url):
        raise HTTPException(403)
    if page.address not in urls.DESPITE_HALT:
        site.instance.halter.require_instance()
    if caller.kind not in page.takes:
        return stay(_elsewhere(page, caller, request), site.view(request))
    fields: Mapping[str, str] = {}
    if page.method == "POST":
        fields = forms.fields_of(body)
        forms.require_token(fields, secret, site.callers.sign)
    # Only now, when it is one of those the page takes: a page of an organisation has its name, its contact and its notice on it.
    whose = site.of_request(request)
    whose.instance.renew()
    asking = Asking(
        view=whose.view(request),
        caller=caller,
        place=origin_of(request, trusted),
        secure=front.secure,
        bound=secret or token_urlsafe(32),
        fresh=secret is None,
        form=fields,
    )
    return _finished(page.act(asking), asking)


def _finished(response: Response, asking: Asking) -> Response:
    """Let nobody keep what is somebody's own page; give a stranger what their forms are bound to."""
    response.headers["Cache-Control"] = "no-store"
    if asking.fresh and asking.caller.session is None:
        cookies.write(response, cookies.FORMS, asking.bound, secure=asking.secure)
    return stay(response, asking.view)


def stay(response: Response, view: View) -> Response:
    """Lead on in the language that was chosen."""
    if response.status_code == SEE_OTHER:
        response.headers["location"] = urls.in_language(response.headers["location"], view.asked)
    return response


def _elsewhere(page: Page, caller: Caller, request: Request) -> Response:
    """
    Lead a caller whom a page does not take to where they can go on.

    Raises:
        HTTPException: there is no such place (404).
    """
    if caller.kind in STRANGERS and page.takes & LOGGED_IN:
        target = urls.LOGIN if caller.session is None else ASKED_FOR[caller.session.level]
        wanted = (
            urls.whole_path(request.scope["path"], request.scope["query_string"].decode("latin-1"))
            if page.method == "GET"
            else None
        )
        return _see(urls.with_next(target, wanted))
    if caller.kind in LOGGED_IN and not page.takes & LOGGED_IN:
        return _see(urls.ACCOUNT)
    if caller.kind is Kind.STRANGER:
        return _see(urls.LOGIN)
    raise HTTPException(404)


def _see(address: str) -> RedirectResponse:
    return RedirectResponse(address, status_code=SEE_OTHER, headers={"Cache-Control": "no-store"})
