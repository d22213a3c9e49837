"""
The cookies of those who log in: the session, what forms of strangers are bound to, and that somebody logged in with this browser.

Over TLS their names begin with `__Host-`, so that no neighbour of our host, and nobody in clear, can set one (RFC 6265bis §4.1.3.2);
on the loopback address of a machine, where nothing is between browser and server, they go without.
None is read by a script, nor sent along with the forms of other sites. The first two end with the browser.
"""

from __future__ import annotations

from typing import Final

from starlette.requests import Request
from starlette.responses import Response

SESSION: Final = "session"
FORMS: Final = "forms"
DEVICE: Final = "device"
DEVICE_DAYS: Final = 180
"""How long a browser shows that somebody logged in with it: strangers who guess at the account do not keep it waiting."""


def read(request: Request, name: str, *, secure: bool) -> str | None:
    """Return a cookie of ours; one of another scheme's name is not ours."""
    return request.cookies.get(_named(name, secure=secure))


def shown(secret: str) -> dict[str, str]:
    """Return the header by which a browser shows a session, over TLS and on a loopback address."""
    both = (f"{_named(SESSION, secure=secure)}={secret}" for secure in (True, False))
    return {"cookie": "; ".join(both)}


def write(response: Response, name: str, value: str, *, secure: bool, days: int | None = None) -> None:
    """Let the browser show a value from now on: for some days, or until it is closed."""
    response.set_cookie(
        _named(name, secure=secure),
        value,
        path="/",
        max_age=None if days is None else days * 86_400,
        httponly=True,
        samesite="lax",
        secure=secure,
    )


def forget(response: Response, name: str, *, secure: bool) -> None:
    """Let the browser show it no longer."""
    response.delete_cookie(_named(name, secure=secure), path="/", httponly=True, samesite="lax", secure=secure)


def _named(name: str, *, secure: bool) -> str:
    return f"__Host-etanche-{name}" if secure else f"etanche-{name}"
