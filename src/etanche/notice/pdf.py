"""
A document on paper: the same blocks, typeset to a PDF with title, language, bookmarks, page numbers and tags.

    pdf(document(charter, "fr"), on=date(2026, 11, 21))  →  bytes

The words go to the typesetter as data, never as markup, so that nothing a charter says is obeyed.
Fonts are the typesetter's own and nothing is fetched; the same document gives the same bytes.
"""

from __future__ import annotations

import json
import re
from datetime import UTC, date, datetime, time
from importlib.resources import files

from etanche.errors import MissingExtra, Unprintable
from etanche.notice.document.blocks import Paper
from etanche.notice.typesetting import typeset

_SHAPELESS = re.compile(r'the text `"(.+?)"` could not be displayed')
_TOLD = 8
"""So many letters are named; the others are counted."""


def pdf(doc: Paper, *, on: date) -> bytes:
    """
    Return a document as an accessible PDF.

    Args:
        doc: what is printed.
        on: the day the document is of; the file carries no other date, so that it is the same whenever it is made.

    Raises:
        MissingExtra: this installation has no typesetter.
        Unprintable: the document has letters that no font of the typesetter has, such as pictures or Chinese writing.
            Fonts of the machine are not asked: the file would differ from one machine to the next.
    """
    try:
        import typst  # noqa: PLC0415  # brought by an extra; whoever prints nothing does without
    except ImportError:
        raise MissingExtra("a PDF cannot be made by this installation", extra="documents") from None
    try:
        made: bytes = typst.compile(
            files("etanche.notice").joinpath("templates", "notice.typ").read_bytes(),
            format="pdf",
            ignore_system_fonts=True,
            sys_inputs={"doc": json.dumps(typeset(doc, on), ensure_ascii=False)},
            pdf_standards="ua-1",  # readable aloud: a title, a language, an order of reading, words for every drawing
            timestamp=int(datetime.combine(on, time(), UTC).timestamp()),
        )
    except typst.TypstError as error:
        raise _shapeless(error.diagnostic) or error from None
    return made


def _shapeless(diagnostic: str) -> Unprintable | None:
    """Return the error for what the typesetter has no shapes for, each letter named once; none for anything else."""
    letters = tuple(dict.fromkeys(_SHAPELESS.findall(diagnostic)))
    if not letters:
        return None
    more = f" and {len(letters) - _TOLD} others" if len(letters) > _TOLD else ""
    return Unprintable(
        f"a PDF cannot show `{'`, `'.join(letters[:_TOLD])}`{more}: no font of the typesetter has such letters",
        hint="write the document as a page (`--as html`) or as Markdown, or write these words in other letters",
    )
