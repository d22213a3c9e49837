"""
The Matomo Tracking API as it is spoken: query, form and bulk JSON read into parameters, everything bounded.

    >>> read_requests(Hit(method="GET", path="/matomo.php", query="idsite=1&rec=1&url=https%3A%2F%2Fshop.example%2F")).requests
    ({'idsite': '1', 'rec': '1', 'url': 'https://shop.example/'},)

As in the original, a parameter of the query wins over the same one in the body, and the last of several wins.
Names that the API knows are counted when they are dropped; a name it does not know is counted as `other`,
because a name can be personal too.
What this module does *not* do: honour `token_auth`. Nobody can speak for another address or another time here.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import parse_qsl

import msgspec

from etanche.errors import Unreadable
from etanche.intake.hit import MOST_BODY, MOST_QUERY, Hit

MOST_REQUESTS: Final = 500
"""A bulk of more requests is refused as a whole."""

MOST_PARAMETERS: Final = 500
OTHER: Final = "other"

Parameters = Mapping[str, str]

TRANSPORT: Final = frozenset({"apiv", "bots", "idsite", "ping", "rand", "rec", "recMode", "send_image"})
"""Parameters that steer the request and tell nothing about a visitor; they are obeyed or ignored, not dropped."""

KNOWN: Final = TRANSPORT | frozenset(
    (
        *("_cvar", "_ects", "_id", "_idn", "_idts", "_idvc", "_rck", "_rcn", "_ref"),
        *("_refts", "_viewts", "action_name", "ag", "bw_bytes", "c_i", "c_n", "c_p", "c_t"),
        *("ca", "cdt", "cid", "cip", "city", "cookie", "country", "cra", "cs"),
        *("cvar", "debug", "dimension", "dir", "download", "e_a", "e_c", "e_n", "e_v"),
        *("ec_dt", "ec_id", "ec_items", "ec_sh", "ec_st", "ec_tx", "fla", "gears", "gt_ms"),
        *("h", "http_status", "idgoal", "java", "lang", "lat", "link", "long", "m"),
        *("ma_mrlt", "new_visit", "pdf", "pf_dm1", "pf_dm2", "pf_net", "pf_onl", "pf_srv", "pf_tfr"),
        *("pv_id", "qt", "realp", "region", "res", "revenue", "s", "search", "search_cat"),
        *("search_count", "source", "token_auth", "ua", "uadata", "uid", "url", "urlref", "wma"),
    )
)
"""Every parameter of the Tracking API that may be named in a count."""

_DIMENSION = re.compile(r"dimension\d{1,3}")
_BULK_BEGINS = b"{"


class TooMuch(Unreadable):
    """A request is larger than the door takes."""

    http_status = 413


@dataclass(frozen=True, kw_only=True)
class Requests:
    """The tracking requests of one hit, each as its parameters; a bulk part that is none is an empty one."""

    requests: tuple[Parameters, ...] = field(repr=False)
    bulk: bool = False
    image: bool = True
    """Whether the sender wants the image; `send_image=0` asks for an empty answer."""


class _Bulk(msgspec.Struct):
    """The body of a bulk request, as far as it is looked at; the token of the sender is not among it."""

    requests: list[Any]
    send_image: Any = "1"


def known_name(name: str) -> str:
    """Return the name a dropped parameter is counted under: its own if the API has it, else `other`."""
    if _DIMENSION.fullmatch(name):
        return "dimension"
    return name if name in KNOWN else OTHER


def read_requests(hit: Hit) -> Requests:
    """
    Read the tracking requests of a hit.

    Raises:
        TooMuch: it is larger than the door takes.
        Unreadable: the body begins like a bulk request and is none.
    """
    if len(hit.query) > MOST_QUERY or len(hit.body) > MOST_BODY:
        raise TooMuch("cannot read a tracking request of this size", hint="send several smaller ones")
    if hit.body.lstrip()[:1] == _BULK_BEGINS:
        return _bulk(hit.body)
    asked = _pairs(hit.body.decode("utf-8", "replace")) | _pairs(hit.query)
    return Requests(requests=(asked,) if asked else (), image=asked.get("send_image") != "0")


def _bulk(body: bytes) -> Requests:
    """Read a bulk request: texts such as `?idsite=1&rec=1`, or objects of parameters."""
    try:
        bulk = msgspec.json.decode(body, type=_Bulk)
    except (ValueError, RecursionError):
        raise Unreadable(
            "cannot read the bulk request", hint='send `{"requests": ["?idsite=1&rec=1&url=…"]}`'
        ) from None
    if len(bulk.requests) > MOST_REQUESTS:
        raise TooMuch(
            f"cannot take {len(bulk.requests)} tracking requests at once",
            hint=f"send at most {MOST_REQUESTS} in one bulk request",
        )
    return Requests(requests=tuple(map(_bulk_part, bulk.requests)), bulk=True, image=str(bulk.send_image) != "0")


def _bulk_part(part: object) -> Parameters:
    """Return the parameters of one part of a bulk request; none if it is of another kind or too large."""
    try:
        if isinstance(part, str) and len(part) <= MOST_QUERY:
            return _pairs(part.partition("?")[2] or part)
        if isinstance(part, dict) and len(part) <= MOST_PARAMETERS:
            return {str(name): str(value) for name, value in part.items() if isinstance(value, str | int | float)}
    except TooMuch:
        pass
    return {}


def _pairs(text: str) -> dict[str, str]:
    """
    Read `name=value&…`; bytes that are no UTF-8 become the replacement character.

    Raises:
        TooMuch: there are too many parameters.
    """
    try:
        return dict(
            parse_qsl(text.lstrip("?"), keep_blank_values=True, errors="replace", max_num_fields=MOST_PARAMETERS)
        )
    except ValueError:
        raise TooMuch("cannot read so many parameters", hint=f"send at most {MOST_PARAMETERS}") from None
