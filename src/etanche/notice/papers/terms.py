"""
When the data go: every term on one scale, and the same as a table.
"""

from __future__ import annotations

from collections.abc import Iterable

from etanche.charter import builtin
from etanche.notice.citing import laws_words
from etanche.notice.document.blocks import Block, Paper, Paragraph, Row, Table
from etanche.notice.drawing import timeline
from etanche.notice.drawing.svg import timeline_svg
from etanche.notice.drawing.timeline import archived
from etanche.notice.keeping import duration_words, every_words, keep_words
from etanche.notice.naming import purpose_title, purposes_using, told
from etanche.notice.papers.frame import Setting, framed, part, promised
from etanche.words import begun_large, phrase

NAME = "terms"

COLUMNS = ("head", "why", "until", "basis")


def paper(setting: Setting) -> Paper:
    """Return the terms of a charter."""
    return framed(
        setting,
        NAME,
        part(
            setting,
            "terms.drawing",
            Paragraph(words=phrase("paper.terms.drawing.text", setting.language)),
            timeline(setting.charter, setting.language),
        ),
        part(setting, "terms.table", *_table(setting)),
        promised(setting, lambda said: said.id.startswith("retention:")),
        numbered=False,
    )


def _table(setting: Setting) -> Iterable[Block]:
    """Return every term in words, those of what Étanche itself keeps last, then what backups add."""
    charter, language = setting.charter, setting.language
    rows = [
        _row(setting, category, purpose) for category in charter.categories for purpose in _ordered(setting, category)
    ]
    rows += [
        Row(
            head=begun_large(told(held.title, language)),
            cells=(
                (begun_large(told(held.why, language)),),
                (begun_large(keep_words(held.keep, language)),),
                (_basis(setting, held.basis, held.law),),
            ),
        )
        for held in builtin(charter)
    ]
    yield Table(
        caption=setting.say("terms.caption", n=len(rows)),
        head=tuple(setting.say(f"terms.{column}") for column in COLUMNS),
        rows=tuple(rows),
    )
    backups = charter.vault.backups
    if backups is None:
        yield Paragraph(words=phrase("paper.terms.backups-none", language))
    else:
        yield Paragraph(
            words=phrase(
                "paper.terms.backups",
                language,
                duration=duration_words(backups.keep, language),
                every=every_words(backups.every, language),
            )
        )


def _ordered(setting: Setting, category: str) -> list[str]:
    """Return the purposes of a category, the archives last, as the drawing has them."""
    charter = setting.charter
    return sorted(purposes_using(charter, category), key=lambda purpose: archived(charter, purpose, category))


def _row(setting: Setting, category: str, purpose: str) -> Row:
    """Say one term."""
    charter, language = setting.charter, setting.language
    found = charter.purposes[purpose]
    why = purpose_title(charter, purpose, language)
    if archived(charter, purpose, category):
        why = setting.say("terms.archived", purpose=why)
    return Row(
        head=begun_large(told(charter.categories[category].title, language)),
        cells=(
            (why,),
            (
                begun_large(keep_words(found.keep, language))
                + (setting.say("terms.returned") if found.then == "return" else ""),
            ),
            (_basis(setting, found.basis, found.law),),
        ),
    )


def _basis(setting: Setting, basis: str | None, law: Iterable[str]) -> str:
    """Say the basis in a few words, with the text when a law asks for it."""
    said = begun_large(setting.say(f"map.basis.{basis}") if basis else setting.say("map.legend.client"))
    texts = tuple(law)
    return setting.say("terms.law", basis=said, law=laws_words(texts, setting.language)) if texts else said


def as_svg(setting: Setting) -> str:
    """Return the drawing as a file of its own."""
    return timeline_svg(timeline(setting.charter, setting.language))
