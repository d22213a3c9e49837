"""
Markdown of what only papers have: drawings in words, the matrix role by role, lists for machines, places to sign.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from etanche.notice.document.drawn import DataMap, Timeline
from etanche.notice.document.sheets import Listing, Matrix, MatrixColumn, Signatures

_LINE = "______________________________"

Plain = Callable[[str], str]


def marked(block: Timeline | DataMap | Matrix | Listing | Signatures, plain: Plain, colon: str) -> str:
    """Return one block; `plain` takes the meaning from letters that Markdown would obey, `colon` is the language's."""
    match block:
        case Timeline():
            return "\n".join(_terms(block, plain, colon))
        case DataMap():
            return plain(block.description)
        case Matrix():
            return "\n\n".join(
                [plain(block.caption), *(_role(block, column, plain, colon) for column in block.columns)]
            )
        case Listing():
            fence = "```"
            while fence in block.text:
                fence += "`"
            return f"{fence}\n{block.text}{fence}"
        case Signatures():
            return "\n\n".join(
                "\n".join(
                    [f"**{plain(place.party)}**", "", *(f"- {plain(line)}{colon} {_LINE}" for line in place.lines)]
                )
                for place in block.places
            )


def _terms(block: Timeline, plain: Plain, colon: str) -> Iterator[str]:
    """Yield each term of each category."""
    for lane in block.lanes:
        for bar in lane.bars:
            yield f"- **{plain(lane.title)}** · {plain(bar.title)}{colon} {plain(bar.term)}"


def _role(block: Matrix, column: MatrixColumn, plain: Plain, colon: str) -> str:
    """Return what one role reads."""
    lines = [
        f"### {plain(column.title)}",
        "",
        plain(f"{column.summary}{f' · {column.note}' if column.note else ''}"),
        "",
    ]
    for row, cell in zip(block.rows, column.cells, strict=True):
        if cell.granted:
            conditions = f" ({plain(', '.join(cell.conditions))})" if cell.conditions else ""
            lines.append(f"- **{plain(row)}**{colon} {plain(block.joint.join(cell.purposes))}{conditions}")
    return "\n".join(lines).rstrip()
