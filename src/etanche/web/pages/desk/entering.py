"""
Part of `/desk/{organisation}/requests`: what came on paper, or was said, entered by hand with the day on which it came.

Only who answers requests enters one; it is what `etanche request open` does.
"""

from __future__ import annotations

from datetime import date
from typing import Final

from etanche.charter import ChannelKind
from etanche.errors import Unreadable
from etanche.instance import Desk
from etanche.notice import purpose_title
from etanche.rights import Arriving, Clerk, Filed
from etanche.terms import LANGUAGES, Language
from etanche.vault import parse_person
from etanche.web.guarding import Asking
from etanche.web.pages.asking.form import right_of, rights_of
from etanche.words import say

_BY: Final = (ChannelKind.DESK, ChannelKind.MAIL, ChannelKind.FORM, ChannelKind.ACCOUNT)
"""The doors by which it is taken in: the desk's own, where requests come in by it."""

_FIELDS: Final = ("name", "email", "words", "person", "received", "purpose", "language", "right", "minor")


def entering(asking: Asking, desk: Desk) -> dict[str, object]:
    """Return what the form shows: what can be asked for, and what was typed."""
    house, language = desk.house, asking.view.language
    today = house.requests.around.today().isoformat()
    refusable = sorted(house.plan.objections.keys() | house.plan.consents)
    typed = {name: asking.said(name) for name in _FIELDS}
    return {
        "rights": [(one.value, say(f"request.right.{one}", language)) for one in rights_of(house)],
        "purposes": [(one, purpose_title(house.charter, one, language)) for one in refusable],
        "tongues": [(one, say(f"request.enter.in-{one}", language)) for one in LANGUAGES],
        "typed": typed | {"received": typed["received"] or today, "language": typed["language"] or language},
        "today": today,
    }


def entered(asking: Asking, desk: Desk, clerk: Clerk) -> Filed:
    """
    Enter a request, and do what follows from it by itself.

    Raises:
        Unreadable: what it asks for, its day, its language, its address or the number of the person is none.
        NowhereToKeep, NotTaken, NoDesk, GateRefused: as `Requests.by_letter`.
    """
    requests, right = desk.house.requests, right_of(asking, desk.house)
    if right is None:
        raise Unreadable("this is no right of the charter", hint="choose one of the list")
    person, purpose = asking.said("person").strip(), asking.said("purpose")
    arriving = Arriving(
        right=right,
        channel=requests.channel(*_BY) or "",
        words=asking.said("words").strip(),
        language=_language(asking.said("language")),
        received=_day(asking.said("received").strip()),
        name=asking.said("name").strip(),
        email=asking.said("email").strip(),
        person=parse_person(person) if person else None,
        purposes=(purpose,) if purpose else (),
        minor=bool(asking.said("minor")),
    )
    return requests.tend(requests.by_letter(arriving, clerk))


def _language(text: str) -> Language:
    for one in LANGUAGES:
        if one == text:
            return one
    raise Unreadable("this is no language of ours", hint="fr or en")


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise Unreadable("this is no day", hint="write it like 2026-11-22") from None
