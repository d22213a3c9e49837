"""
Requests for time-stamps, sent to one authority (RFC 3161 §3.4, over HTTP or HTTPS).

Its address is in the settings of the instance, and its host among those that the charter declares: nothing is sent elsewhere.
Redirections are not followed. Without TLS nothing is lost: the request is a digest, and the answer is signed.
"""

from __future__ import annotations

from collections.abc import Collection
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from typing import Final
from urllib.parse import SplitResult, urlsplit

from etanche.errors import OutOfReach, Refused

_SECONDS: Final = 15
_LONGEST: Final = 1 << 16
_OK: Final = 200
_HEADERS: Final = {"Content-Type": "application/timestamp-query", "Accept": "application/timestamp-reply"}


class HostNotDeclared(Refused):
    """The charter does not declare a host that something was to be sent to."""


class AuthorityOutOfReach(OutOfReach):
    """The time-stamping authority cannot be had, or does not answer as one."""


def ask_authority(url: str, request: bytes, *, declared: Collection[str]) -> bytes:
    """
    Send a request for a time-stamp and return the answer as it came.

    Args:
        url: where the authority answers.
        request: what it is asked (DER).
        declared: the addresses of hosts that the charter declares.

    Raises:
        HostNotDeclared: the host of the address is not among them; nothing was sent.
        AuthorityOutOfReach: there is no answer, or too long a one.
    """
    where = _address(url)
    if where.hostname not in declared:
        raise HostNotDeclared(
            f"the charter declares no host `{where.hostname}`", hint="write it under `hosts:` and apply the charter"
        )
    try:
        return _sent(where, request)
    except (OSError, HTTPException) as error:
        raise _out_of_reach(where, type(error).__name__) from None


def _address(url: str) -> SplitResult:
    try:
        where = urlsplit(url)
        port = where.port
    except ValueError:
        where, port = SplitResult("", "", "", "", ""), None
    if where.scheme not in {"http", "https"} or not where.hostname or where.username is not None or port == 0:
        raise HostNotDeclared("the address of the authority is none", hint="it begins with https:// or http://")
    return where


def _sent(where: SplitResult, request: bytes) -> bytes:
    kind = HTTPSConnection if where.scheme == "https" else HTTPConnection
    connection = kind(where.hostname or "", where.port, timeout=_SECONDS)
    try:
        path = (where.path or "/") + (f"?{where.query}" if where.query else "")
        connection.request("POST", path, body=request, headers=_HEADERS)
        answer = connection.getresponse()
        body = answer.read(_LONGEST + 1)
    finally:
        connection.close()
    if answer.status != _OK or len(body) > _LONGEST:
        raise _out_of_reach(where, f"status {answer.status}")
    return body


def _out_of_reach(where: SplitResult, why: str) -> AuthorityOutOfReach:
    return AuthorityOutOfReach(
        f"the authority at `{where.hostname}` gives no time-stamp ({why})",
        hint="check `[anchors]` in `instance.toml`; or ask by hand with `etanche journal anchor --request FILE`",
    )
