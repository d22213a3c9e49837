"""
`/desk/{organisation}/incidents`: the register of incidents for the office, and each with its clocks, whom it concerns, drafts, and what was told.

One form adds what happened, by the word of its button; computing whom an incident concerns and telling people have forms of their own.
"""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response

from etanche.errors import Unreadable
from etanche.incidents import (
    Incident,
    Kind,
    Scope,
    Severity,
    StillOwed,
    Whom,
    announced,
    clocks_of,
    close,
    draft,
    spare,
    summary,
)
from etanche.instance import Desk, Desks
from etanche.notice import moment_words
from etanche.web import urls
from etanche.web.guarding import SEE_OTHER, Asking
from etanche.web.pages.desk.desk import desk_of, drawn
from etanche.words import say
from etanche.words.errors import told_in

_BAD = 400
_WORDS = {"fact": Kind.FACT, "measure": Kind.MEASURE, "consequences": Kind.CONSEQUENCES}


def show(desks: Desks, asking: Asking) -> Response:
    """Show the register, the open ones first, and the form that begins an incident."""
    desk = desk_of(desks, asking, office=True)
    return _register(asking, desk)


def begin(desks: Desks, asking: Asking) -> Response:
    """Write an incident down."""
    desk = desk_of(desks, asking, office=True)
    house = desk.house
    try:
        made = house.incidents.open(asking.said("title"), by=desk.member.actor, tell=house.tell_of_incident)
    except Unreadable as error:
        return _register(asking, desk, wrong=told_in(error.what, asking.view.language), status=_BAD)
    return _to(desk, made)


def one(desks: Desks, asking: Asking) -> Response:
    """Show one incident."""
    desk = desk_of(desks, asking, office=True)
    return _page(asking, desk, desk.house.incidents.of(_name(asking)))


def add(desks: Desks, asking: Asking) -> Response:
    """Write one more thing down, or do what the button says: compute whom it concerns, announce, tell."""
    desk = desk_of(desks, asking, office=True)
    incident = desk.house.incidents.of(_name(asking))
    try:
        _do(desk, incident, asking)
    except (Unreadable, StillOwed) as error:
        return _page(asking, desk, incident, wrong=told_in(error.what, asking.view.language), status=_BAD)
    except ValueError:
        return _page(asking, desk, incident, wrong=say("desk.incidents.wrong", asking.view.language), status=_BAD)
    return _to(desk, incident)


def _do(desk: Desk, incident: Incident, asking: Asking) -> None:
    it, by, what, name = desk.house.incidents, desk.member.actor, asking.said("do"), incident.id.hex()
    if what in _WORDS:
        it.add(name, _WORDS[what], by=by, words=asking.said("words"))
    elif what == "aware":
        at = _moment(desk, asking.said("since")) or desk.house.clock.now()
        it.add(name, Kind.AWARE, by=by, said={"since": at.isoformat()})
    elif what == "severity":
        it.add(name, Kind.SEVERITY, by=by, said={"is": Severity(asking.said("severity")).value})
    elif what == "scope":
        it.scope(name, _scope(desk, asking), by=by)
    elif what == "not-told":
        spare(it, name, Whom(asking.said("whom")), words=asking.said("words"), by=by)
    elif what == "close":
        close(it, desk.house.charter, name, report=asking.said("words"), by=by)
    elif what == "announce":
        announced(it, name, fr=asking.said("fr"), en=asking.said("en"), over=asking.said("over") == "yes", by=by)
    elif what == "tell":
        to = [one for one in asking.said("to").split() if one]
        whom = Whom(asking.said("whom"))
        desk.house.notifying.notify(
            name, whom, by=by, to=to, late=asking.said("late"), reference=asking.said("reference")
        )
    else:
        raise HTTPException(_BAD)


def _scope(desk: Desk, asking: Asking) -> Scope:
    return Scope(
        actor=asking.said("actor") or None,
        case=asking.said("case") or None,
        category=asking.said("category") or None,
        since=_moment(desk, asking.said("since")),
        until=_moment(desk, asking.said("until")),
    )


def _moment(desk: Desk, text: str) -> datetime | None:
    """Return a moment as a browser writes it, in the organisation's time zone; raises `ValueError`."""
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(desk.house.plan.zone)) if text else None


def _name(asking: Asking) -> str:
    return str(asking.request.path_params["incident"])


def _to(desk: Desk, incident: Incident) -> Response:
    target = urls.own(urls.DESK_INCIDENT.replace("{incident}", incident.name), desk.name)
    return RedirectResponse(target, status_code=SEE_OTHER)


def _register(asking: Asking, desk: Desk, *, wrong: str = "", status: int = 200) -> Response:
    house, language = desk.house, asking.view.language
    return drawn(
        asking,
        desk,
        "incidents",
        status=status,
        wrong=wrong,
        found=[
            (
                each,
                moment_words(each.opened, house.plan.zone, language),
                summary(each, house.charter, language),
                urls.own(urls.DESK_INCIDENT.replace("{incident}", each.name), desk.name),
            )
            for each in house.incidents.all()
        ],
    )


def _page(asking: Asking, desk: Desk, incident: Incident, *, wrong: str = "", status: int = 200) -> Response:
    house, language = desk.house, asking.view.language
    zone, now = house.plan.zone, house.clock.now()
    return drawn(
        asking,
        desk,
        "incident",
        status=status,
        wrong=wrong,
        one=incident,
        itself=urls.own(urls.DESK_INCIDENT.replace("{incident}", incident.name), desk.name),
        summed=summary(incident, house.charter, language),
        clocks=[
            (each, each.late(now), moment_words(each.due, zone, language) if each.due else "")
            for each in clocks_of(incident, house.charter)
        ],
        story=[(moment_words(each.at, zone, language), each) for each in incident.story],
        spared=[one for one in Whom if one is not Whom.AUTHORITY],
        drafts=[draft(incident, house.charter, whom, language) for whom in Whom],
        severities=list(Severity),
        categories=sorted(house.plan.categories),
    )
