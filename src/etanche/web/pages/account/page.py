"""
What the pages of an account are made of: forms with few fields, what went wrong said above them, and the way on once it went well.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Final, Protocol

from starlette.responses import RedirectResponse, Response

from etanche.accounts import (
    Accounts,
    Begun,
    FactorNeeded,
    Level,
    LinkRefused,
    LoginRefused,
    NoAddress,
    NotKept,
    PasskeyRefused,
    PasswordRefused,
    ProveAgain,
    Session,
    Strictest,
    TermsNotAccepted,
    TooManyFactors,
    TooSoon,
)
from etanche.errors import EtancheError
from etanche.terms import Language
from etanche.vault import Changed
from etanche.web import cookies, urls
from etanche.web.guarding import ASKED_FOR, SEE_OTHER, Asking
from etanche.web.pages.account.telling import asked_words, objection_words
from etanche.web.safety import POLICY
from etanche.words import say

WITH_SCRIPT: Final = f"{POLICY}; script-src 'self'"
"""For the two pages on which a passkey is asked for; the script is ours, and no other runs."""


@dataclass(frozen=True, kw_only=True)
class Field:
    """One field of a form; its label is `account.field.NAME`."""

    name: str
    type: str = "text"
    autocomplete: str = "off"
    hint: str = ""
    """A key of words below the label."""

    value: str = ""
    required: bool = True
    code: bool = False
    """Whether it takes the six digits of an application."""

    fixed: bool = False
    """Whether it only says what is so; what is sent of it is not looked at."""


@dataclass(frozen=True, kw_only=True)
class Form:
    """One form; its button says `account.do.BUTTON`."""

    address: str
    button: str
    fields: tuple[Field, ...] = ()
    hidden: Mapping[str, str] = field(default_factory=dict)
    plain: bool = False
    """Whether it is not the main act of the page."""

    grave: bool = False
    """Whether what it does cannot be taken back."""

    passkey: str = ""
    """`make` or `show`, if the browser is asked for a passkey."""

    options: str = ""
    """What it is asked, as JSON."""

    note: str = ""
    """A key of words above the fields."""


class Proves(Protocol):
    """Whoever knows by what people show again that it is them."""

    def says_password(self, session: Session) -> bool:
        """Tell whether they are asked for a password."""


EMAIL: Final = Field(name="email", type="email", autocomplete="username")
PASSWORD: Final = Field(name="password", type="password", autocomplete="current-password")
NEW_PASSWORD: Final = Field(
    name="new-password", type="password", autocomplete="new-password", hint="account.hint.new-password"
)
AGAIN: Final = replace(PASSWORD, hint="account.again.password")
CODE: Final = Field(name="code", autocomplete="one-time-code", hint="account.hint.code", code=True)


def answer(
    asking: Asking,
    key: str,
    *,
    forms: Iterable[Form] = (),
    wrong: tuple[str, ...] = (),
    told: str = "",
    note: str = "",
    asked: Strictest | None = None,
    status: int = 200,
    template: str = "account/form.html",
    links: Iterable[tuple[str, str]] = (),
    **facts: object,
) -> Response:
    """
    Return a page of an account.

    Args:
        asking: who asks.
        key: of its words: `account.KEY.title`, `.lead`.
        forms: in order, the main one first.
        wrong: what went wrong, one sentence each.
        told: what has just been done, in one sentence.
        note: a fact to be known before, in one sentence.
        asked: what a new password has to be, if the page asks for one.
        status: of HTTP.
        template: another one, for a page that is more than forms.
        links: ways to other pages: address and key of words.
        facts: what that template asks for besides.
    """
    shown = tuple(forms)
    page = asking.view.page(
        template,
        name=key,
        status=status,
        path="",
        key=key,
        forms=shown,
        wrong=wrong,
        told=told,
        note=note,
        asked=() if asked is None else asked_words(asked, asking.view.language),
        token=asking.token,
        links=tuple(links),
        here=asking.request.scope["path"],
        **facts,
    )
    if any(form.passkey for form in shown):
        page.headers["Content-Security-Policy"] = WITH_SCRIPT
    return page


def proving(accounts: Proves, session: Session, form: Form) -> Form:
    """Return a form that changes how one comes in: it asks for the password, or says what stands for one."""
    if accounts.says_password(session):
        return replace(form, fields=(AGAIN, *form.fields))
    return form if session.level is Level.ENROLLING else replace(form, note="account.again.without")


def written(asking: Asking) -> Response:
    """
    Say that a letter was written, the same of every address.

    Where no mail server is named it waits with whoever runs the site: nobody is told that it is on its way.
    """
    key = "written" if asking.site.instance.sends_mail else "unsent"
    return answer(asking, key, told=say(f"account.told.{key}", asking.view.language))


def tried(asking: Asking, act: Callable[[], Response], again: Callable[[tuple[str, ...], int], Response]) -> Response:
    """Do something; when it is refused, show the form again with what was wrong, under the status of the refusal."""
    try:
        return act()
    except _SAID as error:
        page = again(_words(error, asking.view.language), error.http_status)
        if isinstance(error, TooSoon):
            page.headers["Retry-After"] = str(error.seconds)
        return page


def let_in(accounts: Accounts, asking: Asking, begun: Begun, *, to: str | None = None) -> Response:
    """Give the browser its new session, and lead on: to what is still asked for, or to where it was going."""
    level = begun.session.level
    going = urls.own_path(asking.said(urls.NEXT)) if asking.said(urls.NEXT) else None
    target = to or going or urls.ACCOUNT if level.whole else urls.with_next(ASKED_FOR[level], going)
    response = to_page(target)
    show_session(accounts, asking, response, begun)
    return response


def show_session(accounts: Accounts, asking: Asking, response: Response, begun: Begun) -> None:
    """Let the browser show a session from now on, and, once it is whole, that somebody logged in with it."""
    cookies.write(response, cookies.SESSION, begun.secret, secure=asking.secure)
    cookies.forget(response, cookies.FORMS, secure=asking.secure)
    if begun.session.level.whole:
        make_known(asking, response, accounts.device_word(begun.session.account))


def make_known(asking: Asking, response: Response, word: str) -> None:
    """Let the browser show from now on that it is one of the account's: strangers who go on failing keep it waiting no more."""
    cookies.write(response, cookies.DEVICE, word, secure=asking.secure, days=cookies.DEVICE_DAYS)


def to_page(address: str) -> Response:
    """Lead the browser on to a page of ours."""
    return RedirectResponse(address, status_code=SEE_OTHER)


def halfway_to(asking: Asking, level: Level) -> Response | None:
    """Lead whoever is halfway, and not waiting for this page, to the one they wait for."""
    session = asking.caller.session
    if session is None or session.level.whole or session.level is level:
        return None
    return to_page(ASKED_FOR[session.level])


def going(asking: Asking) -> dict[str, str]:
    """Return the hidden field that says where to go on afterwards."""
    said = asking.said(urls.NEXT) or asking.request.query_params.get(urls.NEXT, "")
    return {urls.NEXT: said} if said and urls.own_path(said) else {}


_KEYS: Final[Mapping[type[EtancheError], str]] = {
    LoginRefused: "login",
    NoAddress: "address",
    NotKept: "name",
    PasskeyRefused: "passkey",
    ProveAgain: "again",
    LinkRefused: "link",
    TermsNotAccepted: "terms",
    TooManyFactors: "many",
    Changed: "changed",
}
_SAID: Final[tuple[type[EtancheError], ...]] = (PasswordRefused, TooSoon, FactorNeeded, *_KEYS)


def _words(error: EtancheError, language: Language) -> tuple[str, ...]:
    """Say what was refused, and nothing of what was typed."""
    match error:
        case PasswordRefused():
            return tuple(objection_words(one, language) for one in error.objections)
        case TooSoon():
            return (say("account.wrong.too-soon", language, n=error.seconds),)
        case FactorNeeded():
            return (say("account.wrong.factor-needed", language, by=error.by),)
        case _:
            return (say(f"account.wrong.{_KEYS[type(error)]}", language),)
