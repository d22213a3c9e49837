"""`/account/data/{organisation}`: everything an organisation holds of whoever asks, and their yes and no to each purpose."""

from __future__ import annotations

from starlette.responses import Response

from etanche.charter import Basis
from etanche.instance import Links
from etanche.notice import basis_words, purpose_title
from etanche.web import urls
from etanche.web.guarding import Asking
from etanche.web.pages.mine.choosing import signal_words, switches
from etanche.web.pages.mine.own import Own, cards, kept_by_law
from etanche.words import say

_BAD = 400


_DONE = frozenset({"yes", "no", "corrected", "stale"})
_DIGITS = 7


def show(links: Links, asking: Asking) -> Response:
    """Show it all."""
    own = Own.of(links, asking)
    signal = signal_words(asking, own)
    return asking.view.page(
        "mine/own.html",
        name="own",
        path=asking.request.scope["path"],
        token=asking.token,
        own=own,
        cards=cards(own),
        switches=switches(asking, own),
        fixed=_fixed(own),
        left=kept_by_law(own),
        told=(*_told(asking, own), *signal),
        address=lambda pattern: urls.own(pattern, own.link.name),
        correct=lambda ref: urls.own(urls.OWN_RECORD, own.link.name, **{urls.RECORD: ref}),
    )


def _told(asking: Asking, own: Own) -> tuple[str, ...]:
    """Say what was just done, and what the browser's signal was taken for."""
    query, language = asking.request.query_params, own.language
    done, gone = query.get("done", ""), query.get("gone", "")
    found = []
    if done in _DONE:
        found.append(say("consent.page.stale" if done == "stale" else f"own.done.{done}", language))
    if done == "no" and gone.isascii() and gone.isdigit() and len(gone) < _DIGITS:
        found.append(say("consent.page.gone", language, n=int(gone)))
    return tuple(found)


def _fixed(own: Own) -> list[tuple[str, str]]:
    """Return the purposes of what is held that nobody decides on, each with its basis."""
    used = {name for one in own.held for name, _ in one.lives}
    chosen = own.house.plan.consents | own.house.plan.objections.keys()
    return [
        (purpose_title(own.charter, name, own.language), basis_words(purpose, own.language))
        for name, purpose in own.charter.purposes.items()
        if name in used - chosen and purpose.basis in {Basis.CONTRACT, Basis.LEGAL_OBLIGATION}
    ]
