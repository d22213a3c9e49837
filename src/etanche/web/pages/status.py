"""
`/status`, `/status.atom`, `/status.json`: whether everything runs, and what was said of incidents to everybody; nothing of anybody.

It stays there while access is halted, and asks no vault.
"""

from __future__ import annotations

from datetime import UTC, datetime, time

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from etanche.incidents import Announcement
from etanche.notice import moment_words
from etanche.terms import Language
from etanche.web import urls
from etanche.web.feed import Feed, FeedItem, atom
from etanche.web.view import VARY, Site
from etanche.words import say

_FRESH = {"Cache-Control": "no-cache"}


def show(request: Request, site: Site) -> Response:
    """Show how it stands, and what was said, the newest first."""
    view = site.view(request)
    found = site.instance.public_status()
    page: Response = view.page(
        "status.html",
        name="status",
        state=found.state,
        said=[
            (one, moment_words(one.at, site.zone, view.language), one.said(view.language))
            for one in found.announcements
        ],
    )
    page.headers.update(_FRESH)
    return page


def feed(request: Request, site: Site) -> Response:
    """Return what was said as a feed in one language (RFC 4287)."""
    view = site.view(request)
    language: Language = view.language
    found = site.instance.public_status()
    base, name = view.base, site.instance.charter.organisation.name
    items = [_item(one, f"{base}{site.at(urls.STATUS)}", language) for one in found.announcements]
    told = Feed(
        id=f"urn:etanche:{site.instance.organisation_id.hex()}:status:{language}",
        title=say("status.feed", language, organisation=name),
        author=name,
        language=language,
        page=f"{base}{site.at(urls.in_language(urls.STATUS, language))}",
        itself=f"{base}{site.at(urls.in_language(urls.STATUS_FEED, language))}",
        items=items,
        # The same for whoever asks, whenever: an empty feed was begun with the notice.
        updated=datetime.combine(max(site.instance.charter.versions), time.min, UTC),
    )
    headers = {**_FRESH, "Content-Language": language, "Vary": VARY}
    return Response(atom(told), media_type="application/atom+xml", headers=headers)


def told(_request: Request, site: Site) -> Response:
    """Return how it stands, and what was said, for programs."""
    found = site.instance.public_status()
    said = [
        {"id": one.id, "at": one.at.isoformat(), "over": one.over, "fr": one.fr, "en": one.en}
        for one in found.announcements
    ]
    return JSONResponse({"state": found.state, "announcements": said}, headers=_FRESH)


def _item(one: Announcement, page: str, language: Language) -> FeedItem:
    state = say("status.over" if one.over else "status.goes-on", language)
    return FeedItem(
        id=f"urn:etanche:announcement:{one.id}", title=state, updated=one.at, link=page, lines=(one.said(language),)
    )
