"""`/account/email`: another address, once it is shown to be theirs."""

from __future__ import annotations

from typing import Final

from starlette.responses import Response

from etanche.accounts import Accounts, Session
from etanche.web import urls
from etanche.web.callers import LOGGED_IN
from etanche.web.guarding import Asking
from etanche.web.pages.account.page import Field, Form, answer, proving, to_page, tried, written
from etanche.words import say

_HOME: Final = (urls.ACCOUNT, "account.link.account")
_NEW_EMAIL = Field(name="new-email", type="email", autocomplete="email", hint="account.hint.new-email")


def show(accounts: Accounts, asking: Asking) -> Response:
    """Ask for the new address, or, with the link of a letter, whether it is the one: to open a link is not to say so."""
    word = asking.request.query_params.get(urls.LINK, "")
    session = _whole(asking)
    if session is None:
        return to_page(urls.with_next(urls.LOGIN, urls.with_word(urls.ADDRESS, word) if word else urls.ADDRESS))
    return _confirm(accounts, session, asking, word) if word else _ask(accounts, session, asking)


def act(accounts: Accounts, asking: Asking) -> Response:
    """Write to the new address; or take it, by the link of that letter, where the account that asked is open and nowhere else."""
    word = asking.said(urls.LINK)
    session = _whole(asking)
    if session is None:
        return to_page(urls.with_next(urls.LOGIN, urls.with_word(urls.ADDRESS, word) if word else urls.ADDRESS))

    def take() -> Response:
        accounts.change_address(session, word)
        told = say("account.told.address", asking.view.language)
        return answer(asking, "address", told=told, note=_now(accounts, session, asking), links=[_HOME])

    def ask() -> Response:
        accounts.ask_address(session, asking.said("password"), asking.said("new-email"), place=asking.place)
        return written(asking)

    if word:
        return tried(asking, take, lambda wrong, status: _refused(accounts, session, asking, wrong, status))
    return tried(asking, ask, lambda wrong, status: _ask(accounts, session, asking, wrong=wrong, status=status))


def _whole(asking: Asking) -> Session | None:
    """Return the session, if it is one that has shown all that is asked for."""
    return asking.caller.session if asking.caller.kind in LOGGED_IN else None


def _ask(
    accounts: Accounts, session: Session, asking: Asking, *, wrong: tuple[str, ...] = (), status: int = 200
) -> Response:
    form = proving(accounts, session, Form(address=urls.ADDRESS, button="change-address", fields=(_NEW_EMAIL,)))
    now = _now(accounts, session, asking)
    return answer(asking, "address", forms=[form], wrong=wrong, status=status, note=now)


def _confirm(accounts: Accounts, session: Session, asking: Asking, word: str) -> Response:
    """Name the account and the address that it would have, before anybody says that it is theirs."""

    def shown() -> Response:
        holder, coming = accounts.coming_address(session, word)
        said = {"email": holder.email, "name": holder.name or "–", "coming": coming}
        form = Form(address=urls.ADDRESS, button="take-address", hidden={urls.LINK: word})
        note = say("account.take-address.whose", asking.view.language, **said)
        return answer(asking, "take-address", forms=[form], note=note)

    return tried(asking, shown, lambda wrong, status: _refused(accounts, session, asking, wrong, status))


def _refused(accounts: Accounts, session: Session, asking: Asking, wrong: tuple[str, ...], status: int) -> Response:
    """Say which account is open here: a link of another one does nothing in it."""
    note = say("account.take-address.elsewhere", asking.view.language, email=accounts.holder(session).email)
    return answer(asking, "take-address", wrong=wrong, note=note, status=status, links=[_HOME])


def _now(accounts: Accounts, session: Session, asking: Asking) -> str:
    return say("account.address.now", asking.view.language, email=accounts.holder(session).email)
