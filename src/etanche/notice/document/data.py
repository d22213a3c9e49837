"""What, why, how long: a row for each purpose of each category, and one for the journal Étanche itself keeps."""

from __future__ import annotations

from etanche.charter import Charter
from etanche.notice.document.blocks import Block, Paragraph, Row, Section, Table
from etanche.notice.keeping import keep_words
from etanche.notice.naming import channel_words, fields_words, purpose_title, told
from etanche.terms import Language
from etanche.words import begun_large, begun_small, fine, list_words, phrase, say

COLUMNS = ("head", "what", "source", "why", "basis", "until")


def section(charter: Charter, language: Language) -> Section:
    """Say for every datum why it is there, on which basis, and until when."""
    rows = [
        _row(charter, category, purpose, language)
        for purpose, found in charter.purposes.items()
        for category in found.uses
    ]
    table = Table(
        caption=say("notice.data.caption", language, n=len(charter.categories)),
        head=tuple(say(f"notice.data.{column}", language) for column in COLUMNS),
        rows=(*rows, _journal(charter, language)),
    )
    blocks: list[Block] = [table]
    for purpose in charter.purposes.values():
        if purpose.balance:
            words = phrase(
                "notice.data.balance", language, date=purpose.balance.on, reference=purpose.balance.reference
            )
            blocks.append(Paragraph(words=words, voice="note"))
    if not any(field.required for category in charter.categories.values() for field in category.fields.values()):
        blocks.append(Paragraph(words=phrase("notice.data.optional", language), voice="note"))
    if not charter.answers.automated_decisions:
        blocks.append(Paragraph(words=phrase("notice.data.automated", language), voice="note"))
    return Section(id="data", title=say("notice.data.title", language), blocks=tuple(blocks))


def _row(charter: Charter, category: str, purpose: str, language: Language) -> Row:
    """Say one category for one purpose."""
    found = charter.categories[category]
    return Row(
        head=told(found.title, language),
        cells=(
            (begun_large(fields_words(charter, category, language)),),
            (begun_large(channel_words(charter, found.from_, language)),),
            (purpose_title(charter, purpose, language),),
            (_basis(charter, purpose, language),),
            (begun_large(keep_words(charter.purposes[purpose].keep, language)),),
        ),
    )


def _basis(charter: Charter, purpose: str, language: Language) -> str:
    """Say the legal basis, with the interest when it is an interest and the text when it is a law."""
    found = charter.purposes[purpose]
    basis = say(f"basis.{found.basis}", language)
    if found.interest:
        return say("basis.with-interest", language, basis=basis, interest=begun_small(told(found.interest, language)))
    if found.law:
        return say("basis.with-law", language, basis=basis, law=fine(list_words(found.law, language), language))
    return basis


def _journal(charter: Charter, language: Language) -> Row:
    """Say what Étanche itself keeps about those who act."""
    return Row(
        head=say("notice.data.journal", language),
        cells=(
            phrase("notice.data.journal-what", language),
            phrase("notice.data.journal-source", language),
            phrase("notice.data.journal-why", language),
            phrase("notice.data.journal-basis", language),
            (begun_large(keep_words(charter.vault.journal.keep, language)),),
        ),
    )
