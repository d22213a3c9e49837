"""`/privacy/versions`: every version of the notice, what changed in each, the one that waits; and each by its own address."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from etanche.charter.change import How, Need, diff
from etanche.clock import day_of
from etanche.notice import change_words, moment_words, told
from etanche.terms import LANGUAGES, Language
from etanche.web import urls
from etanche.web.feed import Feed, FeedItem, atom
from etanche.web.language import chosen
from etanche.web.needs import Applied, TakenBack
from etanche.web.safety import ALONE
from etanche.web.view import VARY, Site
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
    return view.page("versions.html", name="versions", versions=shown_versions(site, view.language))


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
    language = language_of(found, chosen(request.query_params.get(urls.LANGUAGE), LANGUAGES))
    page = site.instance.rendered(found.charter, language)
    headers = {"Content-Language": language, "Cache-Control": "no-cache", "Content-Security-Policy": ALONE}
    return HTMLResponse(page, headers=headers)


def language_of(applied: Applied, asked: Language | None) -> Language:
    """Return the language in which a version is shown: the one asked for if it has that, else the one it opens in."""
    offered = applied.charter.notice.languages
    return asked if asked in offered else offered[0]


def feed(request: Request, site: Site) -> Response:
    """Return the changes as an Atom feed (RFC 4287); each language is a feed of its own."""
    view = site.view(request)
    base = site.base_url or str(request.base_url).rstrip("/")
    language = view.language
    charter = site.instance.charter
    name = hashlib.sha256(site.instance.public_key).hexdigest()
    versions = zip(site.instance.versions(), shown_versions(site, language), strict=True)
    items = [_item(each, shown, language, base) for each, shown in versions]
    items += [
        _taken_back(back, language, f"{base}{site.at(urls.page('versions', language))}")
        for back in site.instance.taken_back()
    ]
    body = atom(
        Feed(
            id=f"urn:etanche:changes:{name}:{language}",
            title=say("versions.feed", language, organisation=charter.organisation.name),
            author=charter.organisation.name,
            language=language,
            page=f"{base}{site.at(urls.page('versions', language))}",
            itself=f"{base}{site.at(urls.feed(language))}",
            items=sorted(items, key=lambda item: item.updated, reverse=True),
        )
    )
    headers = {"Content-Language": language, "Vary": VARY, "Cache-Control": "no-cache"}
    return Response(body, media_type="application/atom+xml", headers=headers)


def _item(each: Applied, shown: ShownVersion, language: Language, base: str) -> FeedItem:
    """Return a version as an entry; one that waits was last updated when it was announced."""
    return FeedItem(
        id=f"urn:etanche:charter:{each.digest}:{language}",
        title=say("versions.feed-title", language, day=shown.day, comment=shown.comment),
        updated=each.announced if each.waits else each.at,
        link=f"{base}{shown.address}",
        lines=tuple(change.text for change in shown.changes),
    )


def _taken_back(back: TakenBack, language: Language, page: str) -> FeedItem:
    """Return a version that was announced and taken back, so that whoever read of it is told."""
    return FeedItem(
        id=f"urn:etanche:charter:{back.digest}:{language}",
        title=say("versions.feed-back", language, day=date.fromisoformat(back.day)),
        updated=back.at,
        link=page,
        lines=(),
    )


def shown_versions(site: Site, language: Language) -> tuple[ShownVersion, ...]:
    """Return every version as pages and the feed show it, the newest first."""
    every = site.instance.versions()
    in_force = next((each.digest for each in every if not each.waits), None)
    earlier: tuple[Applied | None, ...] = (*every[1:], None)
    return tuple(
        _shown(site, each, before, language, in_force=each.digest == in_force and not each.waits)
        for each, before in zip(every, earlier, strict=True)
    )


def _shown(site: Site, each: Applied, before: Applied | None, language: Language, *, in_force: bool) -> ShownVersion:
    newest = max(each.charter.versions)
    return ShownVersion(
        digest=each.digest,
        day=newest,
        comment=told(each.charter.versions[newest].comment, language),
        state="waits" if each.waits else "in-force" if in_force else "before",
        applied=moment_words(each.at, site.zone, language),
        address=site.at(urls.version(each.digest, language_of(each, language))),
        page_hash=site.instance.page_hash(each.text, language_of(each, language)),
        changes=() if before is None else changes_between(before, each, language),
    )


def changes_between(before: Applied, after: Applied, language: Language) -> tuple[ShownChange, ...]:
    """Return what changed from one version to another, the weightiest first."""
    return _changes(_Pair(before.digest, after.digest, before, after), language)


@dataclass(frozen=True)
class _Pair:
    """Two versions, one after the other, known by their digests."""

    old: str
    new: str
    before: Applied = field(compare=False)
    after: Applied = field(compare=False)


@lru_cache(maxsize=512)
def _changes(pair: _Pair, language: Language) -> tuple[ShownChange, ...]:
    """Return what changed, the weightiest first, and found out once; a thing renamed is of no concern to readers."""
    order = [Need.CONSENT, Need.NOTICE, Need.NOTHING]
    before, after = pair.before.charter, pair.after.charter
    found = [change for change in diff(before, after) if change.how is not How.RENAMED]
    return tuple(
        ShownChange(text=change_words(change, before, after, language), need=change.need)
        for change in sorted(found, key=lambda change: order.index(change.need))
    )


def waiting(site: Site, language: Language) -> str:
    """Return the sentence that announces the version which waits for its day, or nothing."""
    for each in site.instance.versions():
        if each.waits:
            return say("versions.announced", language, day=day_of(each.at, site.zone))
    return ""
