"""
The one shape of every failure of the API: a problem (RFC 9457), which repeats nothing of what was sent.

`type` names what went wrong as the command line does (docs/errors.md), `because` the promises that refuse. What of a request could
not be read is told by where it stands: a name of ours or a number in a list, never a value, nor a name that was made up outside.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Final

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from etanche.errors import EtancheError
from etanche.gate import GateRefused
from etanche.vault import CharterSuperseded

MEDIA: Final = "application/problem+json"
ABOUT: Final = "urn:etanche:problem:"
UNREADABLE: Final = "unreadable-request"

_MOST_ERRORS: Final = 20
_FAULT: Final = "something broke here"
_TITLES: Final = {
    400: "the request cannot be read",
    404: "there is nothing here",
    405: "nothing is done here in this way",
    408: "the request did not come in time",
    413: "the request is too large",
    415: "the request is written in another way than is read here",
}
_UNAUTHORIZED: Final = 401
_UNAVAILABLE: Final = 503


def answer(
    status: int,
    *,
    kind: str | None = None,
    title: str | None = None,
    detail: str = "",
    headers: Mapping[str, str] | None = None,
    **more: object,
) -> Response:
    """Return a problem as an answer; without a kind it is what its status says."""
    told: dict[str, object] = {
        "type": "about:blank" if kind is None else f"{ABOUT}{kind}",
        "title": title or _TITLES.get(status, _FAULT),
        "status": status,
    }
    if detail:
        told["detail"] = detail
    told |= more
    body = json.dumps(told, ensure_ascii=False).encode()
    given = {"Cache-Control": "no-store", **(headers or {})}
    if status == _UNAUTHORIZED:
        given["WWW-Authenticate"] = "Bearer"
    return Response(body, status_code=status, headers=given, media_type=MEDIA)


def of_error(error: EtancheError) -> Response:
    """Return what went wrong in the house as a problem."""
    more: dict[str, object] = {}
    if isinstance(error, GateRefused):
        more["because"] = list(map(str, error.decision.because))
        more["reason"] = str(error.decision.reason)
    headers = {"Retry-After": "1"} if error.http_status == _UNAVAILABLE else {}
    if isinstance(error, CharterSuperseded):
        headers["Retry-After"] = "0"
    return answer(
        error.http_status,
        kind=_kebab(type(error).__name__),
        title=error.what,
        detail=error.hint,
        headers=headers,
        **more,
    )


def lay_out(app: FastAPI, known: Callable[[], frozenset[str]]) -> None:
    """Give every failure of an application its problem; `known` are the names that a place in a request may be told by."""

    def refused(_request: Request, error: Exception) -> Response:
        status = error.status_code if isinstance(error, HTTPException) else 500
        return answer(status, headers=dict(getattr(error, "headers", None) or {}))

    def of_the_house(_request: Request, error: Exception) -> Response:
        return of_error(error) if isinstance(error, EtancheError) else answer(500)

    def unreadable(_request: Request, error: Exception) -> Response:
        found = error.errors() if isinstance(error, RequestValidationError) else []
        errors = [{"at": _place(one["loc"], known()), "is": one["type"]} for one in found[:_MOST_ERRORS]]
        return answer(422, kind=UNREADABLE, title="the request cannot be read", errors=errors)

    app.add_exception_handler(HTTPException, refused)
    app.add_exception_handler(EtancheError, of_the_house)
    app.add_exception_handler(RequestValidationError, unreadable)
    app.add_exception_handler(Exception, lambda _request, _error: answer(500))


def _place(loc: Sequence[int | str], known: frozenset[str]) -> str:
    """Return where something stands; what whoever asks has named is a star."""
    return "/".join(str(one) if isinstance(one, int) or one in known else "*" for one in loc)


def _kebab(name: str) -> str:
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "-", name).lower()
