"""
`/desk/{organisation}/halt`: the button that stops all access to an organisation, for its office, and the form that lets it go on.

Of the organisation `instance` it is the whole instance, for its operator. Who lets access go on has a session with two factors and shows a code again.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response

from etanche.errors import Refused, Unreadable
from etanche.instance import BUILT_IN, Desks, Stopping
from etanche.notice import moment_words
from etanche.standing import HaltChanged
from etanche.web import urls
from etanche.web.guarding import SEE_OTHER, Asking
from etanche.web.pages.desk.desk import desk_of
from etanche.words import fine, say

Prove = Callable[[bytes, str, str], None]
"""Takes a code of the second factor of an account, and from where it comes; raises `LoginRefused` if it is none."""

_NOT_FOUND, _REFUSED = 404, 403


def show(stopping: Stopping, desks: Desks, asking: Asking) -> Response:
    """Show whether access is halted, and the form that stops it or lets it go on."""
    return _page(stopping, desks, asking)


def stop(stopping: Stopping, desks: Desks, asking: Asking) -> Response:
    """Stop all access, at once."""
    name = _answering(stopping, asking)
    actor = desks.require(asking.caller.account, name or BUILT_IN).member.actor
    try:
        stopping.halt(name, reason=asking.said("reason"), by=actor)
    except Unreadable:
        return _page(stopping, desks, asking, wrong="desk.halt.no-reason", status=400)
    return RedirectResponse(urls.own(urls.DESK_HALT, name or BUILT_IN), status_code=SEE_OTHER)


def resume(prove: Prove, stopping: Stopping, desks: Desks, asking: Asking) -> Response:
    """Let access go on, by somebody with two factors who shows a code again and says why."""
    name = _answering(stopping, asking)
    if not asking.caller.strong:
        return _page(stopping, desks, asking, wrong="desk.halt.weak", status=_REFUSED)
    shown = partial(_shown, prove, asking.place)
    account = asking.caller.account
    try:
        stopping.resume(name, account=account, code=asking.said("code"), reason=asking.said("reason"), prove=shown)
    except Unreadable:
        return _page(stopping, desks, asking, wrong="desk.halt.no-reason", status=400)
    except Refused:
        return _page(stopping, desks, asking, wrong="desk.halt.refused", status=_REFUSED)
    return RedirectResponse(urls.own(urls.DESK_HALT, name or BUILT_IN), status_code=SEE_OTHER)


def _shown(prove: Prove, place: str, account: bytes, code: str) -> None:
    prove(account, code, place)


def _answering(stopping: Stopping, asking: Asking) -> str | None:
    """Return the organisation that the page is about, nothing for the whole instance; raises 404 for who does not answer for it."""
    asked = str(asking.request.path_params["organisation"])
    name = None if asked == BUILT_IN else asked
    if not stopping.may_resume(name, asking.caller.account):
        raise HTTPException(_NOT_FOUND)
    return name


def _page(stopping: Stopping, desks: Desks, asking: Asking, *, wrong: str = "", status: int = 200) -> Response:
    name = _answering(stopping, asking)
    desk = desk_of(desks, asking)
    language, zone = asking.view.language, desk.house.plan.zone
    try:
        found = [one for one in stopping.status(name) if one.halted]
        changed = False
    except HaltChanged:
        found, changed = [], True
    return asking.view.page(
        "desk/halt.html",
        name="desk",
        status=status,
        path=urls.own(urls.DESK_HALT, desk.name),
        token=asking.token,
        desk=desk,
        house_name=fine(desk.house.charter.organisation.name, language),
        address=lambda pattern: urls.own(pattern, desk.name),
        wrong=say(wrong, language) if wrong else "",
        whole=name is None,
        halts=[(one, moment_words(one.at, zone, language)) for one in found],
        stopped=bool(found) or changed,
        strong=asking.caller.strong,
    )
