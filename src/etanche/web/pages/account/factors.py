"""`/account/factors`: an application of codes, passkeys, and the codes that are written down."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

import segno
from markupsafe import Markup
from starlette.responses import Response

from etanche.accounts import Accounts, Level, Session, SetUp
from etanche.web import urls
from etanche.web.guarding import Asking
from etanche.web.pages.account.page import (
    CODE,
    PASSWORD,
    Field,
    Form,
    answer,
    going,
    halfway_to,
    show_session,
    to_page,
    tried,
)
from etanche.words import say

_ID_DIGITS: Final = 2_046


@dataclass(frozen=True, kw_only=True)
class _State:
    """What the page shows besides what there is."""

    wrong: tuple[str, ...] = ()
    told: str = ""
    status: int = 200
    offer: bool = False
    ask: bool = False
    written: tuple[str, ...] = ()


def show(accounts: Accounts, asking: Asking) -> Response:
    """Show which factors there are, and the ways to more."""
    return halfway_to(asking, Level.ENROLLING) or _page(accounts, asking, asking.caller.session, _State())


def act(accounts: Accounts, asking: Asking) -> Response:
    """Set one up, or take one away."""
    session = asking.caller.session
    elsewhere = halfway_to(asking, Level.ENROLLING)
    act = _ACTS.get(asking.said("do"))
    if elsewhere is not None or session is None or act is None:
        return elsewhere or to_page(urls.FACTORS)
    offered = asking.said("do") == "confirm-codes"
    return tried(
        asking,
        lambda: act(accounts, asking, session),
        lambda wrong, status: _page(accounts, asking, session, _State(wrong=wrong, status=status, offer=offered)),
    )


def _offer(accounts: Accounts, asking: Asking, session: Session) -> Response:
    return _page(accounts, asking, session, _State(offer=True))


def _confirm(accounts: Accounts, asking: Asking, session: Session) -> Response:
    return _added(accounts, asking, accounts.confirm_codes(session, asking.said("code"), place=asking.place))


def _ask(accounts: Accounts, asking: Asking, session: Session) -> Response:
    return _page(accounts, asking, session, _State(ask=True))


def _add(accounts: Accounts, asking: Asking, session: Session) -> Response:
    return _added(accounts, asking, accounts.add_passkey(session, asking.said("answer")))


def _added(accounts: Accounts, asking: Asking, set_up: SetUp) -> Response:
    """Show the page of the session that goes on, with the codes to be written down now."""
    now = asking.going_on(set_up.begun)
    told = say("account.told.factor-added", asking.view.language)
    page = _page(accounts, now, set_up.begun.session, _State(told=told, written=set_up.recovery))
    show_session(accounts, asking, page, set_up.begun)
    return page


def _remove_codes(accounts: Accounts, asking: Asking, session: Session) -> Response:
    accounts.remove_codes(session, asking.said("password"), place=asking.place)
    told = say("account.told.factor-removed", asking.view.language)
    return _page(accounts, asking, session, _State(told=told))


def _remove_passkey(accounts: Accounts, asking: Asking, session: Session) -> Response:
    passkey = _id_of(asking.said("passkey"))
    accounts.remove_passkey(session, passkey, asking.said("password"), place=asking.place)
    told = say("account.told.factor-removed", asking.view.language)
    return _page(accounts, asking, session, _State(told=told))


def _new_recovery(accounts: Accounts, asking: Asking, session: Session) -> Response:
    written = accounts.new_recovery(session, asking.said("password"), place=asking.place)
    return _page(accounts, asking, session, _State(written=written))


_ACTS: Final[Mapping[str, Callable[[Accounts, Asking, Session], Response]]] = {
    "offer-codes": _offer,
    "confirm-codes": _confirm,
    "ask-passkey": _ask,
    "add-passkey": _add,
    "remove-codes": _remove_codes,
    "remove-passkey": _remove_passkey,
    "new-recovery": _new_recovery,
}


def _page(accounts: Accounts, asking: Asking, session: Session | None, state: _State) -> Response:
    if session is None:
        return to_page(urls.LOGIN)
    known = accounts.credentials(session)
    offer = accounts.offer_codes(session) if state.offer else None
    question = accounts.ask_new_passkey(session) if state.ask else None
    add = None if question is None else _form("add-passkey", passkey="make", options=question.options)
    asked_by = accounts.factor_asked(session)
    return answer(
        asking,
        "factors",
        template="account/factors.html",
        forms=[] if add is None else [add],
        wrong=state.wrong,
        told=state.told or _why(asking, session, asked_by),
        status=state.status,
        written=state.written,
        offer=offer,
        drawn="" if offer is None else drawn(offer.address),
        has_codes=known.totp is not None,
        passkeys=known.passkeys,
        codes_left=len(known.recovery),
        offer_codes=_form("offer-codes", hidden=going(asking)),
        confirm_codes=_form("confirm-codes", fields=(CODE,), hidden=going(asking)),
        ask_passkey=_form("ask-passkey", plain=True),
        remove_codes=_form("remove-codes", fields=(PASSWORD,), grave=True),
        remove_passkeys=[
            _form("remove-passkey", fields=(PASSWORD,), grave=True, hidden={"passkey": one.id.hex()})
            for one in known.passkeys
        ],
        new_recovery=_form("new-recovery", fields=(PASSWORD,), plain=True),
    )


def _why(asking: Asking, session: Session, asked_by: str) -> str:
    """Say who asks for a factor, to whoever cannot go on without one."""
    if session.level is not Level.ENROLLING:
        return ""
    return say("account.told.enrol", asking.view.language, by=asked_by)


def _form(
    do: str,
    *,
    fields: tuple[Field, ...] = (),
    hidden: Mapping[str, str] | None = None,
    plain: bool = False,
    grave: bool = False,
    passkey: str = "",
    options: str = "",
) -> Form:
    """Return a form whose button says what it does."""
    return Form(
        address=urls.FACTORS,
        button=do,
        fields=fields,
        hidden={"do": do, **(hidden or {})},
        plain=plain,
        grave=grave,
        passkey=passkey,
        options=options,
    )


def drawn(text: str) -> Markup:
    """Return a QR code as a drawing in the page: black on white in every mode, because a camera reads it."""
    out = io.BytesIO()
    segno.make(text, error="m", micro=False).save(
        out,
        kind="svg",
        xmldecl=False,
        svgns=False,
        omitsize=True,
        nl=False,
        svgclass="qr",
        lineclass=None,
        border=4,
        dark="#000",
        light="#fff",
    )
    return Markup(out.getvalue().decode())  # noqa: S704  # made by the library from modules, never from text


def _id_of(text: str) -> bytes:
    """Return an id as a form says it; what is none takes nothing away."""
    plain = 0 < len(text) <= _ID_DIGITS and len(text) % 2 == 0 and all(sign in "0123456789abcdef" for sign in text)
    return bytes.fromhex(text) if plain else b""
