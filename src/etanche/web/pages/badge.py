"""
How the promises stand, in one line, for pages of other sites: a picture and the same as JSON.

Both may be kept for some minutes by anybody, and say nothing of anybody. The state is that of the worst promise, *unproven* if it is one
that no check looks at, or that nobody looked at within its time: a badge is never green beside a promise that is not proved, nor because
a check fell asleep. The date is that of the oldest look among all that are counted.
"""

from __future__ import annotations

import zlib
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from etanche.charter import digest
from etanche.clock import day_of
from etanche.notice import STATES
from etanche.proof import ASLEEP, NEVER
from etanche.web import urls
from etanche.web.safety import ALONE
from etanche.web.verdicts import Standing, counts, standing
from etanche.web.view import Site, View
from etanche.words import date_words, fine, say

KEPT_SECONDS: Final = 300
_SLEPT: Final = frozenset({ASLEEP, NEVER})
_LETTER: Final = 6.9
_LEFT: Final = 40
_RIGHT: Final = 12


@dataclass(frozen=True, kw_only=True)
class Badge:
    """What the picture shows."""

    state: str
    words: str
    width: int
    title: str


def drawn(request: Request, site: Site) -> Response:
    """Return the picture: a shape, words and a date, on the ground that the reader's screen prefers."""
    view = site.view(request)
    stands = standing(view)
    words = _words(stands, view)
    made = Badge(
        state=state_of(stands),
        words=words,
        width=round(_LEFT + len(words) * _LETTER + _RIGHT),
        title=say(
            "badge.title", view.language, organisation=fine(site.instance.charter.organisation.name, view.language)
        ),
    )
    content = site.templates.get_template("badge.svg").render(badge=made, language=view.language).encode()
    return _shared(request, content, lambda headers: Response(content, media_type="image/svg+xml", headers=headers))


def told(request: Request, site: Site) -> Response:
    """Return the same for programs: the state, how many promises are in which, and when somebody looked."""
    view = site.view(request)
    stands = standing(view)
    charter = site.instance.charter
    looked = Counter(stood.shown.state for stood in stands.looked_at)
    said = {
        "organisation": charter.organisation.name,
        "state": state_of(stands),
        "promises": {state: looked[state] for state in STATES},
        "not_checked_yet": len(stands.later),
        "at": stands.at.isoformat() if stands.at else None,
        "charter": digest(charter),
        "proof": f"{view.base}{view.site.at(urls.PROOF)}",
        "broken": [stood.said.id for stood in stands.broken],
        "asleep": [stood.said.id for stood in stands.all if stood.verdict and stood.verdict.because in _SLEPT],
    }
    answer = JSONResponse(said)
    return _shared(request, bytes(answer.body), lambda headers: JSONResponse(said, headers=headers))


def state_of(stands: Standing) -> str:
    """Return the worst state of all; unproven when nobody looked."""
    if stands.at is None or not stands.all:
        return "unproven"
    found = {stood.shown.state for stood in stands.all}
    return next(state for state in STATES if state in found)


def _words(stands: Standing, view: View) -> str:
    """Say how the promises stand, and when somebody looked."""
    if stands.at is None:
        return say("badge.none", view.language)
    date = date_words(day_of(stands.at, view.site.zone), view.language)
    if stands.asleep:
        return say("badge.asleep", view.language, date=date)
    return say("badge.stands", view.language, counts=counts(stands.all, view), date=date)


def _shared(request: Request, content: bytes, answer: Callable[[dict[str, str]], Response]) -> Response:
    """Return what anybody may show and keep for some minutes, or say that what is kept is still good."""
    tag = f'"{zlib.crc32(content):08x}"'
    headers = {
        "ETag": tag,
        "Cache-Control": f"public, max-age={KEPT_SECONDS}",
        "Vary": "Accept-Language",
        "Cross-Origin-Resource-Policy": "cross-origin",
        "Access-Control-Allow-Origin": "*",
        "Content-Security-Policy": ALONE,
    }
    if request.headers.get("if-none-match") == tag:
        return Response(status_code=304, headers=headers)
    return answer(headers)
