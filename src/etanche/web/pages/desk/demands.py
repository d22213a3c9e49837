"""
`/desk/{organisation}/demands`: the register of what authorities demanded, for the office; and each, to be examined, answered by somebody else, refused, told.

Whoever was let to answer finds that one page too, and there the form that gives: what it gives is a file, and is in the register before.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response

from etanche.errors import NotFound, Refused, Unreadable
from etanche.incidents import demands
from etanche.incidents.demands import Demand, Sort, State
from etanche.instance import Desk, Desks
from etanche.notice import category_title, moment_words, purpose_title, told
from etanche.vault import parse_person
from etanche.web import urls
from etanche.web.files import as_file
from etanche.web.guarding import SEE_OTHER, Asking
from etanche.web.pages.desk.desk import desk_of, drawn
from etanche.words import date_words, say
from etanche.words.errors import told_in

_BAD = 400
_NOT_FOUND = 404


@dataclass(frozen=True, kw_only=True)
class _Row:
    """A demand, as the register shows it."""

    name: str
    asker: str
    state: str
    sort: str
    received: str
    waits: tuple[str, ...]
    target: str


def show(desks: Desks, asking: Asking) -> Response:
    """Show the register, what waits first, and the form that writes one down."""
    return _register(asking, desk_of(desks, asking, office=True))


def begin(desks: Desks, asking: Asking) -> Response:
    """Write a demand down."""
    desk, said = desk_of(desks, asking, office=True), asking.said
    try:
        made = desk.house.demands.open(
            said("recipient"),
            sort=Sort(said("sort")),
            asker=said("asker"),
            ground=said("ground"),
            asked=said("asked"),
            by=desk.member.actor,
            received=_day(said("received")),
            due=_day(said("due")),
        )
    except Unreadable as error:
        return _register(asking, desk, wrong=told_in(error.what, asking.view.language), status=_BAD)
    except ValueError:
        return _register(asking, desk, wrong=say("desk.incidents.wrong", asking.view.language), status=_BAD)
    return _to(desk, made)


def one(desks: Desks, asking: Asking) -> Response:
    """Show one demand."""
    desk, demand = _found(desks, asking)
    return _page(asking, desk, demand)


def act(desks: Desks, asking: Asking) -> Response:
    """Do what the button says; what is given is answered as a file."""
    desk, demand = _found(desks, asking)
    language = asking.view.language
    try:
        if asking.said("do") == "answer":
            return _give(desk, demand, asking)
        _do(desk, demand, asking)
    except (Unreadable, Refused, NotFound) as error:
        wrong, status = told_in(error.what, language), error.http_status
    except ValueError:
        wrong, status = say("desk.incidents.wrong", language), _BAD
    else:
        return _to(desk, demand)
    return _page(asking, desk, desk.house.demands.of(demand.name), wrong=wrong, status=status)


def _found(desks: Desks, asking: Asking) -> tuple[Desk, Demand]:
    """Return the desk and the demand: to the office any, to others the one they were let to answer."""
    desk = desk_of(desks, asking)
    try:
        demand = desk.house.demands.of(str(asking.request.path_params["demand"]))
    except NotFound:
        raise HTTPException(_NOT_FOUND) from None
    if not desk.oversees and not _theirs(desk, demand):
        raise HTTPException(_NOT_FOUND)
    return desk, demand


def _theirs(desk: Desk, demand: Demand) -> bool:
    return demand.examined is not None and demand.examined.said["to"] == desk.member.actor


def _give(desk: Desk, demand: Demand, asking: Asking) -> Response:
    if not _theirs(desk, demand) or demand.examined is None or demand.examined.said["role"] not in desk.roles:
        raise HTTPException(_NOT_FOUND)
    done = demands.answer(
        desk.house.demands,
        demand.name,
        role=demand.examined.said["role"],
        purpose=asking.said("purpose"),
        category=asking.said("category") or None,
        by=desk.member.actor,
    )
    return as_file(done.file, f"{demand.name}.json", "application/json")


def _do(desk: Desk, demand: Demand, asking: Asking) -> None:
    if not desk.oversees:
        raise HTTPException(_NOT_FOUND)
    house, by, name, words = desk.house, desk.member.actor, demand.name, asking.said("words")
    match asking.said("do"):
        case "examine":
            role, to = asking.said("role"), asking.said("who")
            if not any(one.actor == to and role in one.roles for one in desk.colleagues):
                raise Unreadable("nobody of that name has the role", hint="choose a colleague who has it")
            persons = [parse_person(one) for one in asking.said("persons").split()]
            as_ = next(iter(sorted(desk.roles & house.plan.approvers.get(role, frozenset()))), None)
            house.demands.examine(name, persons=persons, role=role, to=to, words=words, by=by, as_=as_)
        case "refuse":
            house.demands.refuse(name, words=words, by=by)
        case "silence":
            day = date.fromisoformat(asking.said("until"))
            until = datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(house.plan.zone))
            house.demands.silence(name, until, words=words, by=by)
        case "tell":
            house.tell_of_demand(name, by=by)
        case "untold":
            house.demands.untold(name, words=words, by=by)
        case _:
            raise HTTPException(_BAD)


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def _target(desk: Desk, demand: Demand) -> str:
    return urls.own(urls.DESK_DEMAND.replace("{demand}", demand.name), desk.name)


def _to(desk: Desk, demand: Demand) -> Response:
    return RedirectResponse(_target(desk, demand), status_code=SEE_OTHER)


def _register(asking: Asking, desk: Desk, *, wrong: str = "", status: int = 200) -> Response:
    house, language = desk.house, asking.view.language
    today, found = house.demands.today(), house.demands.all()
    return drawn(
        asking,
        desk,
        "demands",
        status=status,
        wrong=wrong,
        found=[
            _Row(
                name=each.name,
                asker=each.asker,
                state=say(f"demand.state.{each.state}", language),
                sort=say(f"demand.sort.{each.sort}", language),
                received=date_words(each.received, language),
                waits=tuple(say(f"demand.duty.{duty}", language) for duty, _ in demands.awaited(each, today)),
                target=_target(desk, each),
            )
            for each in found
        ],
        authorities=[(name, house.charter.recipients[name].name) for name in sorted(house.plan.on_demand)],
        sorts=list(Sort),
        figures=[(each, say(f"demand.sort.{each.sort}", language)) for each in demands.figures(found)],
    )


def _page(asking: Asking, desk: Desk, demand: Demand, *, wrong: str = "", status: int = 200) -> Response:
    house, language = desk.house, asking.view.language
    charter, zone, now = house.charter, house.plan.zone, house.clock.now()
    role = demand.examined.said["role"] if demand.examined else ""
    cells = [one for one in desk.cells if one.role == role] if _theirs(desk, demand) else []
    until = demand.silent_until if demand.silent(now) else None
    return drawn(
        asking,
        desk,
        "demand",
        status=status,
        wrong=wrong,
        one=demand,
        itself=_target(desk, demand),
        state=say(f"demand.state.{demand.state}", language),
        received=date_words(demand.received, language),
        due=date_words(demand.due, language) if demand.due else "",
        silent=moment_words(until, zone, language) if until else "",
        open=demand.state in {State.OPEN, State.EXAMINED},
        tellable=bool(demand.unsaid) and until is None,
        story=[(moment_words(each.at, zone, language), desk.known_as(each.by), each) for each in demand.story],
        roles={name: told(it.title, language) for name, it in sorted(charter.roles.items())},
        people=[(each.actor, each.invited_as) for each in desk.colleagues if each.actor != desk.member.actor],
        purposes={each.purpose: purpose_title(charter, each.purpose, language) for each in cells},
        categories={each.category: category_title(charter, each.category, language) for each in cells},
    )
