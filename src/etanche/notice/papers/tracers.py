"""
What is left on people's devices: name, owner, purpose, life, storage, and whether consent comes first (CK-01); or nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from etanche.charter import Charter
from etanche.notice.document.blocks import Block, Pairs, Paper, Paragraph, Row, Section, Table
from etanche.notice.document.refusals import refusable
from etanche.notice.document.who import mail
from etanche.notice.keeping import duration_words
from etanche.notice.naming import channel_words, purpose_title, told
from etanche.notice.papers.frame import OPT_OUT, Setting, framed, part, promised
from etanche.words import Phrase, begun_large, fine, phrase, say

NAME = "tracers"

COLUMNS = ("head", "kind", "set-by", "purpose", "lasts")

REFUSAL_COOKIE = "etanche-opt-out"
REFUSAL_MONTHS = 13
"""The one thing that Étanche itself leaves on a device, when somebody makes a choice; a test compares it with the cookie."""


def paper(setting: Setting) -> Paper:
    """Return the inventory of tracers."""
    charter = setting.charter
    asked = [name for name, tracer in charter.tracers.items() if tracer.exempt is None]
    exempt = [name for name, tracer in charter.tracers.items() if tracer.exempt is not None]
    none = None
    if not charter.tracers:
        none = part(setting, "tracers.none", Paragraph(words=phrase("paper.tracers.none.text", setting.language)))
    return framed(
        setting,
        NAME,
        none,
        _listed(setting, "asked", asked),
        _listed(setting, "exempt", exempt),
        _refusal(setting),
        part(setting, "tracers.change", *_change(setting, asked)),
        _others(setting),
        promised(setting, lambda said: _about_tracers(charter, said.id)),
        lead=_lead(setting),
        numbered=False,
    )


def _lead(setting: Setting) -> str:
    """Say in a sentence how much there is: nothing, only what remembers a refusal, or so many."""
    remembered = remembers_refusals(setting.charter)
    if setting.charter.tracers:
        return setting.say("tracers.lead-some", n=len(setting.charter.tracers) + remembered)
    return setting.say("tracers.lead-refusal" if remembered else "tracers.lead-none")


def remembers_refusals(charter: Charter) -> bool:
    """Tell whether a refusal can be made by a control, which leaves a cookie so that it is remembered."""
    return any(not refusal.write for refusal in refusable(charter, "en"))


def _listed(setting: Setting, kind: str, names: Sequence[str]) -> Section | None:
    """Return the tracers that wait for consent, or those that need none, each with why."""
    if not names:
        return None
    table = Table(
        caption=_caption(setting, kind, len(names)),
        head=tuple(setting.say(f"tracers.{column}") for column in (*COLUMNS, f"{kind}.why")),
        rows=tuple(_row(setting, name) for name in names),
    )
    return part(setting, f"tracers.{kind}", table)


def _caption(setting: Setting, kind: str, count: int) -> str:
    """Say how many there are; where the law exempts them, which law."""
    if kind == "asked":
        return setting.say("tracers.asked.caption", n=count)
    law = "law-france" if setting.charter.organisation.country == "FR" else "law-union"
    return setting.say("tracers.exempt.caption", n=count, law=setting.say(f"tracers.exempt.{law}"))


def _row(setting: Setting, name: str) -> Row:
    """Say everything about one tracer."""
    charter, language = setting.charter, setting.language
    tracer = charter.tracers[name]
    owner = fine(charter.recipients[tracer.set_by].name, language) if tracer.set_by else ""
    if tracer.exempt:
        why = setting.say(f"tracers.exempt.{tracer.exempt}")
    else:
        asked = charter.purposes[tracer.purpose].asked_in
        why = setting.say("tracers.asked.first", channels=channel_words(charter, asked, language))
    return Row(
        id=f"tracer-{name}",
        head=begun_large(told(tracer.title, language)),
        cells=(
            (begun_large(say(f"tracer.{tracer.kind}", language)),),
            (
                setting.link("processors", owner, f"recipient-{tracer.set_by}")
                if owner
                else setting.say("tracers.ours"),
            ),
            (purpose_title(charter, tracer.purpose, language),),
            (duration_words(tracer.lasts, language),),
            (why,),
        ),
    )


def _refusal(setting: Setting) -> Section | None:
    """Say what Étanche leaves when somebody refuses, where a control can carry a refusal out."""
    if not remembers_refusals(setting.charter):
        return None
    return part(
        setting,
        "tracers.refusal",
        Paragraph(words=phrase("paper.tracers.refusal.text", setting.language, name=REFUSAL_COOKIE, n=REFUSAL_MONTHS)),
    )


def _change(setting: Setting, asked: Sequence[str]) -> Iterable[Block]:
    """Say how a choice is changed: where it was made, on the page of refusals, by a letter, in the browser."""
    charter, language = setting.charter, setting.language
    if asked:
        yield Paragraph(words=phrase("paper.tracers.change.asked", language))
    if remembers_refusals(charter):
        page = setting.link(OPT_OUT, setting.say("tracers.change.page-link"))
        yield Paragraph(words=phrase("paper.tracers.change.page", language, page=page))
        yield Paragraph(words=phrase("paper.tracers.change.signal", language))
    yield Paragraph(words=phrase("paper.tracers.change.browser", language, email=mail(charter)))


def _others(setting: Setting) -> Section | None:
    """Name those besides us who leave or read something, as must be known before a choice is made (CK-13)."""
    charter = setting.charter
    names = dict.fromkeys(tracer.set_by for tracer in charter.tracers.values() if tracer.set_by)
    if not names:
        return None
    text = Paragraph(words=phrase("paper.tracers.others.text", setting.language, n=len(names)))
    return part(setting, "tracers.others", text, Pairs(pairs=tuple(_other(setting, name) for name in names)))


def _other(setting: Setting, name: str) -> tuple[str, Phrase]:
    """Say what somebody else does, and lead to what it receives."""
    recipient = setting.charter.recipients[name]
    link = setting.link("processors", setting.say("tracers.others.link"), f"recipient-{name}")
    does = told(recipient.does, setting.language).removesuffix(".")
    words = phrase("paper.tracers.others.does", setting.language, does=does, link=link)
    return fine(recipient.name, setting.language), words if "processors" in setting.places else (f"{does}.",)


def _about_tracers(charter: Charter, promise: str) -> bool:
    """Tell whether a promise is about what is left on devices."""
    kind, _, subject = promise.partition(":")
    return kind == "consent" and (subject in charter.tracers or subject == "choices")
