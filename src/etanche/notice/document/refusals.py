"""All your refusals: apart from the other rights, as Art. 21(4) asks, with the way to the control."""

from __future__ import annotations

from etanche.charter import Charter, Objection
from etanche.notice.document.blocks import Block, Paragraph, Refusal, Refusals, Section
from etanche.notice.document.who import mail
from etanche.notice.naming import purpose_title
from etanche.notice.sentences.objection import counts_visits
from etanche.terms import Language
from etanche.words import Code, Link, phrase, say

PATH = "/opt-out"


def section(charter: Charter, language: Language, *, at: str | None) -> Section:
    """Say everything that can be refused and where."""
    refusals = refusable(charter, language)
    blocks: list[Block]
    if refusals:
        blocks = [Paragraph(words=phrase("notice.refusals.text", language)), Refusals(refusals=refusals)]
        if any(counts_visits(charter, refusal.purpose) for refusal in refusals):
            blocks.append(Paragraph(words=phrase("notice.refusals.gpc", language)))
        if at is None:
            blocks.append(Paragraph(words=phrase("notice.refusals.page-unknown", language, path=Code(text=PATH))))
        else:
            link = Link(text=say("notice.refusals.page-link", language), href=at)
            blocks.append(Paragraph(words=phrase("notice.refusals.page", language, link=link)))
    else:
        blocks = [Paragraph(words=phrase("notice.refusals.nothing", language))]
    return Section(id="refusals", title=say("notice.refusals.title", language), blocks=tuple(blocks))


def refusable(charter: Charter, language: Language) -> tuple[Refusal, ...]:
    """Return the purposes a person can say no to."""
    return tuple(
        Refusal(
            purpose=name,
            title=purpose_title(charter, name, language),
            note=say(f"notice.refusals.{purpose.objection}", language),
            write=() if at_once(charter, name) else phrase("notice.refusals.write", language, email=mail(charter)),
        )
        for name, purpose in charter.purposes.items()
        if purpose.objection
    )


def at_once(charter: Charter, purpose: str) -> bool:
    """Tell whether the control alone carries the refusal out: visits that stop being counted, without a review."""
    return charter.purposes[purpose].objection != Objection.REVIEWED and counts_visits(charter, purpose)
