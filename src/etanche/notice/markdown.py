"""
The notice as Markdown: the same words, for a repository, a wiki or a diff.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from etanche.notice.document.blocks import (
    Block,
    Cells,
    Fold,
    Folds,
    Grid,
    Heading,
    Items,
    Pairs,
    Paper,
    Paragraph,
    Promises,
    Refusals,
    SaidPromise,
    Section,
    Table,
    Told,
)
from etanche.notice.document.drawn import DataMap, Timeline
from etanche.notice.document.sheets import Listing, Matrix, Signatures
from etanche.notice.marking import marked
from etanche.words import Code, Link, Phrase, Strong, say

_SPECIAL = re.compile(r"([\\`*_\[\]<>|])")
_HEADS = re.compile(r"^(\s*)([#+-]|\d+[.)])(?=\s)")


def plain_text(text: str) -> str:
    """Return a text whose letters mean nothing to Markdown."""
    return _HEADS.sub(r"\1\\\2", _SPECIAL.sub(r"\\\1", " ".join(text.split(" "))))


def inline(words: Phrase) -> str:
    """Return a phrase with its links, code and stress."""
    parts: list[str] = []
    for part in words:
        match part:
            case Link():
                parts.append(f"[{plain_text(part.text)}]({part.href})")
            case Code():
                parts.append(f"`{part.text}`")
            case Strong():
                parts.append(f"**{plain_text(part.text)}**")
            case _:
                parts.append(plain_text(part))
    return "".join(parts)


def markdown(doc: Paper) -> str:
    """Return a whole notice."""
    colon = say("site.colon", doc.language)
    parts = [f"# {plain_text(doc.heading)}", plain_text(doc.lead), inline(doc.version)]
    if doc.summary is not None:
        parts.append(_section(doc.summary, None, colon))
    parts += [_section(section, number, colon) for section, number in zip(doc.sections, doc.numbers, strict=True)]
    parts += ["---", plain_text(doc.imprint)]
    return "\n\n".join(parts) + "\n"


def _section(section: Section, number: int | None, colon: str) -> str:
    """Return a section, numbered like on the page, under an anchor that is the same in every language."""
    title = plain_text(section.title) if number is None else f"{number}. {plain_text(section.title)}"
    return "\n\n".join([f"{_anchor(section.id)}\n\n## {title}", *(_block(block, colon) for block in section.blocks)])


def _anchor(name: str) -> str:
    """Return a place that links lead to."""
    return f'<a id="{name}"></a>'


def _fold(fold: Fold, colon: str) -> str:
    """Return what a page folds, lying open under a heading of its own; what its first block says too is said once."""
    blocks, note = [_block(block, colon) for block in fold.blocks], plain_text(fold.note)
    told = [note] if note and not (blocks and blocks[0].startswith(note)) else []
    return "\n\n".join([_anchor(fold.id), f"### {plain_text(fold.title)}", *told, *blocks])


def _block(block: Block, colon: str) -> str:
    """Return one block; `colon` is the one of the language."""
    match block:
        case Paragraph() | Told() | Heading():
            return _text(block)
        case Table() | Grid():
            return f"{plain_text(block.caption)}\n\n{_grid(block) if isinstance(block, Grid) else _rows(block)}"
        case Folds() | Promises():
            parts = _promises(block) if isinstance(block, Promises) else [_fold(fold, colon) for fold in block.folds]
            return "\n\n".join(parts)
        case Timeline() | DataMap() | Matrix() | Listing() | Signatures():
            return marked(block, plain_text, colon)
        case _:
            return "\n".join(f"- {line}" for line in _lines(block, colon))


def _text(block: Paragraph | Told | Heading) -> str:
    """Return running text, or what heads it."""
    match block:
        case Paragraph():
            return inline(block.words)
        case Told():
            return f"> **{plain_text(block.strong)}** {inline(block.words)}"
        case Heading():
            return f"{_anchor(block.id)}\n\n### {plain_text(block.title)}"


def _lines(block: Cells | Pairs | Items | Refusals, colon: str) -> Iterator[str]:
    """Return the lines of a block that is a list."""
    match block:
        case Cells():
            yield from (f"**{plain_text(cell.title)}.** {' '.join(map(inline, cell.words))}" for cell in block.cells)
        case Pairs():
            yield from (f"**{plain_text(name)}**{colon} {inline(words)}" for name, words in block.pairs)
        case Items():
            yield from map(inline, block.items)
        case Refusals():
            for refusal in block.refusals:
                yield f"**{plain_text(refusal.title)}.** {plain_text(refusal.note)} {inline(refusal.write)}".rstrip()


def _rows(block: Table) -> str:
    """Return a table, its first column as the charter orders it."""
    return _table(
        block.head,
        [
            (f"{_anchor(row.id) if row.id else ''}{plain_text(row.head)}", *(inline(words) for words in row.cells))
            for row in block.rows
        ],
    )


def _table(head: tuple[str, ...], rows: list[tuple[str, ...]]) -> str:
    """Return a table of cells already written."""
    lines = [[plain_text(name) for name in head], ["---"] * len(head), *map(list, rows)]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def _grid(block: Grid) -> str:
    """Return role × category, words in every cell."""
    rows = [
        (
            plain_text(head),
            *(plain_text(f"{cell.word} ({cell.reasons})" if cell.reasons else cell.word) for cell in cells),
        )
        for head, cells in block.rows
    ]
    return _table(block.head, rows)


def _promises(block: Promises) -> list[str]:
    """Return the promises by kind, each with its id; what this version cannot check is marked."""
    found: list[str] = []
    for group in block.groups:
        found.append(f"### {plain_text(group.title)}")
        for title, promises in group.parts or (("", group.promises),):
            found += [f"#### {plain_text(title)}"] if title else []
            found.append("\n".join(_promise(said, block.not_checked) for said in promises))
    return found


def _promise(said: SaidPromise, not_checked: str) -> str:
    """Return one promise under its id."""
    mark = "" if said.checked else f" ({not_checked})"
    return f"- {_anchor(said.id)}{plain_text(said.said)} `{said.id}`{mark}"
