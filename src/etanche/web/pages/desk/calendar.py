"""`/desk/{organisation}/calendar`: what goes when, as a plot and as a table; by the charter in force, of everything held."""

from __future__ import annotations

from collections import Counter

from starlette.responses import Response

from etanche.clock import day_of
from etanche.instance import Desk, Desks
from etanche.notice import category_title, keep_words, moment_words, purpose_title
from etanche.terms import Language
from etanche.web.drawing import Weeks, weeks
from etanche.web.guarding import Asking
from etanche.web.pages.desk.desk import desk_of, drawn
from etanche.words import date_words, day_words, say


def show(desks: Desks, asking: Asking) -> Response:
    """Show the next weeks, what comes later, what waits for something to happen, and what a hold keeps."""
    desk = desk_of(desks, asking, office=True)
    language, zone = asking.view.language, desk.house.plan.zone
    leaving = desk.house.leaving()
    plot = weeks(leaving.due, day_of(desk.house.clock.now(), zone))
    held = Counter[str]()
    for hold in desk.house.holds():
        held.update(hold.records)

    def title(category: str) -> str:
        return category_title(desk.house.charter, category, language)

    return drawn(
        asking,
        desk,
        "calendar",
        plot=plot,
        described=_described(plot, language),
        counted=moment_words(leaving.at, zone, language),
        title=title,
        day_words=lambda day: day_words(day, language),
        held=held.total(),
        waiting=[
            (title(name), number, _rules(desk, name, language)) for name, number in sorted(leaving.waiting.items())
        ],
    )


def _described(plot: Weeks, language: Language) -> str:
    """Say in words what the plot shows."""
    if not any(one.total for one in plot.rows):
        return say("desk.calendar.described-none", language, weeks=len(plot.rows))
    return say(
        "desk.calendar.described",
        language,
        n=sum(one.total for one in plot.rows),
        weeks=len(plot.rows),
        most=plot.busiest.total,
        busiest=date_words(plot.busiest.first, language),
    )


def _rules(desk: Desk, category: str, language: Language) -> list[str]:
    """Return what a category waits for: each purpose with its rule."""
    plan = desk.house.plan
    return [
        say(
            "desk.calendar.rule",
            language,
            purpose=purpose_title(desk.house.charter, purpose, language),
            term=keep_words(plan.terms[purpose, category], language),
        )
        for purpose in plan.purposes_of(category)
    ]
