"""`/account/sessions`: on which browsers the account is open, each to be closed by itself."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.responses import Response

from etanche.accounts import Accounts, Lifetimes, Session
from etanche.notice import duration_words, moment_words
from etanche.terms import Language
from etanche.web import urls
from etanche.web.guarding import Asking
from etanche.web.pages.account.page import Form, answer, to_page
from etanche.words import say

_ID_DIGITS = 32


def show(accounts: Accounts, asking: Asking) -> Response:
    """List them."""
    return _listed(accounts, asking)


def act(accounts: Accounts, asking: Asking) -> Response:
    """Close one, or all the others."""
    session = asking.caller.session
    if session is None:
        return to_page(urls.LOGIN)
    if asking.said("do") == "others":
        closed = accounts.close_others(session)
    else:
        closed = int(accounts.close(session, _id_of(asking.said("session"))))
    return _listed(accounts, asking, told=say("account.told.closed", asking.view.language, n=closed))


def _listed(accounts: Accounts, asking: Asking, *, told: str = "") -> Response:
    session = asking.caller.session
    if session is None:
        return to_page(urls.LOGIN)
    found = accounts.sessions(session)
    if all(one.id != session.id for one in found):
        return to_page(urls.LOGIN)
    others = Form(address=urls.SESSIONS, button="close-others", hidden={"do": "others"}, plain=True)
    return answer(
        asking,
        "sessions",
        template="account/sessions.html",
        told=told,
        forms=[others] if len(found) > 1 else [],
        sessions=tuple(_shown(one, session, asking) for one in found),
        lasting=_lasting(accounts.lifetimes(session), asking.view.language),
    )


@dataclass(frozen=True, kw_only=True)
class _Shown:
    """One session, as its line says it."""

    id: str
    device: str
    begun: str
    seen: str
    mine: bool


def _shown(one: Session, mine: Session, asking: Asking) -> _Shown:
    language, zone = asking.view.language, asking.site.zone
    return _Shown(
        id=one.id.hex(),
        device=one.device,
        begun=moment_words(one.begun, zone, language),
        seen=moment_words(one.seen, zone, language),
        mine=one.id == mine.id,
    )


def _lasting(lifetimes: Lifetimes, language: Language) -> str:
    """Say how long sessions last, and who asks for it."""
    return say(
        "account.sessions.lasting",
        language,
        idle=duration_words(lifetimes.idle.value, language),
        idle_by=lifetimes.idle.by,
        longest=duration_words(lifetimes.longest.value, language),
        longest_by=lifetimes.longest.by,
    )


def _id_of(text: str) -> bytes:
    """Return an id as a form says it; what is none closes nothing."""
    plain = len(text) == _ID_DIGITS and all(sign in "0123456789abcdef" for sign in text)
    return bytes.fromhex(text) if plain else b""
