"""
`/v1/charter`: the charter in force; another one checked, compared with it, applied, taken back.

A key that applies charters does nothing else: whoever writes the rules does not act under them. Findings quote the charter they are about;
nothing else of what was sent is repeated. What was checked or compared leaves no trace, and opens nothing.
"""

from __future__ import annotations

from typing import Any, Final

from fastapi import APIRouter, Response
from starlette.responses import PlainTextResponse

from etanche.accounts import KeyAct
from etanche.charter import CharterFaulty, CharterUnreadable, Loaded, finding_json, promises, read
from etanche.charter.change import diff
from etanche.errors import Unreadable
from etanche.web import urls
from etanche.web.api import office_shapes
from etanche.web.api.asking import Asked, Asking
from etanche.web.api.tags import IfMatch, require_conditional, require_same

Json = dict[str, Any]

CALLED: Final = "charter.yaml"
"""What the places of findings call a charter that has no file."""


def lay_out(router: APIRouter) -> None:
    """Lay out the resources."""
    router.add_api_route(
        urls.API_CHARTER, charter, methods=["GET"], response_class=PlainTextResponse, tags=["organisation"]
    )
    for address, method, resource in (
        (urls.API_CHARTER, "PUT", apply),
        (urls.API_CHECKED, "POST", check),
        (urls.API_DIFF, "POST", compare),
        (urls.API_WAITING, "DELETE", withdraw),
    ):
        router.add_api_route(address, resource, methods=[method], tags=["organisation"])


def charter(asking: Asked, response: Response) -> str:
    """Return the charter in force, as it was written, with its tag."""
    asking.require_seeing()
    response.headers["ETag"] = _tag(asking)
    return asking.house.charter_text


def check(asking: Asked, body: office_shapes.Written) -> office_shapes.Checked:
    """Return what is found in a charter: whether it is sound, and whether it would be of a day to come."""
    asking.require(KeyAct.APPLY)
    try:
        loaded = _read(body, asking)
    except CharterUnreadable as error:
        return office_shapes.Checked(promises=None, findings=[finding_json(error.finding)])
    made = None if loaded.charter is None else len(promises(loaded.charter))
    return office_shapes.Checked(promises=made, findings=[finding_json(one) for one in loaded.findings])


def compare(asking: Asked, body: office_shapes.Written) -> office_shapes.Difference:
    """Return what changes from the charter in force to another one, and what could no longer be read, or would fall due."""
    asking.require(KeyAct.APPLY)
    try:
        after = _read(body).charter
    except CharterUnreadable:
        after = None
    if after is None:
        raise _unsound()
    _, forecast = asking.house.foresee(after)
    changes = diff(asking.house.charter, after)
    return office_shapes.Difference(
        changes=[one.as_json() for one in changes], forecast=[one.as_json() for one in forecast]
    )


def apply(asking: Asked, body: office_shapes.Written, response: Response, if_match: IfMatch = None) -> Json:
    """Let the organisation obey another charter, from now or from its announced day on, if the one in force is the one that was read."""
    asking.require(KeyAct.APPLY)
    seen = require_conditional(if_match)
    asking.house.renew(anew=True)
    require_same(_tag(asking), seen)
    try:
        proposal = asking.house.proposed(body.charter.encode(), called=CALLED)
    except (CharterFaulty, CharterUnreadable):
        raise _unsound() from None
    applied = asking.house.apply(proposal, by=asking.actor)
    response.headers["ETag"] = _tag(asking)
    return applied.as_json()


def withdraw(asking: Asked) -> office_shapes.Withdrawn:
    """Take back the charter that waits for its day."""
    asking.require(KeyAct.APPLY)
    return office_shapes.Withdrawn(withdrawn=asking.house.withdraw(by=asking.actor))


def _read(body: office_shapes.Written, asking: Asking | None = None) -> Loaded:
    now = None if asking is None else asking.house.clock.now()
    return read(body.charter.encode(), file=CALLED, now=now)


def _tag(asking: Asking) -> str:
    """Return the tag of the charter in force: its digest, which everybody may have."""
    return f'"{asking.house.plan.digest}"'


def _unsound() -> Unreadable:
    return Unreadable("this is no sound charter", hint="`POST /v1/charter/check` says what was found")
