"""What stays on people's devices: every tracer, what it is for, how long it lasts, and whether consent comes first."""

from __future__ import annotations

from etanche.charter import Charter
from etanche.notice.document.blocks import Block, Paragraph, Row, Section, Table
from etanche.notice.keeping import duration_words
from etanche.notice.naming import purpose_title, told
from etanche.terms import Language
from etanche.words import Link, Phrase, begun_large, begun_small, fine, phrase, say

COLUMNS = ("head", "kind", "set-by", "purpose", "lasts", "needs")


def section(charter: Charter, language: Language) -> Section | None:
    """List the tracers; without any there is nothing to say."""
    if not charter.tracers:
        return None
    table = Table(
        caption=say("notice.tracers.caption", language, n=len(charter.tracers)),
        head=tuple(say(f"notice.tracers.{column}", language) for column in COLUMNS),
        rows=tuple(_row(charter, name, language) for name in charter.tracers),
    )
    blocks: tuple[Block, ...] = (table, Paragraph(words=phrase("notice.tracers.change", language), voice="note"))
    return Section(id="tracers", title=say("notice.tracers.title", language), blocks=blocks)


def _row(charter: Charter, name: str, language: Language) -> Row:
    """Say one tracer."""
    tracer = charter.tracers[name]
    setter: Phrase = (begun_large(say("notice.tracers.ours", language)),)
    if tracer.set_by:
        setter = (
            Link(text=fine(charter.recipients[tracer.set_by].name, language), href=f"#recipient-{tracer.set_by}"),
        )
    need = f"exempt-{tracer.exempt}" if tracer.exempt else "consent"
    return Row(
        id=f"tracer-{name}",
        head=begun_large(told(tracer.title, language)),
        cells=(
            (begun_large(say(f"tracer.{tracer.kind}", language)),),
            setter,
            (begun_large(begun_small(purpose_title(charter, tracer.purpose, language))),),
            (duration_words(tracer.lasts, language),),
            (begun_large(say(f"notice.tracers.{need}", language)),),
        ),
    )
