"""
`/account/data/{organisation}/choice` and `/receipt`: somebody's yes and no to each purpose, what they were shown, and what shows it.

A form carries a mark of the words that stood beside it, bound to the browser they were shown to. What is kept as evidence is worked out here
from the charter in force; a mark that does not fit makes a yes begin again, and stops no no.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response

from etanche.instance import Links
from etanche.intake import gather, signalled
from etanche.notice import basis_words, moment_words, purpose_title
from etanche.rights.consent import Evidence, How, NeverAsked, NotShown, Shown, heed
from etanche.terms import LANGUAGES, Language
from etanche.vault import Choice, NotTheirsToSay, Said
from etanche.web import forms, urls
from etanche.web.files import as_file
from etanche.web.guarding import SEE_OTHER, Asking
from etanche.web.pages.mine.own import Own
from etanche.words import begun_small, date_words, say

_BAD, _NOT_FOUND = 400, 404


@dataclass(frozen=True, kw_only=True)
class Switch:
    """One purpose that they decide on."""

    purpose: str
    title: str
    note: str
    on: bool
    weighed: bool
    stopped: bool
    text: tuple[str, ...]
    """What they are asked, line by line."""

    shown: str
    """What the form says of that text: its language, its digest, and our mark of both."""

    until: str
    """Until when their yes holds, if it is for a time."""

    receipt: bool
    """Whether something shows their last word, and can be handed out."""


def choose(links: Links, asking: Asking) -> Response:
    """Take a yes or a no; it holds from here on."""
    own = Own.of(links, asking)
    said, purpose = asking.said("choice"), asking.said("purpose")
    if said not in {"yes", "no"}:
        raise HTTPException(_BAD)
    language, seen = _seen(asking, own, purpose)
    try:
        done = own.house.consents.say(
            own.link.person, purpose, yes=said == "yes", language=language, how=How.PAGES, seen=seen
        )
    except NotShown:
        return _back(own, done="stale")
    except (NotTheirsToSay, NeverAsked):
        raise HTTPException(_BAD) from None
    return _back(own, done=said, **({"gone": str(done.gone)} if done.gone else {}))


def receipt(links: Links, asking: Asking) -> Response:
    """Hand out the receipt of their last word on a purpose."""
    own = Own.of(links, asking)
    try:
        made = own.house.consent_receipt(own.link.person, asking.said("purpose"))
    except NeverAsked:
        raise HTTPException(_NOT_FOUND) from None
    return as_file(made, f"receipt-{asking.said('purpose')}.jsonld", "application/ld+json")


def signal_words(asking: Asking, own: Own) -> tuple[str, ...]:
    """Take a signal of the browser as the objections that it is, and say so; without one nothing is said, nor written down."""
    if not signalled(gather(asking.request.headers.items())):
        return ()
    heard = heed(own.house.consents, own.link.person, own.language)
    return tuple(
        say(
            key,
            own.language,
            purposes=", ".join(begun_small(purpose_title(own.charter, it, own.language)) for it in some),
        )
        for key, some in (("consent.page.signal", heard.refused), ("consent.page.signal-stands", heard.stands))
        if some
    )


def switches(asking: Asking, own: Own) -> list[Switch]:
    """Return every purpose that they decide on."""
    consents = own.house.consents
    words = consents.last_words(own.link.person)
    return [_switch(asking, own, one, words) for one in consents.choices(own.link.person)]


def _switch(asking: Asking, own: Own, choice: Choice, words: Mapping[str, Evidence]) -> Switch:
    language = own.language
    purpose = own.charter.purposes[choice.purpose]
    key = "consent" if choice.consent else "interest"
    stopped = choice.said is Said.STOPPED
    word = choice.said.value if stopped or choice.since is not None else "unasked"
    since = "" if choice.since is None else moment_words(choice.since, own.house.plan.zone, language)
    blanks = {} if stopped or choice.since is None else {"since": since}
    note = say(f"own.choice.{key}.{word}", language, **blanks)
    shown = own.house.consents.shown(choice.purpose, language)
    held = choice.until if choice.said is Said.YES else None
    return Switch(
        purpose=choice.purpose,
        title=purpose_title(own.charter, choice.purpose, language),
        note=note if choice.consent else f"{basis_words(purpose, language).removesuffix('.')}. {note}",
        on=choice.said is Said.YES,
        weighed=choice.said is Said.WEIGHED,
        stopped=stopped,
        text=shown.lines,
        shown=_mark(asking, own, shown),
        until="" if held is None else say("consent.page.until", language, date=date_words(held, language)),
        receipt=choice.purpose in words,
    )


def _mark(asking: Asking, own: Own, shown: Shown) -> str:
    mark = forms.mark_of(
        asking.bound, _what(own, shown.purpose, shown.language, shown.digest), asking.site.callers.sign
    )
    return f"{shown.language}.{shown.digest}.{mark}"


def _what(own: Own, purpose: str, language: str, digest: str) -> str:
    return f"{own.link.name} {purpose} {language} {digest}"


def _seen(asking: Asking, own: Own, purpose: str) -> tuple[Language, str]:
    """Return in which language somebody was asked, and the digest of the words they were shown; no digest if the form does not bear our mark."""
    said, _, mark = asking.said("shown").rpartition(".")
    spoken, _, digest = said.partition(".")
    language = next((one for one in LANGUAGES if one == spoken), own.language)
    ours = forms.is_marked(mark, asking.bound, _what(own, purpose, spoken, digest), asking.site.callers.sign)
    return (language, digest) if ours else (own.language, "")


def _back(own: Own, **query: str) -> Response:
    return RedirectResponse(f"{urls.own(urls.OWN, own.link.name, **query)}#choices", status_code=SEE_OTHER)
