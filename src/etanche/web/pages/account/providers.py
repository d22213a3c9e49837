"""
`/account/providers`: coming in by a provider, in two steps that are two pages: the terms here, then a link to the provider.

The link is not on the first page: before somebody accepted there is no such address.
"""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Final

from starlette.responses import Response

from etanche.accounts import Accounts, Documents, TermsNotAccepted
from etanche.accounts.providers import (
    ByProvider,
    LastWayIn,
    Link,
    LinkedElsewhere,
    NoAccountYet,
    NoSuchProvider,
    ProviderOutOfReach,
    ProviderRefused,
    ProviderUnbelieved,
    features_of,
)
from etanche.charter import Provider
from etanche.errors import EtancheError
from etanche.outbound import HostNotDeclared
from etanche.terms import Language
from etanche.web import cookies, urls
from etanche.web.callers import EVERYBODY
from etanche.web.guarding import Asking, Page, stay
from etanche.web.language import chosen
from etanche.web.pages.account.page import Form, answer, going, let_in, proving, to_page, tried
from etanche.words import say

_PENDING: Final = "provider"
_WRONG: Final[Mapping[type[EtancheError], str]] = {
    HostNotDeclared: "away",
    LastWayIn: "last-way",
    LinkedElsewhere: "elsewhere",
    NoAccountYet: "no-account",
    NoSuchProvider: "none",
    ProviderOutOfReach: "away",
    ProviderRefused: "refused",
    ProviderUnbelieved: "unbelieved",
    TermsNotAccepted: "terms",
}


@dataclass(frozen=True, kw_only=True)
class Permission:
    """What is asked of a provider, in the words of the charter."""

    title: str
    features: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Offered:
    """A provider, as a page shows it."""

    name: str
    title: str
    permissions: tuple[Permission, ...]
    link: Link | None
    grey: tuple[tuple[str, tuple[str, ...]], ...]
    """Features that do not work, each with the permissions that it lacks."""


def provider_pages(accounts: Accounts, by: ByProvider) -> tuple[Page, ...]:
    """Return the pages of providers, and whom each takes."""
    return (
        Page(address=urls.PROVIDERS, method="GET", act=partial(show, by), takes=EVERYBODY),
        Page(address=urls.PROVIDERS, method="POST", act=partial(act, by), takes=EVERYBODY),
        Page(address=urls.PROVIDER_BACK, method="GET", act=partial(back, accounts, by), takes=EVERYBODY),
    )


def back_page(name: str) -> str:
    """Return the path to which a provider sends people back: each has its own, so that none answers for another."""
    return urls.PROVIDER_BACK.format(name=name)


def show(by: ByProvider, asking: Asking, *, wrong: tuple[str, ...] = (), status: int = 200, way: str = "") -> Response:
    """Show the providers with what is asked of them, and what the account is linked with; `way` is where somebody goes who accepted."""
    language = asking.view.language
    session = asking.caller.session
    links = {one.provider: one for one in by.links(session)} if session is not None and session.level.whole else {}
    charter = asking.site.instance.charter
    titles = {name: feature.title.in_(language) for name, feature in charter.features.items()}
    again = Form(address=urls.PROVIDERS, button="accept")
    offered = [_offered(name, charter.providers[name], links.get(name), titles, language) for name in by.names]
    return answer(
        asking,
        "providers",
        template="account/providers.html",
        wrong=wrong,
        status=status,
        offered=offered,
        documents=by.documents,
        inside=_inside(asking),
        way=way,
        on=going(asking),
        again=proving(by, session, again) if session is not None and session.level.whole else again,
    )


def act(by: ByProvider, asking: Asking) -> Response:
    """Take what somebody accepts, and show the way; or unlink a provider."""
    name, password, session = asking.said("provider"), asking.said("password"), asking.caller.session
    shown = Documents(terms=asking.said("terms"), notice=asking.said("notice"))

    def done() -> Response:
        if asking.said("act") == "unlink" and session is not None:
            by.unlink(session, name, password, place=asking.place)
            return to_page(urls.PROVIDERS)
        inside = session if _inside(asking) else None
        if inside is None:
            way = by.begin(name, shown=shown)
        else:
            way = by.begin_link(inside, name, password, place=asking.place, shown=shown)
        response = show(by, asking, way=way.address)
        _keep(asking, response, way.word)
        return response

    return _tried(by, asking, done)


def back(accounts: Accounts, by: ByProvider, asking: Asking) -> Response:
    """Take somebody who comes back: into their account, or linked with it."""
    name = asking.request.path_params["name"]
    language, word, target = _kept(asking)
    said = dict(asking.request.query_params)
    # The provider sends people back to one address, whatever the language in which they went.
    kept = None if asking.view.asked else chosen(language, asking.site.instance.charter.notice.languages)
    asking = replace(asking, view=replace(asking.view, kept=kept), form={urls.NEXT: target})

    def done() -> Response:
        if _inside(asking) and asking.caller.session is not None:
            by.link(asking.caller.session, name, word, said)
            return to_page(urls.PROVIDERS)
        begun = by.come_in(name, word, said, language=asking.view.language, device=asking.device)
        return let_in(accounts, asking, begun)

    response = _tried(by, asking, done)
    cookies.forget(response, _PENDING, secure=asking.secure)
    return stay(response, asking.view) if kept else response


def _keep(asking: Asking, response: Response, word: str) -> None:
    """Let the browser keep what it brings back from the provider: in which language, by which word, and on to which page."""
    target = urlsafe_b64encode(going(asking).get(urls.NEXT, "").encode()).decode()
    cookies.write(response, _PENDING, f"{asking.view.asked or ''}.{word}.{target}", secure=asking.secure)


def _kept(asking: Asking) -> tuple[str, str, str]:
    """Return what it brings back: whoever wrote it there, `let_in` leads on to a page of ours or to none."""
    held = cookies.read(asking.request, _PENDING, secure=asking.secure) or ""
    language, word, target = (*held.split("."), "", "")[:3]
    try:
        return language, word, urlsafe_b64decode(target).decode()
    except ValueError:
        return language, word, ""


def _tried(by: ByProvider, asking: Asking, done: Callable[[], Response]) -> Response:
    """Do something; when it is refused, show the page with why."""

    def ours() -> Response:
        try:
            return done()
        except tuple(_WRONG) as error:
            why = say(f"account.providers.wrong.{_WRONG[type(error)]}", asking.view.language)
            return show(by, asking, wrong=(why,), status=error.http_status)

    return tried(asking, ours, lambda wrong, status: show(by, asking, wrong=wrong, status=status))


def _inside(asking: Asking) -> bool:
    """Tell whether somebody asks who is wholly in."""
    session = asking.caller.session
    return session is not None and session.level.whole


def _offered(
    name: str, provider: Provider, link: Link | None, titles: Mapping[str, str], language: Language
) -> Offered:
    permissions = {
        key: Permission(title=scope.title.in_(language), features=tuple(titles[one] for one in scope.for_))
        for key, scope in provider.scopes.items()
    }
    features = {} if link is None else features_of(provider, link.granted)
    grey = [
        (titles[one.name], tuple(permissions[key].title for key in one.missing))
        for one in features.values()
        if not one.works
    ]
    return Offered(name=name, title=provider.name, permissions=tuple(permissions.values()), link=link, grey=tuple(grey))
