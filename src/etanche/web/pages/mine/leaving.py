"""`/account/data/{organisation}/erase`: one page, one confirmation, then what went, what stays, and a signed certificate."""

from __future__ import annotations

from datetime import date

from starlette.exceptions import HTTPException
from starlette.responses import Response

from etanche.instance import Links
from etanche.notice import category_title, duration_words, moment_words, purpose_title
from etanche.rights import telling_words
from etanche.vault import THEMSELVES, Erasure, Kept, NoSuchPerson
from etanche.web import urls
from etanche.web.guarding import Asking
from etanche.web.pages.mine.own import Own, kept_by_law
from etanche.words import date_words, say

_NOT_FOUND = 404


def show(links: Links, asking: Asking) -> Response:
    """Say what goes and what stays, before anything is done."""
    return _before(asking, Own.of(links, asking))


def act(links: Links, asking: Asking) -> Response:
    """Erase, and answer with what became of it."""
    own = Own.of(links, asking)
    if asking.said("understood") != "yes":
        return _before(asking, own, wrong=say("own.erase.unconfirmed", own.language), status=400)
    try:
        done, told = own.house.requests.erase(own.link.person, actor=THEMSELVES)
    except NoSuchPerson:
        raise HTTPException(_NOT_FOUND) from None
    return asking.view.page(
        "mine/erased.html",
        name="own",
        path=urls.own(urls.OWN, own.link.name),
        own=own,
        done=done,
        moments=_moments(own, done),
        kept=[_kept(own, one) for one in done.kept],
        recipients=[telling_words(own.house.requests.around, one, own.language) for one in told],
        certificates=[urls.own(urls.OWN_CERTIFICATE, own.link.name, n=str(n)) for n in range(1, len(_group(own)) + 1)],
        back=urls.own(urls.OWN, own.link.name),
    )


def certificate(links: Links, asking: Asking) -> Response:
    """
    Hand out the certificate of an erasure, as often as it is asked for; each has a salt of its own.

    Raises:
        NotErased: nothing was erased, or so long ago that the journal has forgotten it.
    """
    own = Own.of(links, asking)
    group, which = _group(own), asking.request.query_params.get("n", "1")
    if not which.isdecimal() or not 1 <= int(which[:4]) <= len(group):
        raise HTTPException(_NOT_FOUND)
    data = own.house.certificate(group[int(which[:4]) - 1], by=THEMSELVES)
    headers = {"Content-Disposition": f'attachment; filename="erasure-{own.link.name}-{which}.json"'}
    return Response(data, media_type="application/json", headers=headers)


def _group(own: Own) -> list[bytes]:
    return sorted(own.house.vault.group_of(own.link.person))


def _before(asking: Asking, own: Own, *, wrong: str = "", status: int = 200) -> Response:
    return asking.view.page(
        "mine/erase.html",
        name="own",
        status=status,
        path=asking.request.scope["path"],
        token=asking.token,
        own=own,
        going=len(own.held) - sum(records for _, records, _ in kept_by_law(own)),
        left=kept_by_law(own),
        backups=_backups(own),
        wrong=(wrong,) if wrong else (),
        here=urls.own(urls.OWN_ERASE, own.link.name),
        back=urls.own(urls.OWN, own.link.name),
    )


def _backups(own: Own) -> str:
    backups = own.charter.vault.backups
    return "" if backups is None else duration_words(backups.keep, own.language)


def _moments(own: Own, done: Erasure) -> list[tuple[str, str]]:
    """Return since when nothing can be read, and since when nothing is left, or that it is not over yet."""
    zone, language = own.house.plan.zone, own.language
    found = (("unreadable", done.unreadable), ("marks-gone", done.marks_gone))
    return [
        (
            say(f"own.erased.{key}", language),
            say("own.erased.waits", language) if at is None else moment_words(at, zone, language),
        )
        for key, at in found
    ]


def _kept(own: Own, kept: Kept) -> tuple[str, int, str, str]:
    """Return what stays: category, records, why, until when."""
    charter, language = own.charter, own.language
    category = (
        category_title(charter, kept.category, language) if kept.category in charter.categories else kept.category
    )
    why = (
        purpose_title(charter, kept.purpose, language)
        if kept.purpose in charter.purposes
        else say(f"own.kept.{kept.purpose}", language)
    )
    until = say("own.kept.open", language) if kept.until is None else _day(kept.until, own)
    return category, kept.records, why, until


def _day(text: str, own: Own) -> str:
    return date_words(date.fromisoformat(text), own.language)
