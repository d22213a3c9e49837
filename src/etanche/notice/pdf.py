"""
A document on paper: the same blocks, typeset to a PDF with title, language, bookmarks, page numbers and tags.

    pdf(document(charter, "fr"), on=date(2026, 11, 21))  →  bytes

The words go to the typesetter as data, never as markup, so that nothing a charter says is obeyed.
Fonts are the typesetter's own and nothing is fetched; the same document gives the same bytes.
"""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, time
from importlib.resources import files

from etanche.errors import MissingExtra
from etanche.notice.document.blocks import Paper
from etanche.notice.typesetting import typeset


def pdf(doc: Paper, *, on: date) -> bytes:
    """
    Return a document as an accessible PDF.

    Args:
        doc: what is printed.
        on: the day the document is of; the file carries no other date, so that it is the same whenever it is made.

    Raises:
        MissingExtra: this installation has no typesetter.
    """
    try:
        import typst  # noqa: PLC0415  # brought by an extra; whoever prints nothing does without
    except ImportError:
        raise MissingExtra("a PDF cannot be made by this installation", extra="documents") from None
    made: bytes = typst.compile(
        files("etanche.notice").joinpath("templates", "notice.typ").read_bytes(),
        format="pdf",
        ignore_system_fonts=True,
        sys_inputs={"doc": json.dumps(typeset(doc, on), ensure_ascii=False)},
        pdf_standards="ua-1",  # readable aloud: a title, a language, an order of reading, words for every drawing
        timestamp=int(datetime.combine(on, time(), UTC).timestamp()),
    )
    return made
