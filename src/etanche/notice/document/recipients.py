"""Whom we give them to: each recipient by name, or nobody."""

from __future__ import annotations

from etanche.charter import Charter
from etanche.notice.document.blocks import Block, Paragraph, Row, Section, Table
from etanche.notice.naming import told
from etanche.terms import Language
from etanche.words import country_words, fine, list_words, phrase, say

COLUMNS = ("head", "receives", "does", "country")


def section(charter: Charter, language: Language) -> Section:
    """Name every recipient with what it gets, or say that there is none."""
    block: Block
    if charter.recipients:
        block = Table(
            caption=say("notice.recipients.caption", language),
            head=tuple(say(f"notice.recipients.{column}", language) for column in COLUMNS),
            rows=tuple(_row(charter, name, language) for name in charter.recipients),
        )
    else:
        key = "notice.recipients.nobody-outside" if charter.answers.outside_eea else "notice.recipients.nobody"
        block = Paragraph(words=phrase(key, language))
    return Section(id="recipients", title=say("notice.recipients.title", language), blocks=(block,))


def _row(charter: Charter, name: str, language: Language) -> Row:
    """Say one recipient."""
    recipient = charter.recipients[name]
    receives = list_words(
        [told(charter.categories[category].title, language) for category in recipient.receives], language
    )
    country = country_words(recipient.country, language) if recipient.country else ""
    return Row(head=fine(recipient.name, language), cells=((receives,), (told(recipient.does, language),), (country,)))
