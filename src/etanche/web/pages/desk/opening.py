"""
`/desk/{organisation}/record`: one record, or all of a person that a role sees, by its address; the page is made of the charter.

An address says nothing and opens nothing: whoever has one says as what and what for they look, the gate decides, and that they
looked is a line of the journal, about whoever it is about.
"""

from __future__ import annotations

from starlette.responses import Response

from etanche.errors import Unreadable
from etanche.gate import GateRefused
from etanche.instance import Desk, Desks
from etanche.notice import purpose_title, told
from etanche.terms import Language
from etanche.vault import Record, Ref, parse_person
from etanche.web import urls
from etanche.web.guarding import Asking
from etanche.web.pages.desk.desk import Way, desk_of, drawn, needs_case
from etanche.web.told_records import Told, told_record
from etanche.words import say

_SEPARATOR = "/"


def show(desks: Desks, asking: Asking) -> Response:
    """Show the form, with the ways that are open to what the address names."""
    about = asking.request.query_params.get(urls.ABOUT, "").strip()
    return _page(asking, desk_of(desks, asking), about)


def act(desks: Desks, asking: Asking) -> Response:
    """Open it; what the gate refuses is told with the promises that refuse it."""
    desk, language = desk_of(desks, asking), asking.view.language
    said, chosen = asking.said(urls.ABOUT).strip(), asking.said("way")
    try:
        about = about_of(said)
    except Unreadable as error:
        return _page(asking, desk, said, wrong=say("desk.record.unreadable", language), status=error.http_status)
    if chosen not in {one.value for one in ways(desk, about, language)}:
        return _page(asking, desk, said, wrong=say("desk.find.no-way", language), status=403)
    try:
        found = _opened(desk, about, chosen, asking.said("case").strip() or None)
    except GateRefused as error:
        return _page(
            asking,
            desk,
            said,
            wrong=say(f"desk.refused.{error.decision.reason}", language),
            because=error.decision.because,
            status=error.http_status,
        )
    charter, plan = desk.house.charter, desk.house.plan
    return _page(asking, desk, said, found=tuple(told_record(charter, plan, one, language) for one in found))


def about_of(text: str) -> Ref | bytes:
    """
    Read the address of a record, or the number of a person.

    Raises:
        Unreadable: it is neither.
    """
    return Ref.parse(text) if "/" in text else parse_person(text)


def ways(desk: Desk, about: Ref | bytes | None, language: Language) -> tuple[Way, ...]:
    """Return the roles and purposes by which the reader can look at something: of a record those of its category."""
    charter = desk.house.charter
    within = {about.category} if isinstance(about, Ref) else {cell.category for cell in desk.cells}
    found: dict[tuple[str, str], bool] = {}
    for cell in desk.cells:
        if cell.category in within:
            case = needs_case(desk, cell.role, cell.category)
            found[cell.role, cell.purpose] = found.get((cell.role, cell.purpose), False) or case
    return tuple(
        Way(
            value=f"{role}{_SEPARATOR}{purpose}",
            words=say(
                "desk.record.way",
                language,
                purpose=purpose_title(charter, purpose, language),
                role=told(charter.roles[role].title, language),
            ),
            case=case,
        )
        for (role, purpose), case in found.items()
    )


def _opened(desk: Desk, about: Ref | bytes, way: str, case: str | None) -> tuple[Record, ...]:
    role, purpose = way.split(_SEPARATOR)
    with desk.house.acting(role, purpose=purpose, actor=desk.member.actor, case=case) as session:
        return session.get(about) if isinstance(about, Ref) else session.of_person(about)


def _page(
    asking: Asking,
    desk: Desk,
    about: str,
    *,
    found: tuple[Told, ...] | None = None,
    wrong: str = "",
    because: tuple[str, ...] = (),
    status: int = 200,
) -> Response:
    try:
        read = about_of(about) if about else None
    except Unreadable:
        read = None
    return drawn(
        asking,
        desk,
        "record",
        status=status,
        offered=ways(desk, read, asking.view.language),
        chosen=asking.said("way"),
        case=asking.said("case"),
        about=about,
        found=found,
        wrong=wrong,
        because=because,
    )
