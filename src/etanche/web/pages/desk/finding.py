"""
`/desk/{organisation}/find`: records by an exact value, through the blind index alone; the value goes in the body and into no address.

Whoever looks says as what and what for; the gate decides, and its no is told with the promises that say so.
"""

from __future__ import annotations

from starlette.responses import Response

from etanche.gate import GateRefused
from etanche.instance import Desk, Desks
from etanche.notice import category_title, field_title, purpose_title, told
from etanche.terms import Language
from etanche.web.guarding import Asking
from etanche.web.pages.desk.desk import Way, desk_of, drawn, needs_case
from etanche.web.told_records import Told, told_record
from etanche.words import say

_SEPARATOR = "/"


def show(desks: Desks, asking: Asking) -> Response:
    """Show the form."""
    return _page(asking, desk_of(desks, asking))


def act(desks: Desks, asking: Asking) -> Response:
    """Look; what the gate refuses is told with the promises that refuse it."""
    desk = desk_of(desks, asking)
    chosen = asking.said("way")
    language = asking.view.language
    if chosen not in {one.value for one in ways(desk, language)}:
        return _page(asking, desk, wrong=say("desk.find.no-way", language), status=403)
    role, purpose, category, field = chosen.split(_SEPARATOR)
    case = asking.said("case").strip() or None
    try:
        with desk.house.acting(role, purpose=purpose, actor=desk.member.actor, case=case) as session:
            found = session.find(category, field, asking.said("value"))
    except GateRefused as error:
        return _page(
            asking,
            desk,
            wrong=say(f"desk.refused.{error.decision.reason}", language),
            because=error.decision.because,
            status=error.http_status,
        )
    told = tuple(told_record(desk.house.charter, desk.house.plan, one, language) for one in found)
    return _page(asking, desk, found=told, looked=True)


def ways(desk: Desk, language: Language) -> tuple[Way, ...]:
    """Return what the reader can look for: the findable fields of the categories that their roles read."""
    charter, plan = desk.house.charter, desk.house.plan
    return tuple(
        Way(
            value=_SEPARATOR.join((cell.role, cell.purpose, cell.category, field.name)),
            words=say(
                "desk.find.way",
                language,
                field=field_title(charter, cell.category, field.name, language),
                category=category_title(charter, cell.category, language),
                purpose=purpose_title(charter, cell.purpose, language),
                role=told(charter.roles[cell.role].title, language),
            ),
            case=needs_case(desk, cell.role, cell.category),
        )
        for cell in desk.cells
        if cell.category in plan.categories
        for field in plan.categories[cell.category].fields.values()
        if field.findable
    )


def _page(
    asking: Asking,
    desk: Desk,
    *,
    found: tuple[Told, ...] = (),
    looked: bool = False,
    wrong: str = "",
    because: tuple[str, ...] = (),
    status: int = 200,
) -> Response:
    return drawn(
        asking,
        desk,
        "find",
        status=status,
        offered=ways(desk, asking.view.language),
        chosen=asking.said("way"),
        case=asking.said("case"),
        found=found,
        looked=looked,
        wrong=wrong,
        because=because,
    )
