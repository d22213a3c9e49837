"""
The one shape of every failure of the API: a problem (RFC 9457), which repeats nothing of what was sent.

What is said to people is in the language that the request asks for (`Accept-Language`), and in English if it asks for none; names are the same in both.
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
from etanche.terms import Language
from etanche.vault import CharterSuperseded
from etanche.web.language import preferred
from etanche.words.errors import told_in

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
    language: Language = "en",
    kind: str | None = None,
    title: str | None = None,
    detail: str = "",
    headers: Mapping[str, str] | None = None,
    **more: object,
) -> Response:
    """Return a problem as an answer; without a kind it is what its status says."""
    told: dict[str, object] = {
        "type": "about:blank" if kind is None else f"{ABOUT}{kind}",
        "title": told_in(title or _TITLES.get(status, _FAULT), language),
        "status": status,
    }
    if detail:
        told["detail"] = told_in(detail, language)
    told |= more
    body = json.dumps(told, ensure_ascii=False).encode()
    given = {"Cache-Control": "no-store", "Content-Language": language, "Vary": "Accept-Language", **(headers or {})}
    if status == _UNAUTHORIZED:
        given["WWW-Authenticate"] = "Bearer"
    return Response(body, status_code=status, headers=given, media_type=MEDIA)


def asked_in(headers: Mapping[str, str]) -> Language:
    """Return the language in which a program wants to be told what went wrong: English, unless it likes French better."""
    return preferred(f"{headers.get('accept-language', '')},en;q=0.001")


def of_error(error: EtancheError, language: Language) -> Response:
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
        language=language,
        kind=_kebab(type(error).__name__),
        title=error.what,
        detail=error.hint,
        headers=headers,
        **more,
    )


def cut_short(error: EtancheError, language: Language) -> dict[str, object]:
    """Return the last line of what was given out line by line, and ended before its end."""
    return {"problem": {"title": told_in(error.what, language), "detail": told_in(error.hint, language)}}


def lay_out(app: FastAPI, known: Callable[[], frozenset[str]]) -> None:
    """Give every failure of an application its problem; `known` are the names that a place in a request may be told by."""

    def refused(request: Request, error: Exception) -> Response:
        status = error.status_code if isinstance(error, HTTPException) else 500
        headers = dict(getattr(error, "headers", None) or {})
        return answer(status, language=asked_in(request.headers), headers=headers)

    def of_the_house(request: Request, error: Exception) -> Response:
        language = asked_in(request.headers)
        return of_error(error, language) if isinstance(error, EtancheError) else answer(500, language=language)

    def unreadable(request: Request, error: Exception) -> Response:
        found = error.errors() if isinstance(error, RequestValidationError) else []
        errors = [{"at": _place(one["loc"], known()), "is": one["type"]} for one in found[:_MOST_ERRORS]]
        title = "the request cannot be read"
        return answer(422, language=asked_in(request.headers), kind=UNREADABLE, title=title, errors=errors)

    app.add_exception_handler(HTTPException, refused)
    app.add_exception_handler(EtancheError, of_the_house)
    app.add_exception_handler(RequestValidationError, unreadable)
    app.add_exception_handler(Exception, lambda request, _error: answer(500, language=asked_in(request.headers)))


def _place(loc: Sequence[int | str], known: frozenset[str]) -> str:
    """Return where something stands; what whoever asks has named is a star."""
    return "/".join(str(one) if isinstance(one, int) or one in known else "*" for one in loc)


def _kebab(name: str) -> str:
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "-", name).lower()
