"""`/operating/instance`: what waits to be sent, which organisations there are; nothing of what is inside them."""

from __future__ import annotations

from starlette.responses import Response

from etanche.instance import BUILT_IN, Desks
from etanche.notice import tally
from etanche.web import urls
from etanche.web.guarding import Asking
from etanche.words import fine


def show(desks: Desks, asking: Asking) -> Response:
    """Show it, with what the promises of the instance itself come to."""
    language = asking.view.language
    desk = desks.require(asking.caller.account, BUILT_IN)
    operated = desks.operated()
    return asking.view.page(
        "desk/operating.html",
        name="operating",
        path=asking.request.scope["path"],
        operated=operated,
        organisations=[(urls.of(name), name, fine(title, language)) for name, title in operated.organisations],
        tally=tally([one.state for one in desk.house.verdicts().verdicts], language),
        proof=f"{urls.of(BUILT_IN)}{urls.PROOF}",
        halt=urls.own(urls.DESK_HALT, BUILT_IN),
    )
