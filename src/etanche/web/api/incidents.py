"""
`/v1/incidents`: what went wrong, as programs write it down, see it, and tell of it.

A key made for `incident` writes and sees nothing of what others wrote, so that something that watches elsewhere can raise one. Letters to an
authority or to people go out under the name of the key: give the act `notify` to a program only if somebody decides before it asks.
"""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query

from etanche.accounts import KeyAct
from etanche.errors import Unreadable
from etanche.incidents import Incident, Kind, Scope, Whom, announced, as_json, both, close, spare
from etanche.web import urls
from etanche.web.api import desk_shapes
from etanche.web.api.asking import Asked, Asking
from etanche.web.api.desk_shapes import IncidentId
from etanche.web.api.laying import lay

Json = dict[str, Any]


def lay_out(router: APIRouter) -> None:
    """Lay out the resources."""
    lay(
        router,
        "incidents",
        (urls.API_INCIDENTS, "POST", begin, 201),
        (urls.API_INCIDENTS, "GET", listed, 200),
        (urls.API_INCIDENT, "GET", show, 200),
        (urls.API_STORY, "POST", add, 200),
        (urls.API_CONCERNED, "POST", concerned, 200),
        (urls.API_CLOSED, "POST", conclude, 200),
        (urls.API_DRAFT, "GET", draft, 200),
        (urls.API_NOTICES, "POST", notify, 200),
        (urls.API_ANNOUNCED, "POST", announce, 204),
    )


def begin(asking: Asked, body: desk_shapes.Opening) -> desk_shapes.Opened:
    """Write an incident down; whoever is to be told at once is told."""
    asking.require(KeyAct.INCIDENT)
    house = asking.house
    return _opened(
        house.incidents.open(body.title, by=asking.actor, severity=body.severity, tell=house.tell_of_incident)
    )


def listed(asking: Asked) -> list[Json]:
    """Return the register of incidents, the open ones first."""
    asking.require(KeyAct.INCIDENTS)
    house = asking.house
    return [as_json(one, house.charter, house.clock.now()) for one in house.incidents.all()]


def show(asking: Asked, incident: IncidentId) -> Json:
    """Return one incident, in order, with its clocks."""
    asking.require(KeyAct.INCIDENTS)
    house = asking.house
    return as_json(house.incidents.of(incident), house.charter, house.clock.now())


def add(asking: Asked, incident: IncidentId, body: desk_shapes.Happening) -> desk_shapes.Opened:
    """Write one more thing down: a fact, a measure, likely consequences, how severe it is, since when we are aware, or why somebody is not told."""
    asking.require(KeyAct.INCIDENT)
    if body.kind == "not-told":
        return _spared(asking, incident, body)
    kind = Kind(body.kind)
    # Each kind has one thing to say; what another would have is not dropped in silence.
    given = {"severity": body.severity, "aware": body.since, "not-told": body.whom}
    if any(one is not None for name, one in given.items() if name != body.kind) or (body.kind in given and body.words):
        raise Unreadable(
            "this kind says something else", hint="`words`, or for `severity` how severe, for `aware` since when"
        )
    if kind is Kind.SEVERITY and body.severity is None:
        raise Unreadable("how severe it is is not said", hint="`severity`: none, risk or high")
    said: dict[str, str] = {}
    if body.severity is not None:
        said = {"is": body.severity.value}
    elif kind is Kind.AWARE:
        said = {"since": (body.since or asking.house.clock.now()).isoformat()}
    return _opened(asking.house.incidents.add(incident, kind, by=asking.actor, words=body.words, said=said))


def concerned(asking: Asked, incident: IncidentId, body: desk_shapes.Lines) -> Json:
    """Compute from the journal how many people and records an incident concerns, and write that down."""
    asking.require(KeyAct.INCIDENT)
    _, found = asking.house.incidents.scope(incident, Scope(**body.model_dump()), by=asking.actor)
    return found.as_json()


def conclude(asking: Asked, incident: IncidentId, body: desk_shapes.Closing) -> desk_shapes.Opened:
    """Close an incident with a report, once everybody was told who is to be; it stays in the register."""
    asking.require(KeyAct.INCIDENT)
    house = asking.house
    return _opened(close(house.incidents, house.charter, incident, report=body.report, by=asking.actor))


def draft(
    asking: Asked,
    incident: IncidentId,
    whom: Annotated[Whom, Query(description="who is to be told")],
    late: Annotated[str, Query(max_length=400, description="why it comes late, where it does")] = "",
) -> desk_shapes.Draft:
    """Return what somebody is to be told, in the languages of the notice, with the law's contents."""
    asking.require(KeyAct.INCIDENTS)
    made = both(asking.house.incidents.of(incident), asking.house.charter, whom, late=late)
    return desk_shapes.Draft(subject=made.subject, text=made.text, missing=list(made.missing))


def notify(asking: Asked, incident: IncidentId, body: desk_shapes.Notice) -> Json:
    """Tell the authority, the controllers, or everybody concerned by letters, and write down that they were told."""
    asking.require(KeyAct.NOTIFY)
    done = asking.house.notifying.notify(
        incident, body.whom, by=asking.actor, to=body.to, late=body.late, reference=body.reference
    )
    return {"letters": done.letters, "unreached": done.unreached, "hidden": done.hidden}


def announce(asking: Asked, incident: IncidentId, body: desk_shapes.Announcement) -> None:
    """Say something of an incident on the public status page, in its feed and its JSON."""
    asking.require(KeyAct.NOTIFY)
    announced(asking.house.incidents, incident, fr=body.fr, en=body.en, over=body.over, by=asking.actor)


def _spared(asking: Asking, incident: str, body: desk_shapes.Happening) -> desk_shapes.Opened:
    if body.whom is None or body.severity is not None or body.since is not None:
        raise Unreadable("who is not told is not said", hint="`whom`: people or controllers, and why: `words`")
    made = spare(asking.house.incidents, incident, body.whom, words=body.words, by=asking.actor)
    return _opened(made)


def _opened(one: Incident) -> desk_shapes.Opened:
    return desk_shapes.Opened(id=one.id.hex(), name=one.name)
