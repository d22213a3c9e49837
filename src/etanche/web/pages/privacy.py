"""`/privacy`: the notice, each promise with its verdict, each refusal with its switch."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import HTMLResponse

from etanche.intake import choice, gather
from etanche.notice import document
from etanche.web.pages.papers import NOTICE, forms
from etanche.web.pages.versions import waiting
from etanche.web.verdicts import standing
from etanche.web.view import Site
from etanche.words import Link, phrase, say


def privacy(request: Request, site: Site) -> HTMLResponse:
    """Return the notice as it stands now."""
    view = site.view(request)
    stands = standing(view)
    proof = Link(text=say("privacy.proof-link", view.language), href=view.link("proof"))
    checked = (
        phrase("privacy.checked", view.language, at=stands.checked, proof=proof)
        if stands.at
        else phrase("privacy.unchecked", view.language, proof=proof)
    )
    return view.page(
        "privacy.html",
        name="privacy",
        doc=document(site.instance.charter, view.language, refusals_at=view.link("opt-out")),
        verdicts=stands.shown,
        standing=stands,
        checked=checked,
        announced=waiting(site, view.language),
        forms=forms(view, NOTICE),
        refused=choice(gather(request.headers.items())).refuses,
    )
