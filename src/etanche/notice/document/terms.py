"""When data go: every term on one scale."""

from __future__ import annotations

from etanche.charter import Charter
from etanche.notice.document.blocks import Paragraph, Section
from etanche.notice.naming import terms_of
from etanche.notice.timeline import chart
from etanche.terms import Language
from etanche.words import phrase, say


def section(charter: Charter, language: Language) -> Section:
    """Draw one row for each purpose of each category, and one for the journal."""
    journal = (say("notice.data.journal", language), charter.vault.journal.keep)
    return Section(
        id="terms",
        title=say("notice.terms.title", language),
        blocks=(
            Paragraph(words=phrase("notice.terms.text", language)),
            chart([*terms_of(charter, language), journal], language),
        ),
    )
