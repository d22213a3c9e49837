"""`/account/data/{organisation}`: everything an organisation holds of whoever asks, and their yes and no to each purpose."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response

from etanche.charter import Basis
from etanche.instance import Links
from etanche.notice import basis_words, moment_words, purpose_title
from etanche.vault import Choice, NotTheirsToSay, Said
from etanche.web import urls
from etanche.web.guarding import SEE_OTHER, Asking
from etanche.web.pages.mine.own import Own, cards, kept_by_law
from etanche.words import say

_BAD = 400


@dataclass(frozen=True, kw_only=True)
class _Switch:
    """One purpose that they decide on."""

    purpose: str
    title: str
    note: str
    on: bool
    weighed: bool


def show(links: Links, asking: Asking) -> Response:
    """Show it all."""
    own = Own.of(links, asking)
    done = asking.request.query_params.get("done", "")
    return asking.view.page(
        "mine/own.html",
        name="own",
        path=asking.request.scope["path"],
        token=asking.token,
        own=own,
        cards=cards(own),
        switches=[_switch(own, one) for one in own.mirror.choices()],
        fixed=_fixed(own),
        left=kept_by_law(own),
        told=say(f"own.done.{done}", asking.view.language) if done in {"yes", "no", "corrected"} else "",
        address=lambda pattern: urls.own(pattern, own.link.name),
        correct=lambda ref: urls.own(urls.OWN_RECORD, own.link.name, **{urls.RECORD: ref}),
    )


def choose(links: Links, asking: Asking) -> Response:
    """Take a yes or a no; it holds from here on."""
    own = Own.of(links, asking)
    said = asking.said("choice")
    if said not in {"yes", "no"}:
        raise HTTPException(_BAD)
    # What shows it afterwards: which charter they were shown, where, and in which words.
    evidence = f"portal {own.house.plan.digest} {own.language} {asking.said('purpose')} {said}".encode()
    try:
        own.mirror.say(asking.said("purpose"), yes=said == "yes", evidence=evidence)
    except NotTheirsToSay:
        raise HTTPException(_BAD) from None
    return RedirectResponse(f"{urls.own(urls.OWN, own.link.name, done=said)}#choices", status_code=SEE_OTHER)


def _switch(own: Own, choice: Choice) -> _Switch:
    language = own.language
    purpose = own.charter.purposes[choice.purpose]
    key = "consent" if choice.consent else "interest"
    word = choice.said.value if choice.since is not None else "unasked"
    since = "" if choice.since is None else moment_words(choice.since, own.house.plan.zone, language)
    blanks = {} if choice.since is None else {"since": since}
    note = say(f"own.choice.{key}.{word}", language, **blanks)
    return _Switch(
        purpose=choice.purpose,
        title=purpose_title(own.charter, choice.purpose, language),
        note=note if choice.consent else f"{basis_words(purpose, language).removesuffix('.')}. {note}",
        on=choice.said is Said.YES,
        weighed=choice.said is Said.WEIGHED,
    )


def _fixed(own: Own) -> list[tuple[str, str]]:
    """Return the purposes of what is held that nobody decides on, each with its basis."""
    used = {name for one in own.held for name, _ in one.lives}
    chosen = own.house.plan.consents | own.house.plan.objections.keys()
    return [
        (purpose_title(own.charter, name, own.language), basis_words(purpose, own.language))
        for name, purpose in own.charter.purposes.items()
        if name in used - chosen and purpose.basis in {Basis.CONTRACT, Basis.LEGAL_OBLIGATION}
    ]
