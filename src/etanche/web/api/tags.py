"""
Tags: by which whoever changes something says which state of it they saw (RFC 9110 §8.8, §13).
"""

from __future__ import annotations

from secrets import compare_digest
from typing import Annotated, Final

from fastapi import Header

from etanche.errors import Refused
from etanche.web.api.asking import Asking

IfMatch = Annotated[str | None, Header(alias="If-Match", description="the `ETag` that it had when it was read")]
IfNoneMatch = Annotated[str | None, Header(alias="If-None-Match")]

_TAG_BYTES: Final = 16
_ANY: Final = "*"


class NotConditional(Refused):
    """It is changed only by who says which state of it they saw."""

    http_status = 428


class NotTheSame(Refused):
    """It is not any more what it was when whoever asks read it."""

    http_status = 412


def tag(asking: Asking, told: bytes) -> str:
    """Return the tag of a state: keyed, so that nobody guesses from it what it says."""
    return f'"{asking.house.sign("tag", told)[:_TAG_BYTES].hex()}"'


def require_conditional(if_match: str | None) -> str:
    """Return which state somebody saw; raises `NotConditional` if they do not say so."""
    if if_match is None:
        raise NotConditional("say which state of it you saw", hint="`If-Match`, with the `ETag` it was read with")
    return if_match


def require_same(found: str, if_match: str) -> None:
    """Let somebody go on who saw this state; raises `NotTheSame`."""
    if not among(found, if_match):
        raise not_the_same()


def not_the_same() -> NotTheSame:
    """Return the answer to whoever saw another state."""
    return NotTheSame("it was changed meanwhile", hint="read it again, then change it")


def among(found: str, said: str | None) -> bool:
    """Tell whether a list of tags holds one; a star holds all."""
    if said is None:
        return False
    return any(one.strip() == _ANY or compare_digest(one.strip().encode(), found.encode()) for one in said.split(","))
