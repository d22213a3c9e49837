"""`/account`: whose it is, and the ways to everything that can be changed of it."""

from __future__ import annotations

from starlette.responses import Response

from etanche.accounts import Accounts
from etanche.clock import day_of
from etanche.web import urls
from etanche.web.guarding import Asking
from etanche.web.pages.account.page import Form, answer, to_page


def show(accounts: Accounts, asking: Asking) -> Response:
    """Show the account; invite whoever has no second factor to set one up."""
    session = asking.caller.session
    if session is None:
        return to_page(urls.LOGIN)
    holder = accounts.holder(session)
    known = accounts.credentials(session)
    zone = asking.site.zone
    return answer(
        asking,
        "account",
        template="account/home.html",
        forms=[Form(address=urls.LOGOUT, button="log-out", plain=True)],
        holder=holder,
        since=day_of(holder.since, zone),
        password_of=day_of(known.set_, zone),
        factors=len(known.passkeys) + (known.totp is not None),
        codes_left=len(known.recovery),
        open_sessions=len(accounts.sessions(session)),
        providers=bool(asking.site.instance.charter.providers),
    )
