"""
Requests for time-stamps, sent to one authority (RFC 3161 §3.4, over HTTP or HTTPS).

Its address is in the settings of the instance, and its host among those that the charter declares: nothing is sent elsewhere.
Without TLS nothing is lost: the request is a digest, and the answer is signed.
"""

from __future__ import annotations

from typing import Final

from etanche.errors import OutOfReach
from etanche.outbound.exchanging import HostOutOfReach
from etanche.outbound.http import Http

_LONGEST: Final = 1 << 16
_OK: Final = 200
_HEADERS: Final = {"content-type": "application/timestamp-query", "accept": "application/timestamp-reply"}


class AuthorityOutOfReach(OutOfReach):
    """The time-stamping authority cannot be had, or does not answer as one."""


def ask_authority(http: Http, url: str, request: bytes) -> bytes:
    """
    Send a request for a time-stamp and return the answer as it came.

    Args:
        http: the way out.
        url: where the authority answers.
        request: what it is asked (DER).

    Raises:
        HostNotDeclared: the charter does not declare the host of the address; nothing was sent.
        AuthorityOutOfReach: there is no answer, or too long a one.
    """
    try:
        answer = http.send("POST", url, headers=_HEADERS, body=request, clear=True, longest=_LONGEST)
    except HostOutOfReach as error:
        raise _out_of_reach(error.what) from None
    if answer.status != _OK:
        raise _out_of_reach(f"status {answer.status}")
    return answer.body


def _out_of_reach(why: str) -> AuthorityOutOfReach:
    return AuthorityOutOfReach(
        f"the authority gives no time-stamp ({why})",
        hint="check `[anchors]` in `instance.toml`; or ask by hand with `etanche journal anchor --request FILE`",
    )
