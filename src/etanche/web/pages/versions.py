"""`/privacy/versions`: every version of the notice, what changed in each, the one that waits; and each by its own address."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from etanche.charter.change import How, Need, diff
from etanche.clock import day_of
from etanche.notice import change_words, moment_words, told
from etanche.terms import Language
from etanche.web import urls
from etanche.web.feed import FeedItem, atom
from etanche.web.needs import Applied
from etanche.web.safety import ALONE
from etanche.web.view import Site
from etanche.words import say

_NOT_FOUND = 404


@dataclass(frozen=True, kw_only=True)
class ShownChange:
    """One change as a page shows it."""

    text: str
    need: Need


@dataclass(frozen=True, kw_only=True)
class ShownVersion:
    """One version as a page shows it."""

    digest: str
    day: date
    comment: str
    state: str
    """`waits`, `in-force` or `before`."""

    applied: str
    address: str
    page_hash: str
    changes: tuple[ShownChange, ...]


def versions(request: Request, site: Site) -> HTMLResponse:
    """Return the list of versions, the newest first."""
    view = site.view(request)
    return view.page("versions.html", name="versions", versions=shown_versions(site, view.language, view.asked))


def version(request: Request, site: Site) -> HTMLResponse:
    """
    Return one version of the notice, exactly as its charter gives it.

    Raises:
        HTTPException: 404, no charter with this digest was ever applied here.
    """
    wanted = request.path_params["digest"]
    found = next((each for each in site.instance.versions() if each.digest == wanted), None)
    if found is None:
        raise HTTPException(_NOT_FOUND)
    language = site.view(request).asked or found.charter.notice.languages[0]
    offered = found.charter.notice.languages
    page = site.instance.rendered(found.charter, language if language in offered else offered[0])
    headers = {"Content-Language": language, "Cache-Control": "no-cache", "Content-Security-Policy": ALONE}
    return HTMLResponse(page, headers=headers)


def feed(request: Request, site: Site) -> Response:
    """Return the changes as an Atom feed (RFC 4287)."""
    view = site.view(request)
    base = site.base_url or str(request.base_url).rstrip("/")
    language = view.language
    items = [
        FeedItem(
            id=f"urn:etanche:charter:{each.digest}",
            title=say("versions.feed-title", language, day=shown.day, comment=shown.comment),
            updated=each.at if not each.waits else site.instance.clock.now(),
            link=f"{base}{shown.address}",
            lines=tuple(change.text for change in shown.changes),
        )
        for each, shown in zip(site.instance.versions(), shown_versions(site, language, view.asked), strict=True)
    ]
    organisation = site.instance.charter.organisation.name
    title = say("versions.feed", language, organisation=organisation)
    page = f"{base}{urls.page('versions', view.asked)}"
    body = atom(title=title, language=language, page=page, itself=f"{base}{urls.FEED}", items=items)
    return Response(body, media_type="application/atom+xml", headers={"Cache-Control": "no-cache"})


def shown_versions(site: Site, language: Language, asked: Language | None) -> tuple[ShownVersion, ...]:
    """Return every version as pages and the feed show it, the newest first."""
    every = site.instance.versions()
    in_force = next((each.digest for each in every if not each.waits), None)
    earlier: tuple[Applied | None, ...] = (*every[1:], None)
    return tuple(
        _shown(site, each, before, language, asked, in_force=each.digest == in_force and not each.waits)
        for each, before in zip(every, earlier, strict=True)
    )


def _shown(
    site: Site, each: Applied, before: Applied | None, language: Language, asked: Language | None, *, in_force: bool
) -> ShownVersion:
    newest = max(each.charter.versions)
    return ShownVersion(
        digest=each.digest,
        day=newest,
        comment=told(each.charter.versions[newest].comment, language),
        state="waits" if each.waits else "in-force" if in_force else "before",
        applied=moment_words(each.at, site.zone, language),
        address=urls.version(each.digest, asked),
        page_hash=site.instance.page_hash(each.text, language),
        changes=() if before is None else _changes(before, each, language),
    )


def _changes(before: Applied, after: Applied, language: Language) -> tuple[ShownChange, ...]:
    """Return what changed, the weightiest first; a thing renamed is of no concern to readers."""
    order = [Need.CONSENT, Need.NOTICE, Need.NOTHING]
    found = [change for change in diff(before.charter, after.charter) if change.how is not How.RENAMED]
    return tuple(
        ShownChange(text=change_words(change, before.charter, after.charter, language), need=change.need)
        for change in sorted(found, key=lambda change: order.index(change.need))
    )


def waiting(site: Site, language: Language) -> str:
    """Return the sentence that announces the version which waits for its day, or nothing."""
    for each in site.instance.versions():
        if each.waits:
            return say("versions.announced", language, day=day_of(each.at, site.zone))
    return ""
