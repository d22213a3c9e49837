"""`/account/delete`: one page, one confirmation, then the receipt: what went, what stays, and where its certificate is."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Final, Literal

from starlette.exceptions import HTTPException
from starlette.responses import Response

from etanche.accounts import LinkRefused
from etanche.instance import Closing, OfficesEmpty
from etanche.notice import moment_words
from etanche.vault import NotErased
from etanche.web import cookies, urls
from etanche.web.callers import EVERYBODY, LOGGED_IN, Kind
from etanche.web.guarding import Asking, Page
from etanche.web.pages.account.page import PASSWORD, Form, answer, to_page, tried
from etanche.words import say

_NOT_FOUND, _BAD = 404, 400

Answer = Callable[[Closing, Asking], Response]


def show(closing: Closing, asking: Asking) -> Response:
    """Say what goes, what stays and with whom, before anything is done."""
    return _before(closing, asking)


def act(closing: Closing, asking: Asking) -> Response:
    """Delete the account, and answer with the receipt; the browser is logged out."""
    session = asking.caller.session
    if session is None:
        return to_page(urls.LOGIN)
    if asking.said("understood") != "yes":
        wrong = say("account.delete.unconfirmed", asking.view.language)
        return _before(closing, asking, wrong=(wrong,), status=_BAD)

    def gone() -> Response:
        done = closing.close(session, asking.said(PASSWORD.name), place=asking.place)
        language, zone = asking.view.language, asking.site.zone
        unreadable, marks = done.erasure.unreadable, done.erasure.marks_gone
        waits = say("own.erased.waits", language)
        page = answer(
            asking,
            "deleted",
            template="account/deleted.html",
            moments=[
                (say(f"own.erased.{key}", language), waits if at is None else moment_words(at, zone, language))
                for key, at in (("unreadable", unreadable), ("marks-gone", marks))
            ],
            certificate=urls.with_word(urls.DELETED, done.word),
        )
        cookies.forget(page, cookies.SESSION, secure=asking.secure)
        cookies.forget(page, cookies.DEVICE, secure=asking.secure)
        return page

    try:
        return tried(asking, gone, lambda wrong, status: _before(closing, asking, wrong=wrong, status=status))
    except OfficesEmpty as error:
        return _before(closing, asking, status=error.http_status)


def certificate(closing: Closing, asking: Asking) -> Response:
    """Hand out the certificate of an account that was deleted, to whoever has its word."""
    try:
        data = closing.certificate(asking.request.query_params.get(urls.LINK, ""))
    except (LinkRefused, NotErased):
        raise HTTPException(_NOT_FOUND) from None
    headers = {"Content-Disposition": 'attachment; filename="account-deleted.json"', "Referrer-Policy": "no-referrer"}
    return Response(data, media_type="application/json", headers=headers)


def _before(closing: Closing, asking: Asking, *, wrong: tuple[str, ...] = (), status: int = 200) -> Response:
    account = asking.caller.account
    kept = closing.kept_by(account)
    form = Form(address=urls.DELETE, button="delete", fields=(PASSWORD,), grave=True)
    return answer(
        asking,
        "delete",
        template="account/delete.html",
        forms=[] if kept else [form],
        wrong=wrong,
        status=status,
        kept=kept,
        works=closing.works_for(account),
        known=[(urls.own(urls.OWN_ERASE, name), title) for name, title in closing.known_to(account)],
    )


_ROWS: Final[tuple[tuple[str, Literal["GET", "POST"], Answer, frozenset[Kind]], ...]] = (
    (urls.DELETE, "GET", show, LOGGED_IN),
    (urls.DELETE, "POST", act, LOGGED_IN),
    (urls.DELETED, "GET", certificate, EVERYBODY),
)


def closing_pages(closing: Closing) -> tuple[Page, ...]:
    """Return the pages by which an account ends."""
    return tuple(
        Page(address=where, method=method, act=partial(answer_, closing), takes=takes)
        for where, method, answer_, takes in _ROWS
    )
