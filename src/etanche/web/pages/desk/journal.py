"""`/desk/{organisation}/journal`: what was done, by whom in which role, for which purpose, and what was refused; the last first."""

from __future__ import annotations

from datetime import date

from starlette.responses import Response

from etanche.errors import Unreadable
from etanche.instance import Desks
from etanche.notice import moment_words
from etanche.vault import NoSuchRecord, Ref, parse_person
from etanche.web.guarding import Asking
from etanche.web.pages.desk.desk import desk_of, drawn
from etanche.words import say
from etanche.words.errors import told_in

MOST = 100
_AMONG = 2_000
"""How many lines are looked through: those of the checks' own probes, which are told apart, are left out."""


def show(desks: Desks, asking: Asking) -> Response:
    """Show the newest lines that fit what was asked for; numbers and names, no contents: the journal has none."""
    desk = desk_of(desks, asking, office=True)
    asked = {
        name: asking.request.query_params.get(name, "").strip()
        for name in ("since", "act", "actor", "case", "person", "record")
    }
    wrong, lines = "", []
    try:
        lines = desk.house.journal_entries(
            since=date.fromisoformat(asked["since"]) if asked["since"] else None,
            act=asked["act"] or None,
            actor=asked["actor"] or None,
            case=asked["case"] or None,
            person=parse_person(asked["person"]) if asked["person"] else None,
            record=Ref.parse(asked["record"]) if asked["record"] else None,
            last=_AMONG,
        )
    except NoSuchRecord as error:
        wrong = told_in(error.what, asking.view.language)
    except (ValueError, Unreadable):
        wrong = say("desk.journal.unreadable", asking.view.language)
    zone, language = desk.house.plan.zone, asking.view.language
    return drawn(
        asking,
        desk,
        "journal",
        status=400 if wrong else 200,
        asked=asked,
        wrong=wrong,
        most=MOST,
        lines=[(moment_words(one.at, zone, language), one) for one in reversed(lines) if one.probe is None][:MOST],
    )
