"""When data go: every term on one scale."""

from __future__ import annotations

from etanche.charter import Charter
from etanche.notice.document.blocks import Block, Fold, Folds, Paragraph, Section
from etanche.notice.document.telling import has_estates
from etanche.notice.drawing.timeline import timeline
from etanche.terms import Language
from etanche.words import phrase, say

MOST_OPEN = 12
"""A drawing of more rows than this is folded: the table says the same."""


def section(charter: Charter, language: Language) -> Section:
    """Draw every term of every category, and of what Étanche itself keeps."""
    chart = timeline(charter, language)
    drawing: Block = chart
    if len(chart.bars) > MOST_OPEN:
        title = say("notice.terms.folded", language, n=len(chart.bars))
        drawing = Folds(folds=(Fold(id="chart", title=title, blocks=(drawing,)),))
    key = "notice.terms.text-estates" if has_estates(charter) else "notice.terms.text"
    return Section(
        id="terms",
        title=say("notice.terms.title", language),
        blocks=(Paragraph(words=phrase(key, language)), drawing),
    )
