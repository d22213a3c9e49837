"""`/desk/{organisation}/charter`: every version of the charter, what changed from one to the next, and between any two."""

from __future__ import annotations

from dataclasses import replace

from starlette.exceptions import HTTPException
from starlette.responses import Response

from etanche.instance import Desk, Desks
from etanche.notice import category_title, purpose_title
from etanche.terms import Language
from etanche.web.guarding import Asking
from etanche.web.pages.desk.desk import desk_of, drawn
from etanche.web.pages.versions import changes_between, shown_versions
from etanche.words import date_words, say

_NOT_FOUND = 404
BEFORE, AFTER = "before", "after"


def show(desks: Desks, asking: Asking) -> Response:
    """Show the versions; with two of them chosen, what changed between them; of one that waits, what it would end."""
    desk, language = desk_of(desks, asking), asking.view.language
    every = {one.digest: one for one in desk.house.versions()}
    chosen = tuple(asking.request.query_params.get(name, "") for name in (BEFORE, AFTER))
    if any(chosen) and not every.keys() >= set(chosen):
        raise HTTPException(_NOT_FOUND)
    before, after = chosen
    return drawn(
        asking,
        desk,
        "charter",
        versions=shown_versions(replace(asking.site, instance=desk.house), language),
        before=before,
        after=after,
        changes=changes_between(every[before], every[after], language) if before else (),
        ends=_ends(desk, language),
    )


def _ends(desk: Desk, language: Language) -> list[str]:
    """Return what the version that waits would end of today's data; for the office alone, for it counts records."""
    waiting = next((one for one in desk.house.versions() if one.waits), None)
    if waiting is None or not desk.oversees:
        return []
    charter = desk.house.charter
    said = [say("desk.charter.then", language, date=date_words(max(waiting.charter.versions), language))]
    for one in desk.house.foreseen(waiting.charter):
        category = (
            category_title(charter, one.category, language) if one.category in charter.categories else one.category
        )
        blanks: dict[str, object] = {"category": category, "records": one.records, "days": one.days}
        if one.purpose:
            blanks["purpose"] = purpose_title(charter, one.purpose, language)
        said.append(say(f"desk.charter.{one.fate}", language, **blanks))
    return said
