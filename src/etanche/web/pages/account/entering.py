"""`/account/login`, `/account/second-factor`, `/logout`: who it is, the proof, and the way out."""

from __future__ import annotations

from dataclasses import replace

from starlette.responses import Response

from etanche.accounts import Accounts, Level
from etanche.web import cookies, urls
from etanche.web.guarding import Asking
from etanche.web.pages.account.page import (
    CODE,
    EMAIL,
    PASSWORD,
    Field,
    Form,
    answer,
    going,
    halfway_to,
    let_in,
    to_page,
    tried,
)
from etanche.words import say

_RECOVERY = Field(name="recovery", hint="account.hint.recovery")


def show(accounts: Accounts, asking: Asking) -> Response:
    """Ask for address and password, or for a passkey."""
    done = asking.request.query_params.get("done", "")
    told = say(f"account.told.{done}", asking.view.language) if done in {"out", "reset", "gone"} else ""
    return _login(accounts, asking, told=told)


def act(accounts: Accounts, asking: Asking) -> Response:
    """Let somebody in, or ask again; what was typed is not repeated but the address, to them alone."""
    known = _known(asking)

    def log_in() -> Response:
        if "answer" in asking.form:
            shown = asking.said("answer")
            begun = accounts.log_in_by_passkey(
                shown, bound=asking.bound, place=asking.place, device=asking.device, known=known
            )
            return let_in(accounts, asking, begun)
        begun = accounts.log_in(
            asking.said("email"), asking.said("password"), place=asking.place, device=asking.device, known=known
        )
        return let_in(accounts, asking, begun)

    return tried(asking, log_in, lambda wrong, status: _login(accounts, asking, wrong=wrong, status=status))


def show_second(accounts: Accounts, asking: Asking) -> Response:
    """Ask for the second factor."""
    return halfway_to(asking, Level.HALFWAY) or _second(accounts, asking)


def act_second(accounts: Accounts, asking: Asking) -> Response:
    """Take a code, a passkey, or a code written down."""
    session = asking.caller.session
    elsewhere = halfway_to(asking, Level.HALFWAY)
    if elsewhere is not None or session is None:
        return elsewhere or to_page(urls.LOGIN)

    def prove() -> Response:
        if asking.said("answer"):
            return let_in(accounts, asking, accounts.show_passkey(session, asking.said("answer")))
        code = asking.said("code") or asking.said("recovery")
        return let_in(accounts, asking, accounts.show_code(session, code, place=asking.place, known=_known(asking)))

    return tried(asking, prove, lambda wrong, status: _second(accounts, asking, wrong=wrong, status=status))


def show_out(_accounts: Accounts, asking: Asking) -> Response:
    """Ask whether to log out: a link from elsewhere is not enough."""
    return answer(asking, "logout", forms=[Form(address=urls.LOGOUT, button="log-out")])


def act_out(accounts: Accounts, asking: Asking) -> Response:
    """Log out."""
    if asking.caller.session is not None:
        accounts.log_out(asking.caller.session)
    response = to_page(f"{urls.LOGIN}?done=out")
    cookies.forget(response, cookies.SESSION, secure=asking.secure)
    return response


def _known(asking: Asking) -> str:
    """Return what the browser was given when somebody logged in with it, if it was."""
    return cookies.read(asking.request, cookies.DEVICE, secure=asking.secure) or ""


def _login(
    accounts: Accounts, asking: Asking, *, wrong: tuple[str, ...] = (), told: str = "", status: int = 200
) -> Response:
    email = replace(EMAIL, value=asking.said("email"))
    form = Form(address=urls.LOGIN, button="log-in", fields=(email, PASSWORD), hidden=going(asking))
    passkey = Form(
        address=urls.LOGIN,
        button="show-passkey",
        hidden=going(asking),
        passkey="show",
        options=accounts.ask_anybody(asking.bound).options,
        plain=True,
    )
    links = [(urls.RECOVER, "account.link.recover")]
    if accounts.by_oneself:
        links.append((urls.REGISTER, "account.link.register"))
    if asking.site.instance.charter.providers:
        links.append((urls.with_next(urls.PROVIDERS, going(asking).get(urls.NEXT)), "account.link.providers"))
    return answer(asking, "login", forms=[form, passkey], wrong=wrong, told=told, status=status, links=links)


def _second(accounts: Accounts, asking: Asking, *, wrong: tuple[str, ...] = (), status: int = 200) -> Response:
    session = asking.caller.session
    if session is None:
        return to_page(urls.LOGIN)
    known = accounts.credentials(session)
    hidden = going(asking)
    forms = []
    if known.totp is not None:
        forms.append(Form(address=urls.SECOND_FACTOR, button="show-code", fields=(CODE,), hidden=hidden))
    if known.passkeys:
        options = accounts.ask_passkey(session).options
        forms.append(
            Form(
                address=urls.SECOND_FACTOR,
                button="show-passkey",
                hidden=hidden,
                passkey="show",
                options=options,
                plain=bool(forms),
            )
        )
    paper = Form(address=urls.SECOND_FACTOR, button="show-recovery", fields=(_RECOVERY,), hidden=hidden, plain=True)
    return answer(
        asking,
        "second",
        forms=[*forms, paper],
        wrong=wrong,
        status=status,
        links=[(urls.LOGOUT, "account.link.logout")],
    )
