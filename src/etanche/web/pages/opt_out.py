"""`/opt-out`: every refusal on one page, one act to say no, one to come back; works without any script."""

from __future__ import annotations

from urllib.parse import parse_qs

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse

from etanche.intake import COOKIE, Choice, Hit, OptOut, TrustedProxies, choice, gather
from etanche.notice import Refusals, fields_words, keep_words, refusable, taken_back
from etanche.web import urls
from etanche.web.doors import hit_of
from etanche.web.safety import ours
from etanche.web.view import Site, View
from etanche.words import Link, Phrase, phrase, say

CHOICE = "choice"
OUT, IN = "out", "in"

COOKIE_MONTHS = 13
"""How long the choice is remembered; a test compares it with the cookie itself."""

_MOST_FORM = 1024


def show(request: Request, site: Site) -> HTMLResponse:
    """Return the page of refusals, with what this browser says now."""
    view = site.view(request)
    return _page(view, choice(gather(request.headers.items())), signalled=_signalled(request))


async def act(request: Request, site: Site, trusted: TrustedProxies) -> HTMLResponse:
    """
    Carry out a choice made on our own pages, and say what it did.

    Raises:
        HTTPException: the form came from elsewhere (403), is too long (413) or says neither yes nor no (400);
            the charter counts no visits, so that there is nothing to carry out (404).
    """
    if not site.counts:
        raise HTTPException(404)
    if not ours(request.headers, site.base_url):
        raise HTTPException(403)
    hit = await hit_of(request, trusted)
    said = _said(hit)
    view = site.view(request)
    return await run_in_threadpool(_act, view, hit, said)


def _act(view: View, hit: Hit, said: str) -> HTMLResponse:
    """Ask intake to carry the choice out; the answer carries the one cookie."""
    signalled = _signalled(view.request)
    done = view.site.instance.at_the_door(lambda door: door.opt_out(hit) if said == OUT else door.opt_in(hit))
    now = Choice.OUT if said == OUT else (Choice.IN if signalled else Choice.NONE)
    page = _page(view, now, signalled=signalled, done=done, said=said)
    # Who refuses a neighbour on the same machine has not refused the first organisation; what refuses the first is read by all.
    page.headers["Set-Cookie"] = done.cookie.replace("Path=/", f"Path={view.site.root}/", 1)
    return page


def _page(view: View, now: Choice, *, signalled: bool, done: OptOut | None = None, said: str = "") -> HTMLResponse:
    """Return the page in one of its states."""
    charter = view.site.instance.charter
    refusals = Refusals(refusals=refusable(charter, view.language))
    page = view.page(
        "opt-out.html",
        name="opt-out",
        refusals=refusals,
        others=taken_back(charter, view.language),
        control=any(not refusal.write for refusal in refusals.refusals),
        refused=now.refuses,
        state={Choice.OUT: "refused", Choice.SIGNAL: "signal", Choice.NONE: "counted"}.get(
            now, "overruled" if signalled else "counted"
        ),
        cookie_there=now in {Choice.OUT, Choice.IN},
        told=_told(done, said, view),
        kept=_kept(view),
        ways=_ways(view),
        optouts=view.site.instance.optouts(),
        cookie=COOKIE,
        cookie_months=COOKIE_MONTHS,
    )
    page.headers["Cache-Control"] = "no-store"
    return page


def _told(done: OptOut | None, said: str, view: View) -> str:
    """Say what the act just did."""
    if done is None:
        return ""
    if said == IN:
        return say("opt-out.resumed", view.language)
    if done.forgotten is None:
        return say("opt-out.not-looked", view.language)
    return say("opt-out.erased", view.language, n=done.forgotten)


def _ways(view: View) -> dict[str, Phrase]:
    """Return where somebody says no to what no switch of this page can refuse, by what it takes: a form, or an account."""
    site = view.site
    name = view.request.path_params.get("organisation", site.callers.served)
    if site.callers.knows is None:
        return {}
    form = urls.own(urls.REQUEST, name) if name and site.instance.asked_by_form else ""
    found = {"form": form, "own": urls.MY_DATA}
    return {
        way: phrase(
            f"opt-out.way-{way}",
            view.language,
            link=Link(text=say(f"opt-out.way-{way}-link", view.language), href=urls.in_language(at, view.asked)),
        )
        for way, at in found.items()
        if at
    }


def _kept(view: View) -> list[tuple[str, str]]:
    """Return what is kept of those who do not refuse, and for how long: (data, term) for each refusable purpose."""
    charter = view.site.instance.charter
    return [
        (fields_words(charter, category, view.language), keep_words(purpose.keep, view.language))
        for purpose in charter.purposes.values()
        if purpose.objection
        for category in purpose.uses
    ]


def _signalled(request: Request) -> bool:
    """Tell whether the browser sends Global Privacy Control, whatever else was chosen."""
    return "1" in {value.strip() for header in request.headers.getlist("sec-gpc") for value in header.split(",")}


def _said(hit: Hit) -> str:
    """Return what the form says."""
    if len(hit.body) > _MOST_FORM:
        raise HTTPException(413)
    try:
        said = parse_qs(hit.body.decode("ascii"), max_num_fields=8).get(CHOICE, [])
    except ValueError:
        said = []
    if said not in ([OUT], [IN]):
        raise HTTPException(400)
    return said[0]
