"""
A request as whoever made it is shown it: how far it is, until when, the answer, and the files that belong to it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from starlette.exceptions import HTTPException

from etanche.notice.document.blocks import Block
from etanche.rights import OPEN, Filed, Outcome, Requests, Right, answer_blocks, telling_words
from etanche.terms import Language
from etanche.words import date_words, say

_NOT_FOUND = 404

_ARCHIVED = frozenset({Right.ACCESS, Right.KNOW})
_ERASED = frozenset({Right.ERASURE, Right.DELETE})


@dataclass(frozen=True, kw_only=True)
class Told:
    """One request."""

    id: str
    name: str
    right: str
    received: str
    due: str
    state: str
    waits: bool
    """Whether who asks has still to be confirmed."""

    open: bool
    answer: tuple[Block, ...]
    recipients: tuple[str, ...]
    """Who else is told of it, and whether they were (GDPR 19, last sentence)."""

    files: tuple[tuple[str, str], ...]
    """What can be had, with its words."""


def told_of(requests: Requests, filed: Filed, language: Language) -> Told:
    """Return a request as it is told; its answer is opened for who asked."""
    request = filed.request
    return Told(
        id=request.id.hex(),
        name=filed.name,
        right=say(f"request.right.{request.right}", language),
        received=date_words(request.received, language),
        due=date_words(filed.due, language),
        state=say(f"request.state.{request.state}", language),
        waits=request.needs_identity and request.state in OPEN,
        open=request.state in OPEN,
        answer=answer_blocks(requests.answered(filed)),
        recipients=tuple(telling_words(requests.around, one, language) for one in filed.recipients),
        files=tuple(
            (what, say(f"request.page.{what}", language)) for what in _files(filed, handed=requests.hands_over(filed))
        ),
    )


def what_of(requests: Requests, filed: Filed, what: str) -> tuple[bytes, str, str]:
    """
    Return a file that belongs to an answer, its name and its kind.

    Raises:
        HTTPException: no such file belongs to it (404).
        NoSuchRequest: it is not there any more.
    """
    if what not in set(_files(filed, handed=requests.hands_over(filed))):
        raise HTTPException(_NOT_FOUND)
    match what:
        case "pdf":
            return requests.printed(filed), f"{filed.name}.pdf", "application/pdf"
        case "certificate":
            return requests.certificates(filed), f"{filed.name}-certificate.zip", "application/zip"
        case _:
            made = requests.given(filed, portable_only=what == "portable")
            return made, f"{filed.name}-{what}.zip", "application/zip"


def _files(filed: Filed, *, handed: bool) -> Iterator[str]:
    request = filed.request
    if request.answered_on is None:
        return
    yield "pdf"
    if request.outcome is Outcome.REFUSED:
        return
    if request.right in _ARCHIVED or handed:
        yield "archive"
    if request.right in _ARCHIVED or request.right is Right.PORTABILITY:
        yield "portable"
    if request.right in _ERASED:
        yield "certificate"
