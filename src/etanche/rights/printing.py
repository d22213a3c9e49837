"""
An answer as a document: the text that was given, as it was given, for a page and for paper.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from etanche import __version__
from etanche.notice.document.blocks import Block, Items, Paper, Paragraph, Section
from etanche.rights.around import Around
from etanche.rights.filed import Filed
from etanche.rights.handing import HandedOver
from etanche.rights.wording import ITEM
from etanche.words import date_words, fine, say

_DIGEST_SHOWN = 12


def blocks_of(text: str) -> tuple[Block, ...]:
    """Return a text of ours as blocks: paragraphs apart by an empty line, and lists."""
    return tuple(_blocks(text))


def _blocks(text: str) -> Iterator[Block]:
    for part in filter(None, (part.strip() for part in text.split("\n\n"))):
        lines = part.split("\n")
        if all(line.startswith(ITEM) for line in lines):
            yield Items(items=tuple((line.removeprefix(ITEM),) for line in lines))
        else:
            yield Paragraph(words=(part,))


def letter_paper(around: Around, filed: Filed, sent: HandedOver) -> Paper:
    """Return a letter that no server carries, to be handed over on paper."""
    return _paper(around, filed, sent.subject, sent.text, day=around.today())


def answer_paper(around: Around, filed: Filed, text: str) -> Paper:
    """Return an answer as a document in the language it was given in."""
    language = filed.language
    organisation = fine(around.charter.organisation.name, language)
    title = say("request.answer.subject", language, organisation=organisation, name=filed.name)
    return _paper(around, filed, title, text, day=filed.request.answered_on or filed.request.last)


def _paper(around: Around, filed: Filed, title: str, text: str, *, day: date) -> Paper:
    language = filed.language
    organisation = fine(around.charter.organisation.name, language)
    return Paper(
        name="answer",
        language=language,
        title=title,
        organisation=organisation,
        heading=title,
        lead=say(f"request.right.{filed.request.right}", language),
        version=(date_words(day, language),),
        sections=(Section(id="answer", title=say("request.page.answer", language), blocks=blocks_of(text)),),
        numbered=False,
        imprint=say("notice.made-by", language, version=__version__, digest=around.plan.digest[:_DIGEST_SHOWN]),
        zone=around.plan.zone,
    )
