"""`/proof`: every promise with its verdict and its ninety days, what is not proved, and the head of the journal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape

from starlette.requests import Request
from starlette.responses import HTMLResponse

from etanche.charter import digest
from etanche.clock import day_of
from etanche.notice import PromiseGroup, moment_words, tally, told
from etanche.proof.evidence import fingerprint_of
from etanche.web import urls
from etanche.web.drawing import Seam, hull, seal, seam
from etanche.web.drawing.seam import DAYS
from etanche.web.keys import base64_of
from etanche.web.verdicts import Standing, Stood, counts, standing
from etanche.web.view import Site, View
from etanche.words import date_words, say

FIRST_KINDS = ("retention", "minimise", "objection")
"""What touches readers most is open; the other kinds are folded while all of their promises are kept."""

_DIGEST_SHOWN = 12


@dataclass(frozen=True, kw_only=True)
class Shown:
    """One promise on the wall."""

    stood: Stood
    seam: Seam
    seam_words: str
    since: str
    exactly: str
    """The moment at which a broken promise was first found so."""

    raw: tuple[tuple[str, str], ...]
    report: str = ""
    """Where the evidence of somebody who answers for it can be read."""

    @property
    def broken(self) -> bool:
        """Whether it is told above the wall, in four answers, and so not on it."""
        return self.stood.shown.state == "broken"


@dataclass(frozen=True, kw_only=True)
class Part:
    """The promises about one role, in a table of their own."""

    title: str
    counts: str
    rows: tuple[tuple[str, Shown], ...]
    """What each is about, before it."""


@dataclass(frozen=True, kw_only=True)
class Family:
    """One kind of promise on the wall."""

    group: PromiseGroup
    counts: str
    shown: tuple[Shown, ...]
    open: bool
    parts: tuple[Part, ...] = ()
    """The same promises role by role, where there are too many for a wall."""


def proof(request: Request, site: Site) -> HTMLResponse:
    """Return the proof page."""
    view = site.view(request)
    stands = standing(view)
    families = [family for group, stoods in stands.groups if (family := _family(group, stoods, view, later=False))]
    later = [family for group, stoods in stands.groups if (family := _family(group, stoods, view, later=True))]
    head = site.instance.journal.head()
    sealed = head.link.hex() if head.position else ""
    return view.page(
        "proof.html",
        name="proof",
        standing=stands,
        lead=_lead(stands, view),
        charter_digest=digest(site.instance.charter)[:_DIGEST_SHOWN],
        hull=hull([(family.group.title, [shown.stood.shown.state for shown in family.shown]) for family in families]),
        hull_words=_hull_words(families, view),
        broken=[shown for family in families for shown in family.shown if shown.broken],
        families=families,
        later=later,
        head=head,
        head_digest=" ".join(sealed[at : at + 4] for at in range(0, len(sealed), 4)),
        seal=seal(sealed) if sealed else "",
        public_key=base64_of(site.instance.public_key),
        fingerprint=fingerprint_of(site.instance.public_key),
        badge=site.at(urls.badge(view.language)),
        badge_snippet=_snippet(view),
    )


def _snippet(view: View) -> str:
    """Return what another site copies to show the badge."""
    words = escape(say("badge.title", view.language, organisation=view.site.instance.charter.organisation.name))
    proof, badge = (view.site.at(one) for one in (urls.page("proof", view.language), urls.badge(view.language)))
    return f'<a href="{view.base}{proof}"><img src="{view.base}{badge}" alt="{words}" height="32"></a>'


def _family(group: PromiseGroup, stoods: Sequence[Stood], view: View, *, later: bool) -> Family | None:
    """Return one kind with its promises, if it has any; it is open when it touches readers most, or when something is wrong."""
    own = [stood for stood in stoods if stood.shown.later is later]
    if not own:
        return None
    wrong = any(stood.shown.state in {"broken", "unproven"} and stood.verdict for stood in own)
    shown = tuple(_shown(stood, view) for stood in own)
    return Family(
        group=group,
        counts=counts(own, view),
        shown=shown,
        open=group.kind in FIRST_KINDS or wrong,
        parts=tuple(_parts(group, shown, view)),
    )


def _parts(group: PromiseGroup, shown: Sequence[Shown], view: View) -> Iterator[Part]:
    """Yield the promises of each role, where the notice too tells them role by role; what is broken stands above."""
    charter = view.site.instance.charter
    by_id = {one.stood.said.id: one for one in shown if not one.broken}
    for title, promises in group.parts:
        own = [by_id[said.id] for said in promises if said.id in by_id]
        about = {name: told(category.title, view.language) for name, category in charter.categories.items()}
        conditions = say("proof.conditions", view.language)
        rows = [(about.get(one.stood.said.id.partition("/")[2], conditions), one) for one in own]
        if rows:
            yield Part(title=title, counts=counts([one.stood for one in own], view), rows=tuple(rows))


def _shown(stood: Stood, view: View) -> Shown:
    """Return one promise with its ninety days."""
    site = view.site
    history = {day: str(state) for day, state in site.instance.history(stood.said.id, DAYS).items()}
    drawn = seam(history, day_of(site.instance.clock.now(), site.zone), DAYS)
    measured = stood.verdict.measured if stood.verdict else {}
    return Shown(
        stood=stood,
        seam=drawn,
        seam_words=_seam_words(drawn, view),
        since=_since_words(drawn, view) if stood.verdict else "",
        exactly=_exactly(stood, view),
        raw=tuple((name, str(value)) for name, value in sorted(measured.items())),
        report=site.instance.reports().get(stood.said.id, "") if stood.kind == "attest" else "",
    )


def _exactly(stood: Stood, view: View) -> str:
    """Say at which look a broken promise was first found broken, and when it was last found otherwise."""
    if stood.shown.state != "broken":
        return ""
    found = view.site.instance.since(stood.said.id)
    if found is None:
        return ""
    zone, language = view.site.zone, view.language
    at = moment_words(found.at, zone, language)
    if found.before is None:
        return say("proof.since-first", language, at=at)
    return say("proof.since-exactly", language, at=at, before=moment_words(found.before, zone, language))


def _since_words(drawn: Seam, view: View) -> str:
    """Say since when the state holds, as far as the ninety days tell."""
    if drawn.since is None:
        return ""
    if drawn.reaches_back:
        return say("privacy.since-long", view.language, n=DAYS)
    return say("privacy.since", view.language, date=date_words(drawn.since, view.language))


def _seam_words(drawn: Seam, view: View) -> str:
    """Say what the stitches show."""
    if not drawn.checked:
        return say("proof.seam-none", view.language)
    if drawn.counts == (("kept", drawn.checked),):
        return say("proof.seam-kept", view.language, n=drawn.checked)
    states = [state for state, number in drawn.counts for _ in range(number)]
    listed = ", ".join(words for _, words in tally(states, view.language))
    return say("proof.seam", view.language, n=drawn.checked, counts=listed)


def _lead(stands: Standing, view: View) -> str:
    """Say in a sentence or two how the promises stand, the broken ones apart."""
    if stands.at is None:
        return say("proof.lead-none", view.language)
    looked_at, said = stands.looked_at, []
    if all(stood.shown.state == "kept" for stood in looked_at):
        said.append(say("proof.lead-all", view.language, n=len(looked_at)))
    else:
        said.append(say("proof.lead-some", view.language, n=len(looked_at), counts=counts(looked_at, view)))
    if stands.broken:
        said.append(say("proof.lead-broken", view.language, n=len(stands.broken)))
    if stands.later:
        said.append(say("proof.lead-later", view.language, n=len(stands.later)))
    return " ".join(said)


def _hull_words(families: Sequence[Family], view: View) -> str:
    """Describe the plan of the compartments to those who do not see it."""
    kinds = [
        say("proof.hull-kind", view.language, kind=family.group.title, counts=family.counts) for family in families
    ]
    return say("proof.hull", view.language, kinds=say("keep.separator", view.language).join(kinds))
