"""What the office settles from its list: an inquiry that waits, a hold that is over."""

from __future__ import annotations

from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response

from etanche.instance import Desks
from etanche.vault import Finding, Hold
from etanche.web import urls
from etanche.web.guarding import SEE_OTHER, Asking
from etanche.web.pages.desk.desk import desk_of

_BAD = 400


def answer(desks: Desks, asking: Asking) -> Response:
    """Say what an inquiry found; nobody does so about themselves."""
    desk = desk_of(desks, asking, office=True)
    try:
        finding = Finding(asking.said("finding"))
    except ValueError:
        raise HTTPException(_BAD) from None
    desk.house.vault.answer_inquiry(asking.said("inquiry"), finding, asking.said("words"), by=desk.member.actor)
    desk.house.looked_up.forget()
    return RedirectResponse(urls.own(urls.DESK, desk.name), status_code=SEE_OTHER)


def release(desks: Desks, asking: Asking) -> Response:
    """Lift a hold, found again in the list of those that stand; what ended meanwhile waits 72 hours."""
    desk = desk_of(desks, asking, office=True)
    standing = [one for one in desk.house.vault.holds() if one.case and place_of(one) == asking.said("hold")]
    if not standing:
        raise HTTPException(_BAD)
    desk.house.vault.release(standing[0].about, case=standing[0].case or "", actor=desk.member.actor)
    desk.house.looked_up.forget()
    return RedirectResponse(urls.own(urls.DESK_HOLDS, desk.name), status_code=SEE_OTHER)


def place_of(hold: Hold) -> str:
    """Return what a form calls a hold: its case and what it was placed on."""
    about = hold.about.hex() if isinstance(hold.about, bytes) else str(hold.about)
    return f"{hold.case} {about}"
