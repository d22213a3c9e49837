"""History: every version with what it changed, the newest first."""

from __future__ import annotations

from etanche.charter import Charter
from etanche.notice.document.blocks import Row, Section, Table
from etanche.notice.naming import told
from etanche.terms import Language
from etanche.words import date_words, say


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
    return Section(id="history", title=say("notice.history.title", language), blocks=(table,))
