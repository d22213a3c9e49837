"""`/account/data`: which organisations hold data of whoever is logged in, as far as they are linked, and the way to another."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from starlette.responses import RedirectResponse, Response

from etanche.instance import BUILT_IN, Links, NothingUnderAddress
from etanche.web import urls
from etanche.web.callers import Kind
from etanche.web.guarding import SEE_OTHER, Asking
from etanche.words import fine, say


@dataclass(frozen=True, kw_only=True)
class _Known:
    """An organisation that is linked."""

    title: str
    address: str


def show(links: Links, asking: Asking) -> Response:
    """List them; the name of the organisation whose pages these are stands in the form."""
    return _page(links, asking)


def act(links: Links, asking: Asking) -> Response:
    """Look for the address of the account in an organisation; the answer to *not there* and *no such organisation* is one."""
    try:
        link = links.claim(asking.caller.account, asking.said("organisation").strip())
    except NothingUnderAddress as error:
        return _page(links, asking, wrong=say("own.link.nothing", asking.view.language), status=error.http_status)
    return RedirectResponse(urls.own(urls.OWN, link.name), status_code=SEE_OTHER)


def _page(links: Links, asking: Asking, *, wrong: str = "", status: int = 200) -> Response:
    found = links.of_account(asking.caller.account)
    known = [
        _Known(title=fine(links.title(one), asking.view.language), address=urls.own(urls.OWN, one.name))
        for one in found
    ]
    return asking.view.page(
        "mine/link.html",
        name="data",
        status=status,
        token=asking.token,
        known=known,
        works=list(_works(links, asking)),
        first=links.first,
        wrong=(wrong,) if wrong else (),
    )


def _works(links: Links, asking: Asking) -> Iterator[_Known]:
    """Yield the desks that are theirs; whoever keeps the instance running has a page of their own."""
    language = asking.view.language
    for name, title in links.works_for(asking.caller.account):
        yield _Known(title=fine(title, language), address=urls.own(urls.DESK, name))
    if asking.site.callers.within(asking.caller, BUILT_IN).kind is Kind.OPERATOR:
        yield _Known(title=say("operating.title", language), address=urls.own(urls.OPERATING, BUILT_IN))
