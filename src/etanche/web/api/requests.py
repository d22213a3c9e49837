"""
`/v1/requests`: what people ask, as programs enter it, and as they answer it in the role of a desk.

A key made to `ask` alone enters and sees nothing. Whoever opens a request does so for the purpose that the charter answers it for: the gate
decides, and each look is a line about who asks. What follows from a request by itself is done in the next round, as of one that came by a form.
"""

from __future__ import annotations

from typing import Annotated, Any, Final

from fastapi import APIRouter, Query, Response
from fastapi.responses import Response as Plain

from etanche.accounts import KeyAct
from etanche.charter import ChannelKind
from etanche.rights import Arriving, Clerk, Filed, NowhereToKeep, Outcome
from etanche.rights import Requests as Register
from etanche.vault import parse_person
from etanche.web import urls
from etanche.web.api import cursors, desk_shapes
from etanche.web.api.asking import Asked, Asking
from etanche.web.api.desk_shapes import RequestId
from etanche.web.api.laying import lay
from etanche.web.api.shapes import Cursor, Limit
from etanche.web.api.tags import IfMatch, require_same, tag

Json = dict[str, Any]

BY_PROGRAM: Final = (ChannelKind.API, ChannelKind.DESK, ChannelKind.FORM, ChannelKind.MAIL, ChannelKind.ACCOUNT)
"""The doors of the charter that a program may stand for, the likeliest first."""


def lay_out(router: APIRouter) -> None:
    """Lay out the resources."""
    lay(
        router,
        "requests",
        (urls.API_REQUESTS, "POST", enter, 201),
        (urls.API_REQUESTS, "GET", listed, 200),
        (urls.API_REQUEST, "GET", show, 200),
        (urls.API_STEPS, "POST", step, 200),
        (urls.API_ANSWER, "POST", answer, 200),
        (urls.API_ASSIGNED, "PUT", assign, 204),
        (urls.API_LIFT, "POST", lift, 200),
    )
    router.add_api_route(urls.API_ARCHIVE, archive, methods=["GET"], response_class=Plain, tags=["requests"])


def enter(asking: Asked, body: desk_shapes.Asking) -> desk_shapes.Asked:
    """Enter what somebody asks, with the day on which it came; they have to show who they are as everybody has."""
    asking.require(KeyAct.ASK)
    if body.person is not None:
        # Whoever proves the address that stands in a request is answered about the person that it names: only a desk names one.
        _desk(asking, KeyAct.ANSWER)
    requests = asking.house.requests
    channel = requests.channel(*BY_PROGRAM)
    if channel is None:
        raise NowhereToKeep("no request comes in by a program", hint="name a channel for them in `rights.by`")
    arriving = Arriving(
        right=body.right,
        channel=channel,
        words=body.words.strip(),
        language=body.language,
        received=body.received,
        name=body.name.strip(),
        email=body.email.strip(),
        person=None if body.person is None else parse_person(body.person),
        purposes=body.purposes,
        minor=body.minor,
    )
    filed = requests.open(arriving, actor=asking.actor, role=asking.key.scope.role)
    return desk_shapes.Asked(request=filed.request.id.hex(), name=filed.name, due=filed.due)


def listed(asking: Asked, *, closed: bool = False, limit: Limit = 100, cursor: Cursor = None) -> desk_shapes.Requests:
    """Return the requests of which something is owed, the nearest day first, or nothing any more, the latest first: no names."""
    requests, _ = _desk(asking, KeyAct.REQUESTS)
    question = ("requests", "closed" if closed else "open")
    place = cursors.read(asking, question, cursor)
    found = requests.listed(is_open=not closed, most=limit, after=None if place == cursors.BEGINNING else place)
    return desk_shapes.Requests(
        requests=[one.as_json() for one in found.found],
        altered=[one.id.hex() for one in found.altered],
        next=cursors.handed_out(asking, question, found.last),
    )


def show(asking: Asked, request: RequestId, response: Response) -> Json:
    """
    Open a request: its words, what it needs now, what an erasure would do; with the tag of its state.

    What authorities demand of who asks (`demands`) is told to a key that may see demands, and to no other.
    """
    requests, clerk = _desk(asking, KeyAct.REQUESTS)
    shown = requests.show(requests.register.named(request), clerk)
    told = _told(asking, shown.filed, response) | shown.as_json()
    if KeyAct.DEMANDS not in asking.key.scope.acts:
        del told["demands"]
    return told


def step(
    asking: Asked, request: RequestId, body: desk_shapes.Step, response: Response, if_match: IfMatch = None
) -> Json:
    """Write down that something happened to a request: who asks showed who they are, an extension is told…"""
    requests, clerk = _desk(asking, KeyAct.ANSWER)
    filed = _same(asking, requests.register.named(request), if_match)
    return _told(asking, _advanced(requests, filed, body, clerk), response)


def answer(
    asking: Asked, request: RequestId, body: desk_shapes.Answer, response: Response, if_match: IfMatch = None
) -> Json:
    """Answer a request, in whole, in part, or refuse it; what was asked for is done before this returns."""
    requests, clerk = _desk(asking, KeyAct.ANSWER)
    filed = _same(asking, requests.register.named(request), if_match)
    outcome, grounds = Outcome(body.outcome), body.grounds
    return _told(asking, requests.answer(filed, clerk, outcome=outcome, grounds=grounds, words=body.words), response)


def assign(asking: Asked, request: RequestId, body: desk_shapes.Assigned) -> None:
    """Say who sees to a request."""
    requests, clerk = _desk(asking, KeyAct.ANSWER)
    requests.assign(requests.register.named(request), clerk, to=body.to)


def lift(asking: Asked, request: RequestId) -> desk_shapes.Lifted:
    """Lift a restriction that was granted; the person is told first, unless another request keeps everything frozen: it is named."""
    requests, clerk = _desk(asking, KeyAct.ANSWER)
    lifted = requests.lift(requests.register.named(request), clerk)
    return desk_shapes.Lifted(frozen_by=[one.name for one in requests.frozen_by(lifted)])


def archive(
    asking: Asked,
    request: RequestId,
    *,
    portable: Annotated[bool, Query(description="what another service takes in, and no more")] = False,
) -> Plain:
    """Return what is held of who asked as a file for them, once they have shown who they are."""
    requests, clerk = _desk(asking, KeyAct.ANSWER)
    made = requests.archive(requests.register.named(request), clerk, portable_only=portable)
    return Plain(made, media_type="application/zip")


def _advanced(requests: Register, filed: Filed, body: desk_shapes.Step, clerk: Clerk) -> Filed:
    recipient = body.recipient or ""
    return requests.advance(
        filed,
        body.event,
        clerk,
        proof=body.proof,
        recipient=recipient,
        by_hand=body.by_hand,
        because=body.because,
    )


def _desk(asking: Asking, act: KeyAct) -> tuple[Register, Clerk]:
    """Return the requests, and who acts on them: the key, in its role; raises `OutsideKey`, `NoDesk`."""
    asking.require(act)
    requests, clerk = asking.house.requests, Clerk(actor=asking.actor, role=asking.role)
    requests.require_desk(clerk)
    return requests, clerk


def _same(asking: Asking, filed: Filed, if_match: str | None) -> Filed:
    """Return a request, if its state is the one that was seen; whoever did not say which saw this one."""
    if if_match is not None:
        require_same(_tag(asking, filed), if_match)
    return filed


def _told(asking: Asking, filed: Filed, response: Response) -> Json:
    response.headers["ETag"] = _tag(asking, filed)
    return filed.as_json()


def _tag(asking: Asking, filed: Filed) -> str:
    return tag(asking, filed.request.id + filed.seen.encode())
