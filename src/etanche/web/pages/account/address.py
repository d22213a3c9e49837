"""`/account/email`: another address, once it is shown to be theirs."""

from __future__ import annotations

from starlette.responses import Response

from etanche.accounts import Accounts
from etanche.web import urls
from etanche.web.callers import LOGGED_IN
from etanche.web.guarding import Asking
from etanche.web.pages.account.page import Field, Form, answer, proving, to_page, tried, written
from etanche.words import say

_NEW_EMAIL = Field(name="new-email", type="email", autocomplete="email", hint="account.hint.new-email")


def show(accounts: Accounts, asking: Asking) -> Response:
    """Ask for the new address, or, with the link of a letter, whether it is the one: to open a link is not to say so."""
    word = asking.request.query_params.get(urls.LINK, "")
    return _confirm(asking, word) if word else _ask(accounts, asking)


def act(accounts: Accounts, asking: Asking) -> Response:
    """Write to the new address; or take it, by the link of that letter."""
    word = asking.said(urls.LINK)

    def take() -> Response:
        accounts.change_address(word)
        return to_page(f"{urls.LOGIN}?done=address")

    def ask() -> Response:
        session = asking.caller.session
        if session is None or asking.caller.kind not in LOGGED_IN:
            return to_page(urls.LOGIN)
        accounts.ask_address(session, asking.said("password"), asking.said("new-email"), place=asking.place)
        return written(asking)

    if word:
        return tried(asking, take, lambda wrong, status: _confirm(asking, word, wrong=wrong, status=status))
    return tried(asking, ask, lambda wrong, status: _ask(accounts, asking, wrong=wrong, status=status))


def _ask(accounts: Accounts, asking: Asking, *, wrong: tuple[str, ...] = (), status: int = 200) -> Response:
    session = asking.caller.session
    if session is None or asking.caller.kind not in LOGGED_IN:
        return to_page(urls.with_next(urls.LOGIN, urls.ADDRESS))
    form = proving(accounts, session, Form(address=urls.ADDRESS, button="change-address", fields=(_NEW_EMAIL,)))
    now = say("account.address.now", asking.view.language, email=accounts.holder(session).email)
    return answer(asking, "address", forms=[form], wrong=wrong, status=status, note=now)


def _confirm(asking: Asking, word: str, *, wrong: tuple[str, ...] = (), status: int = 200) -> Response:
    form = Form(address=urls.ADDRESS, button="take-address", hidden={urls.LINK: word})
    return answer(asking, "take-address", forms=[form], wrong=wrong, status=status)
