"""`/account/data/{organisation}/after-death`: what somebody wishes for their data after their death; and where they say that they live."""

from __future__ import annotations

from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response

from etanche.errors import Unreadable
from etanche.instance import Links
from etanche.rights import Instructions, Wish, instructions_of, leave, take_back
from etanche.web import urls
from etanche.web.guarding import SEE_OTHER, Asking
from etanche.web.pages.mine.own import Own
from etanche.words import say

_NOT_FOUND, _BAD = 404, 400


def show(links: Links, asking: Asking) -> Response:
    """Show what they wish, and a form for another wish."""
    return _page(asking, _own(links, asking))


def act(links: Links, asking: Asking) -> Response:
    """Seal a wish, take it back, or take their word that they live."""
    own = _own(links, asking)
    requests, said = own.house.requests, asking.said("act")
    if said == "lives":
        for filed in requests.said_dead(own.link.person):
            requests.lives(filed)
    elif said == "take-back":
        take_back(requests.around, own.link.person)
    elif said in set(Wish):
        wishes = Instructions(wish=Wish(said), name=asking.said("name").strip(), email=asking.said("email").strip())
        try:
            leave(requests.around, own.link.person, wishes)
        except Unreadable:
            return _page(asking, own, wrong=say("after.page.wrong", own.language), status=_BAD)
    else:
        raise HTTPException(_BAD)
    return RedirectResponse(urls.own(urls.OWN_AFTER_DEATH, own.link.name), status_code=SEE_OTHER)


def _own(links: Links, asking: Asking) -> Own:
    """Return whose data; raises 404 where the charter offers no instructions."""
    own = Own.of(links, asking)
    if own.charter.rights is None or own.charter.rights.after_death is None:
        raise HTTPException(_NOT_FOUND)
    return own


def _page(asking: Asking, own: Own, *, wrong: str = "", status: int = 200) -> Response:
    requests, language = own.house.requests, own.language
    now = instructions_of(requests.around, own.link.person)
    rights = own.charter.rights
    otherwise = "" if rights is None or rights.after_death is None else rights.after_death.value
    return asking.view.page(
        "mine/after-death.html",
        name="own",
        status=status,
        path=asking.request.scope["path"],
        token=asking.token,
        own=own,
        wrong=wrong,
        now=None if now is None else say(f"after.page.now.{now.wish}", language, name=now.name or now.email or "–"),
        otherwise=say(f"after.page.otherwise-{otherwise}", language),
        wishes=[(one.value, say(f"after.page.wish.{one}", language)) for one in Wish],
        dead=bool(requests.said_dead(own.link.person)),
        here=urls.own(urls.OWN_AFTER_DEATH, own.link.name),
        back=urls.own(urls.OWN, own.link.name),
    )
