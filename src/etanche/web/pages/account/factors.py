"""`/account/factors`: an application of codes, passkeys, and the codes that are written down."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

import segno
from markupsafe import Markup
from starlette.responses import Response

from etanche.accounts import Accounts, Level, NewPasskey, Offer, ProveAgain, Session, SetUp
from etanche.web import urls
from etanche.web.guarding import Asking
from etanche.web.pages.account.page import (
    CODE,
    Field,
    Form,
    answer,
    going,
    halfway_to,
    proving,
    show_session,
    to_page,
    tried,
)
from etanche.words import say

_ID_DIGITS: Final = 2_046
_PROVED: Final = "proved"
"""The hidden field that carries the word of a proof to the step after it."""


@dataclass(frozen=True, kw_only=True)
class _State:
    """What the page shows besides what there is."""

    wrong: tuple[str, ...] = ()
    told: str = ""
    status: int = 200
    offer: Offer | None = None
    asked: NewPasskey | None = None
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

    def again(wrong: tuple[str, ...], status: int) -> Response:
        offer = _offered(accounts, asking, session)
        return _page(accounts, asking, session, _State(wrong=wrong, status=status, offer=offer))

    return tried(asking, lambda: act(accounts, asking, session), again)


def _offer(accounts: Accounts, asking: Asking, session: Session) -> Response:
    offer = accounts.offer_codes(session, asking.said("password"), place=asking.place)
    return _page(accounts, asking, session, _State(offer=offer))


def _offered(accounts: Accounts, asking: Asking, session: Session) -> Offer | None:
    """Return what this page was offered before a code that was none; nothing if it was not, or too long ago."""
    try:
        return accounts.offered_codes(session, asking.said(_PROVED)) if asking.said("do") == "confirm-codes" else None
    except ProveAgain:
        return None


def _confirm(accounts: Accounts, asking: Asking, session: Session) -> Response:
    done = accounts.confirm_codes(session, asking.said(_PROVED), asking.said("code"), place=asking.place)
    return _added(accounts, asking, done)


def _ask(accounts: Accounts, asking: Asking, session: Session) -> Response:
    asked = accounts.ask_new_passkey(session, asking.said("password"), place=asking.place)
    return _page(accounts, asking, session, _State(asked=asked))


def _add(accounts: Accounts, asking: Asking, session: Session) -> Response:
    return _added(accounts, asking, accounts.add_passkey(session, asking.said(_PROVED), asking.said("answer")))


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
    offer, asked = state.offer, state.asked
    add = () if asked is None else (_adding(asked),)
    asked_by = accounts.factor_asked(session)
    return answer(
        asking,
        "factors",
        template="account/factors.html",
        forms=add,
        wrong=state.wrong,
        told=state.told or _why(asking, session, asked_by),
        status=state.status,
        written=state.written,
        offer=offer,
        drawn="" if offer is None else drawn(offer.address),
        has_codes=known.totp is not None,
        passkeys=known.passkeys,
        codes_left=len(known.recovery),
        offer_codes=proving(accounts, session, _form("offer-codes", hidden=going(asking))),
        confirm_codes=None if offer is None else _confirming(asking, offer),
        ask_passkey=proving(accounts, session, _form("ask-passkey", plain=True)),
        remove_codes=proving(accounts, session, _form("remove-codes", grave=True)),
        remove_passkeys=[
            proving(accounts, session, _form("remove-passkey", grave=True, hidden={"passkey": one.id.hex()}))
            for one in known.passkeys
        ],
        new_recovery=proving(accounts, session, _form("new-recovery", plain=True)),
    )


def _why(asking: Asking, session: Session, asked_by: str) -> str:
    """Say who asks for a factor, to whoever cannot go on without one."""
    if session.level is not Level.ENROLLING:
        return ""
    return say("account.told.enrol", asking.view.language, by=asked_by)


def _confirming(asking: Asking, offer: Offer) -> Form:
    return _form("confirm-codes", fields=(CODE,), hidden={_PROVED: offer.word, **going(asking)})


def _adding(asked: NewPasskey) -> Form:
    return _form("add-passkey", passkey="make", options=asked.options, hidden={_PROVED: asked.word})


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
