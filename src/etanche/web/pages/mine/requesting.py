"""`/account/data/{organisation}/requests`: what whoever is logged in asked, how far it is, its answers; and a form for another."""

from __future__ import annotations

from datetime import timedelta

from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response

from etanche.accounts import Throttle
from etanche.charter import ChannelKind, Proof
from etanche.errors import Unreadable
from etanche.instance import Links
from etanche.notice import purpose_title
from etanche.rights import Arriving, Page
from etanche.web import urls
from etanche.web.files import as_file
from etanche.web.guarding import SEE_OTHER, Asking
from etanche.web.pages.asking.form import right_of, rights_of
from etanche.web.pages.mine.own import Own
from etanche.web.requested import told_of, what_of
from etanche.words import say

_NOT_FOUND, _TOO_MANY, _BAD = 404, 429, 400

_BY = (ChannelKind.ACCOUNT, ChannelKind.FORM, ChannelKind.MAIL, ChannelKind.DESK)
_SHOWN = (Proof.ACCOUNT, Proof.SIGNED_LINK)
"""What somebody logged in has shown: their account, whose address was proved by a link."""


def show(links: Links, asking: Asking) -> Response:
    """Show them."""
    return _page(asking, _own(links, asking))


def act(throttle: Throttle, links: Links, asking: Asking) -> Response:
    """Keep another one, and do what follows from it by itself; who sends too many waits, as at the form for everybody."""
    own = _own(links, asking)
    # Counted by account: a neighbour at the same address keeps nobody waiting.
    who = f"{asking.caller.account.hex()} {own.link.name}"
    if throttle.wait(who, asking.place, known_device=True) > timedelta():
        return _page(asking, own, wrong=say("request.form.wait", own.language), status=_TOO_MANY)
    throttle.failed(who, asking.place, known_device=True)
    right, requests = right_of(asking, own.house), own.house.requests
    channel = requests.channel(*_BY)
    purpose = asking.said("purpose")
    if right is None or channel is None:
        return _page(asking, own, wrong=say("request.form.wrong", own.language), status=_BAD)
    proofs = () if own.charter.rights is None else own.charter.rights.identity.by
    arriving = Arriving(
        right=right,
        channel=channel,
        words=asking.said("words").strip(),
        language=own.language,
        email=links.address_of(asking.caller.account),
        person=own.link.person,
        proof=next((one for one in _SHOWN if one in proofs), None),
        purposes=(purpose,) if purpose else (),
    )
    try:
        requests.tend(requests.open(arriving, actor="account-pages"))
    except Unreadable:
        return _page(asking, own, wrong=say("request.form.wrong", own.language), status=_BAD)
    return RedirectResponse(urls.own(urls.OWN_REQUESTS, own.link.name), status_code=SEE_OTHER)


def file(links: Links, asking: Asking) -> Response:
    """Hand out what belongs to an answer."""
    own = _own(links, asking)
    wanted = asking.said("request")
    filed = next((one for one in _mine(own).found if one.request.id.hex() == wanted), None)
    if filed is None:
        raise HTTPException(_NOT_FOUND)
    return as_file(*what_of(own.house.requests, filed, asking.said("what")))


def _own(links: Links, asking: Asking) -> Own:
    own = Own.of(links, asking)
    if own.charter.rights is None:
        raise HTTPException(_NOT_FOUND)
    return own


def _mine(own: Own) -> Page:
    return own.house.requests.of_persons(own.house.vault.group_of(own.link.person))


def _page(asking: Asking, own: Own, *, wrong: str = "", status: int = 200) -> Response:
    language, requests = own.language, own.house.requests
    mine = _mine(own)
    found = sorted(mine.found, key=lambda one: (one.is_open, one.request.received), reverse=True)
    refusable = sorted(own.house.plan.objections.keys() | own.house.plan.consents)
    return asking.view.page(
        "mine/requests.html",
        name="own",
        status=status,
        path=asking.request.scope["path"],
        token=asking.token,
        own=own,
        here=urls.own(urls.OWN_REQUESTS, own.link.name),
        files_at=urls.own(urls.OWN_REQUEST_FILE, own.link.name),
        back=urls.own(urls.OWN, own.link.name),
        altered=[one.name for one in mine.altered],
        found=[told_of(requests, one, language) for one in found],
        rights=[(right.value, say(f"request.right.{right}", language)) for right in rights_of(own.house)],
        chosen=asking.said("right"),
        purposes=[(one, purpose_title(own.charter, one, language)) for one in refusable],
        wrong=wrong,
    )
