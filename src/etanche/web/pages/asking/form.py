"""`/request/{organisation}`: ask for something without an account; the answer says nothing of whether anything is held."""

from __future__ import annotations

from datetime import timedelta

from starlette.exceptions import HTTPException
from starlette.responses import Response

from etanche.accounts import Throttle
from etanche.charter import Regime
from etanche.errors import Unreadable
from etanche.instance import BUILT_IN, Instance, Organisation
from etanche.rights import Arriving, Right, law
from etanche.web import urls
from etanche.web.guarding import Asking
from etanche.words import fine, say

_NOT_FOUND, _TOO_MANY, _BAD = 404, 429, 400


def show(instance: Instance, asking: Asking) -> Response:
    """Show the form."""
    return _page(asking, house_of(instance, asking))


def act(instance: Instance, throttle: Throttle, asking: Asking) -> Response:
    """Keep what is asked; what follows is done in the next round, so that the answer takes as long for everybody."""
    house = house_of(instance, asking)
    language = asking.view.language
    email = asking.said("email").strip()
    if throttle.wait(email, asking.place) > timedelta():
        return _page(asking, house, wrong=say("request.form.wait", language), status=_TOO_MANY)
    throttle.failed(email, asking.place)
    right = right_of(asking, house)
    channel = house.requests.form()
    if right is None or channel is None or not email:
        return _page(asking, house, wrong=say("request.form.wrong", language), status=_BAD)
    arriving = Arriving(
        right=right,
        channel=channel,
        words=asking.said("words").strip(),
        language=language,
        name=asking.said("name").strip(),
        email=email,
    )
    try:
        filed = house.requests.open(arriving, actor="form")
    except Unreadable:
        return _page(asking, house, wrong=say("request.form.wrong", language), status=_BAD)
    return _page(asking, house, told=say("request.form.done", language, name=filed.name))


def house_of(instance: Instance, asking: Asking) -> Organisation:
    """
    Return the organisation that the address names.

    Raises:
        HTTPException: there is none, or it takes no requests from an address of mail (404).
    """
    name = str(asking.request.path_params["organisation"])
    found = next((one for one in instance.organisations() if one.name == name and name != BUILT_IN), None)
    if found is None:
        raise HTTPException(_NOT_FOUND)
    house = instance.house_of(found.organisation)
    house.renew()
    if not house.asked_by_form:
        raise HTTPException(_NOT_FOUND)
    return house


def rights_of(house: Organisation) -> tuple[Right, ...]:
    """Return what can be asked for here, in the order of the law."""
    rights = house.charter.rights
    regimes = (Regime.GDPR,) if rights is None else rights.regimes
    # What becomes of the data of somebody who died is asked for by somebody else, where the charter says what happens then.
    never = frozenset() if rights is not None and rights.after_death is not None else frozenset({Right.AFTER_DEATH})
    return tuple(right for right in Right if right not in never and law().rights[right].regime in regimes)


def right_of(asking: Asking, house: Organisation) -> Right | None:
    """Return what a form asks for, if it is one of them."""
    return next((right for right in rights_of(house) if right == asking.said("right")), None)


def _page(asking: Asking, house: Organisation, *, told: str = "", wrong: str = "", status: int = 200) -> Response:
    return asking.view.page(
        "request/form.html",
        name="request",
        status=status,
        path=asking.request.scope["path"],
        token=asking.token,
        here=asking.request.scope["path"],
        house_name=fine(house.charter.organisation.name, asking.view.language),
        rights=[(right.value, say(f"request.right.{right}", asking.view.language)) for right in rights_of(house)],
        chosen=asking.said("right") or asking.request.query_params.get("right", ""),
        said={name: asking.said(name) for name in ("name", "email", "words")},
        told=told,
        wrong=wrong,
    )


def answer_at(asking: Asking) -> str:
    """Return the address of the page that links lead to, of the same organisation."""
    return urls.own(urls.REQUEST_ANSWER, str(asking.request.path_params["organisation"]))
