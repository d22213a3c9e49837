"""`/account/password`, `/account/recover`: another password, by the one before or by a letter."""

from __future__ import annotations

from starlette.responses import Response

from etanche.accounts import Accounts, Level
from etanche.web import urls
from etanche.web.guarding import Asking
from etanche.web.pages.account.page import (
    EMAIL,
    NEW_PASSWORD,
    Form,
    answer,
    going,
    halfway_to,
    let_in,
    make_known,
    proving,
    to_page,
    tried,
    written,
)
from etanche.words import say


def show(accounts: Accounts, asking: Asking) -> Response:
    """Ask for the password and for another one; say why, if it has to be changed now."""
    return halfway_to(asking, Level.RENEWING) or _change(accounts, asking)


def act(accounts: Accounts, asking: Asking) -> Response:
    """Set another password; every other session is closed."""
    session = asking.caller.session
    elsewhere = halfway_to(asking, Level.RENEWING)
    if elsewhere is not None or session is None:
        return elsewhere or to_page(urls.LOGIN)

    def change() -> Response:
        begun = accounts.change_password(
            session, asking.said("password"), asking.said("new-password"), place=asking.place
        )
        return let_in(accounts, asking, begun)

    return tried(asking, change, lambda wrong, status: _change(accounts, asking, wrong=wrong, status=status))


def show_recover(accounts: Accounts, asking: Asking) -> Response:
    """Ask for an address, or, with the link of a letter, for another password."""
    word = asking.request.query_params.get(urls.LINK, "")
    return _reset(accounts, asking, word) if word else _recover(asking)


def act_recover(accounts: Accounts, asking: Asking) -> Response:
    """Write to an address, whether there is an account or not; or set the password that a link is for."""
    word = asking.said(urls.LINK)

    def reset() -> Response:
        known = accounts.reset(word, asking.said("new-password"))
        response = to_page(f"{urls.LOGIN}?done=reset")
        make_known(asking, response, known)
        return response

    if word:
        return tried(asking, reset, lambda wrong, status: _reset(accounts, asking, word, wrong=wrong, status=status))

    def ask() -> Response:
        accounts.ask_reset(asking.said("email"), language=asking.view.language, place=asking.place)
        return written(asking)

    return tried(asking, ask, lambda wrong, status: _recover(asking, wrong=wrong, status=status))


def _change(accounts: Accounts, asking: Asking, *, wrong: tuple[str, ...] = (), status: int = 200) -> Response:
    session = asking.caller.session
    if session is None:
        return to_page(urls.LOGIN)
    why = accounts.stale(session)
    told = "" if why is None else say(f"account.stale.{why[0]}", asking.view.language, by=why[1])
    form = Form(address=urls.PASSWORD, button="change-password", fields=(NEW_PASSWORD,), hidden=going(asking))
    asked = accounts.asked(session)
    return answer(
        asking, "password", forms=[proving(accounts, session, form)], wrong=wrong, told=told, status=status, asked=asked
    )


def _recover(asking: Asking, *, wrong: tuple[str, ...] = (), status: int = 200) -> Response:
    form = Form(address=urls.RECOVER, button="recover", fields=(EMAIL,))
    links = [(urls.LOGIN, "account.link.login")]
    return answer(asking, "recover", forms=[form], wrong=wrong, status=status, links=links)


def _reset(
    accounts: Accounts, asking: Asking, word: str, *, wrong: tuple[str, ...] = (), status: int = 200
) -> Response:
    form = Form(address=urls.RECOVER, button="reset", fields=(NEW_PASSWORD,), hidden={urls.LINK: word})
    return answer(asking, "reset", forms=[form], wrong=wrong, status=status, asked=accounts.asked(None))
