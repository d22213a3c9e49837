"""History: every version with what it changed, the newest first, and how the next change is told."""

from __future__ import annotations

from etanche.charter import Charter
from etanche.notice.document.blocks import Block, Paragraph, Row, Section, Table
from etanche.notice.document.telling import means_words
from etanche.notice.keeping import duration_words
from etanche.notice.naming import told
from etanche.terms import Language
from etanche.words import date_words, phrase, say


def section(charter: Charter, language: Language) -> Section:
    """List the versions of the notice."""
    table = Table(
        caption=say("notice.history.caption", language),
        head=(say("notice.history.from", language), say("notice.history.comment", language)),
        rows=tuple(
            Row(head=date_words(day, language), cells=((told(version.comment, language),),))
            for day, version in sorted(charter.versions.items(), reverse=True)
        ),
    )
    blocks: list[Block] = [table]
    if announced := charter.notice.announced:
        words = phrase(
            "notice.history.announced",
            language,
            duration=duration_words(announced.before, language),
            means=means_words(announced.by, language),
        )
        blocks.append(Paragraph(words=words))
    return Section(id="history", title=say("notice.history.title", language), blocks=tuple(blocks))
