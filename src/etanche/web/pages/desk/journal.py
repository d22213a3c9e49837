"""`/desk/{organisation}/journal`: what was done, by whom in which role, for which purpose, and what was refused; the last first."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Final
from urllib.parse import urlencode

from starlette.responses import Response

from etanche.errors import Unreadable
from etanche.instance import Desks, Leaf, Wanted, leaf
from etanche.notice import moment_words
from etanche.vault import NoSuchRecord, Ref, parse_person
from etanche.web.guarding import Asking
from etanche.web.pages.desk.desk import desk_of, drawn
from etanche.words import say
from etanche.words.errors import told_in

MOST = 100
_ASKED: Final = ("since", "act", "actor", "case", "person", "record")
_LONGEST: Final = 18
"""A number of a line has no more digits."""


def show(desks: Desks, asking: Asking) -> Response:
    """Show the newest lines that fit what was asked for, or older ones; numbers and names, no contents: the journal has none."""
    desk = desk_of(desks, asking, office=True)
    query = asking.request.query_params
    asked = {name: query.get(name, "").strip() for name in _ASKED}
    wrong, found = "", Leaf(entries=(), older=None)
    try:
        found = leaf(desk.house, _wanted(asked), most=MOST, before=_number(query.get("before", "")))
    except NoSuchRecord as error:
        wrong = told_in(error.what, asking.view.language)
    except (ValueError, Unreadable):
        wrong = say("desk.journal.unreadable", asking.view.language)
    zone, language = desk.house.plan.zone, asking.view.language
    said = {name: word for name, word in asked.items() if word}
    return drawn(
        asking,
        desk,
        "journal",
        status=400 if wrong else 200,
        asked=asked,
        wrong=wrong,
        most=MOST,
        lines=[(moment_words(one.at, zone, language), one) for one in found.entries],
        older=None if found.older is None else urlencode(said | {"before": found.older, "lang": language}),
    )


def _wanted(asked: Mapping[str, str]) -> Wanted:
    """Return what is looked for; raises `ValueError`, `Unreadable`."""
    return Wanted(
        since=date.fromisoformat(asked["since"]) if asked["since"] else None,
        act=asked["act"] or None,
        actor=asked["actor"] or None,
        case=asked["case"] or None,
        person=parse_person(asked["person"]) if asked["person"] else None,
        record=Ref.parse(asked["record"]) if asked["record"] else None,
    )


def _number(word: str) -> int | None:
    """Return the number of a line; raises `ValueError`."""
    if len(word) > _LONGEST:
        raise ValueError(word)
    return int(word) if word else None
