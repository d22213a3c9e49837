"""
The pages of those who log in: server-rendered, without a script but where the browser can only be asked by one (passkeys).
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Final, Literal

from starlette.responses import Response

from etanche.accounts import Accounts, Act
from etanche.web import urls
from etanche.web.callers import EVERYBODY, LOGGED_IN, STRANGERS, Kind
from etanche.web.guarding import Asking, Page
from etanche.web.pages.account import address, entering, factors, home, invitation, password, registering, sessions

Answer = Callable[[Accounts, Asking], Response]

_HALFWAY: Final = frozenset({Kind.HALFWAY})

_Row = tuple[str, Literal["GET", "POST"], Answer, frozenset[Kind]]

_ROWS: Final[tuple[_Row, ...]] = (
    (urls.ACCOUNT, "GET", home.show, LOGGED_IN),
    (urls.REGISTER, "GET", registering.show, STRANGERS),
    (urls.REGISTER, "POST", registering.act, STRANGERS),
    (urls.LOGIN, "GET", entering.show, STRANGERS),
    (urls.LOGIN, "POST", entering.act, STRANGERS),
    (urls.SECOND_FACTOR, "GET", entering.show_second, _HALFWAY),
    (urls.SECOND_FACTOR, "POST", entering.act_second, _HALFWAY),
    (urls.LOGOUT, "GET", entering.show_out, LOGGED_IN | _HALFWAY),
    (urls.LOGOUT, "POST", entering.act_out, LOGGED_IN | _HALFWAY),
    (urls.RECOVER, "GET", password.show_recover, EVERYBODY),
    (urls.RECOVER, "POST", password.act_recover, EVERYBODY),
    (urls.PASSWORD, "GET", password.show, LOGGED_IN | _HALFWAY),
    (urls.PASSWORD, "POST", password.act, LOGGED_IN | _HALFWAY),
    (urls.ADDRESS, "GET", address.show, EVERYBODY),
    (urls.ADDRESS, "POST", address.act, EVERYBODY),
    (urls.SESSIONS, "GET", sessions.show, LOGGED_IN),
    (urls.SESSIONS, "POST", sessions.act, LOGGED_IN),
    (urls.FACTORS, "GET", factors.show, LOGGED_IN | _HALFWAY),
    (urls.FACTORS, "POST", factors.act, LOGGED_IN | _HALFWAY),
)


def pages(accounts: Accounts, invitations: invitation.Invitations) -> tuple[Page, ...]:
    """Return every page of an account, and whom each takes."""
    rows: tuple[_Row, ...] = (
        *_ROWS,
        (urls.INVITATION, "GET", partial(invitation.show, invitations), EVERYBODY),
        (urls.INVITATION, "POST", partial(invitation.act, invitations), LOGGED_IN),
    )
    return tuple(
        Page(address=where, method=method, act=partial(answer, accounts), takes=takes)
        for where, method, answer, takes in rows
    )


_TAKES_LINK: Final = {
    Act.OPEN_ACCOUNT: urls.REGISTER,
    Act.RESET_PASSWORD: urls.RECOVER,
    Act.CHANGE_ADDRESS: urls.ADDRESS,
}


def link_page(act: Act, word: str) -> str:
    """Return the path of the page that takes the word of a letter's link."""
    return urls.with_word(_TAKES_LINK[act], word)


def invitation_page(word: str) -> str:
    """Return the path of the page that takes the word of an invitation."""
    return urls.with_word(urls.INVITATION, word)
