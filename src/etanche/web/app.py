"""
The application: every address of `urls` and the page or door that answers there.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from functools import partial

from fastapi import FastAPI
from fastapi.exceptions import HTTPException as FastAPIHTTPException
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Match, Route
from starlette.types import ASGIApp

from etanche.errors import EtancheError
from etanche.intake import TrustedProxies
from etanche.proof import as_json
from etanche.proof.evidence import pem_of
from etanche.vault import CharterSuperseded
from etanche.web import doors, serving, urls
from etanche.web.callers import NOBODY, Callers
from etanche.web.framing import Framing
from etanche.web.guarding import Page, guarded
from etanche.web.needs import Instance
from etanche.web.pages import badge, detail, errors, home, opt_out, papers, privacy, proof, status, versions, wellknown
from etanche.web.safety import Safety
from etanche.web.transport import Transport
from etanche.web.turned_away import Counting, TurnedAway
from etanche.web.view import Site, templates

Sites = Callable[[Request], Site]
"""Whose pages a request asks for."""

READ = ["GET", "HEAD"]
ASK = ["GET", "HEAD", "POST", "OPTIONS"]
"""What the public door answers; which of it records something is for intake."""

_FORBIDDEN = 403
_WRONG_METHOD = 405


def create_app(
    instance: Instance,
    *,
    trusted_proxies: Sequence[str] = (),
    base_url: str | None = None,
    callers: Callers = NOBODY,
    pages: Sequence[Page] = (),
    api: ASGIApp | None = None,
    houses: Callable[[str], Instance] | None = None,
) -> FastAPI:
    """
    Return the pages and the public door of one instance.

    Args:
        instance: the house.
        trusted_proxies: the machines whose word about a visitor's address and about TLS counts.
        base_url: the address people know this server under, for the texts to copy.
        callers: who can log in here; without it nobody can.
        pages: those that know who asks.
        api: what answers programs; see `web.api`.
        houses: opens the house of an organisation by its name, so that the notice and the proof of each are read; raises `NotFound`.

    Raises:
        Unreadable: a trusted proxy is neither an address nor a network.
    """
    site = Site(instance=instance, templates=templates(), base_url=base_url, callers=callers, houses=houses)
    trusted = TrustedProxies.read(trusted_proxies)
    app = FastAPI(title="Étanche", docs_url=None, redoc_url=None, openapi_url=None, redirect_slashes=False)
    app.add_middleware(Transport, trusted=trusted, base_url=base_url, refuse=partial(_in_clear, site))
    app.add_middleware(Framing)
    app.state.turned_away = TurnedAway(instance)
    app.add_middleware(Counting, turned_away=app.state.turned_away)
    app.add_middleware(Safety, broken=partial(_broken, site))
    _faults(app, site)
    _pages(app, lambda _: site, trusted)
    app.add_api_route(urls.HOME, _reading(home.home, lambda _: site), methods=READ, response_model=None)
    if houses is not None:
        _pages(app, site.of_request, trusted, at=urls.ORGANISATION)
    _files(app, site)
    # Without members there is nobody to show it to.
    details = (detail.PAGE,) if houses is None else (detail.PAGE, detail.OF_ORGANISATION)
    for page in (*pages, *(details if callers.members is not None else ())):
        methods = READ if page.method == "GET" else ["POST"]
        app.add_api_route(page.address, guarded(page, site, trusted), methods=methods, response_model=None)
    for address in urls.TRACKERS:
        app.add_api_route(address, _asking(doors.track, lambda _: site, trusted), methods=ASK, response_model=None)
    if api is not None:
        app.mount(urls.API, api)
    return app


def _pages(app: FastAPI, sites: Sites, trusted: TrustedProxies, at: str = "") -> None:
    """Lay out what people read of an organisation."""
    for address, page in (
        (urls.PRIVACY, privacy.privacy),
        (urls.PROOF, proof.proof),
        (urls.OPT_OUT, opt_out.show),
        (urls.VERSIONS, versions.versions),
        (urls.VERSION, versions.version),
        (urls.FEED, versions.feed),
        (urls.STATUS, status.show),
        (urls.STATUS_FEED, status.feed),
        (urls.STATUS_JSON, status.told),
        *papers.PAGES.items(),
        (urls.PAPER_FILE, papers.file),
        (urls.BADGE, badge.drawn),
        (urls.BADGE_JSON, badge.told),
        (urls.PROOF_JSON, _verdicts),
        (urls.KEY, _key),
    ):
        app.add_api_route(f"{at}{address}", _reading(page, sites), methods=READ, response_model=None)
    post = _asking(opt_out.act, sites, trusted)
    app.add_api_route(f"{at}{urls.OPT_OUT}", post, methods=["POST"], response_model=None)


def _verdicts(_: Request, site: Site) -> Response:
    """Return the verdicts, as `etanche prove --json` prints them."""
    listed = [as_json(verdict, "en") for verdict in site.instance.verdicts().verdicts]
    return JSONResponse(listed, headers={"Cache-Control": "no-cache"})


def _key(_: Request, site: Site) -> Response:
    """Return the public key."""
    return PlainTextResponse(pem_of(site.instance.public_key), media_type="application/x-pem-file")


def _files(app: FastAPI, site: Site) -> None:
    """Lay out what programs fetch."""
    fixed = {urls.STYLE: serving.style(), urls.ICON: serving.icon(), urls.FAVICON: serving.icon()}
    fixed[urls.PASSKEYS] = serving.passkeys()
    fixed |= dict.fromkeys(urls.SCRIPTS, serving.script()) | {urls.SCHEMA: serving.schema()}
    for address, file in fixed.items():
        app.add_api_route(address, _taking(file), methods=READ, response_model=None)

    def signal() -> Response:
        """Say that Global Privacy Control is respected (W3C), and since which version of the notice."""
        return JSONResponse({"gpc": True, "lastUpdate": max(site.instance.charter.versions).isoformat()})

    def security() -> Response:
        """Say whom to tell of a hole (RFC 9116); the word is good for half a year from the beginning of this month."""
        return PlainTextResponse(wellknown.security_txt(site), headers={"Cache-Control": "no-cache"})

    def change_password() -> Response:
        """Lead those who keep passwords for people to the page that changes one (W3C)."""
        return RedirectResponse(urls.PASSWORD, status_code=302)

    app.add_api_route(urls.SECURITY_TXT, security, methods=READ, response_model=None)
    if site.callers.knows is not None:
        app.add_api_route(urls.CHANGE_PASSWORD, change_password, methods=READ, response_model=None)
    app.add_api_route(urls.GPC, signal, methods=READ, response_model=None)


def _reading(page: Callable[[Request, Site], Response], sites: Sites) -> Callable[[Request], Response]:
    """Return a page as a route; it runs beside the event loop, because it waits for a disk."""

    def answer(request: Request) -> Response:
        site = sites(request)
        site.instance.renew()
        try:
            return page(request, site)
        except CharterSuperseded:
            site.instance.renew(anew=True)
            return page(request, site)

    return answer


def _asking(
    door: Callable[[Request, Site, TrustedProxies], Awaitable[Response]], sites: Sites, trusted: TrustedProxies
) -> Callable[[Request], Awaitable[Response]]:
    """Return a door as a route."""

    async def answer(request: Request) -> Response:
        site = await run_in_threadpool(sites, request)
        await run_in_threadpool(site.instance.renew)
        return await door(request, site, trusted)

    return answer


def _taking(file: serving.Fixed) -> Callable[[Request], Response]:
    """Return a fixed file as a route."""

    def answer(request: Request) -> Response:
        return file.answer(request)

    return answer


def _faults(app: FastAPI, site: Site) -> None:
    """Give every failure its page, and its headers where the protocol asks for some."""

    async def refused(request: Request, error: Exception) -> Response:
        status = error.status_code if isinstance(error, HTTPException) else 500
        headers = dict(getattr(error, "headers", None) or {})
        if status == _WRONG_METHOD:
            headers["Allow"] = _allowed(app, request)
        page = await run_in_threadpool(errors.failure, request, site, status)
        page.headers.update(headers)
        return page

    async def known(request: Request, error: Exception) -> Response:
        status = error.http_status if isinstance(error, EtancheError) else 500
        return await run_in_threadpool(errors.failure, request, site, status)

    app.add_exception_handler(HTTPException, refused)
    app.add_exception_handler(FastAPIHTTPException, refused)
    app.add_exception_handler(EtancheError, known)


def _allowed(app: FastAPI, request: Request) -> str:
    """Return the methods of every route at an address; the router by itself names only those of the first."""
    methods = {
        method
        for route in app.router.routes
        if isinstance(route, Route) and route.matches(request.scope)[0] is not Match.NONE
        for method in route.methods or ()
    }
    return ", ".join(method for method in ASK if method in methods)


async def _in_clear(site: Site, request: Request) -> Response:
    """Return the page for what came in clear from elsewhere."""
    return await run_in_threadpool(errors.failure, request, site, _FORBIDDEN)


async def _broken(site: Site, request: Request) -> Response:
    """Return the page for a fault of ours."""
    return await run_in_threadpool(errors.failure, request, site, 500)
