"""
Who may read what, cell by cell, for which purposes and on which conditions: the table the gate looks up (P6).
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable

from etanche.charter import Charter
from etanche.notice.document.access import conditions_of
from etanche.notice.document.blocks import Block, Heading, Items, Paper, Paragraph, Section
from etanche.notice.document.sheets import Matrix, MatrixCell, MatrixColumn
from etanche.notice.keeping import duration_words
from etanche.notice.naming import is_program, purpose_title, told
from etanche.notice.papers.frame import Setting, framed, part, promised
from etanche.terms import Language
from etanche.words import begun_large, begun_small, phrase, say

NAME = "access"

FORMULA = "=+-@\t\r"
"""How a cell begins that a spreadsheet would take for a formula."""

COLUMNS = ("role", "role-title", "category", "category-title", "granted", "purposes", "conditions")


def paper(setting: Setting) -> Paper:
    """Return the matrix, then the conditions in full."""
    charter = setting.charter
    return framed(
        setting,
        NAME,
        part(
            setting,
            "access.table",
            Paragraph(words=phrase("paper.access.table.text", setting.language)),
            matrix(setting),
        ),
        _conditions(setting),
        promised(setting, lambda said: said.id.startswith("access:") and "/" not in said.id),
        lead=setting.say("access.lead", n=len(charter.roles) * len(charter.categories)),
        numbered=False,
    )


def matrix(setting: Setting) -> Matrix:
    """Return every cell of role × category."""
    charter, language = setting.charter, setting.language
    return Matrix(
        caption=setting.say("access.caption"),
        label=setting.say("access.region"),
        corner=setting.say("access.corner"),
        rows=tuple(begun_large(told(category.title, language)) for category in charter.categories.values()),
        columns=tuple(_column(setting, role) for role in charter.roles),
        joint=say("keep.separator", language),
        none=setting.say("access.none"),
    )


def _column(setting: Setting, role: str) -> MatrixColumn:
    """Return what one role may read."""
    charter, language = setting.charter, setting.language
    granted = sum(bool(purposes) for purposes in charter.roles[role].sees.values())
    return MatrixColumn(
        id=f"role-{role}",
        title=begun_large(told(charter.roles[role].title, language)),
        note=say("notice.access.program", language) if is_program(charter, role) else "",
        summary=setting.say("access.sees", n=granted, all=len(charter.categories)),
        cells=tuple(_cell(setting, role, category) for category in charter.categories),
    )


def _cell(setting: Setting, role: str, category: str) -> MatrixCell:
    """Answer for one role and one category."""
    charter, language = setting.charter, setting.language
    purposes = charter.roles[role].sees.get(category, ())
    if not purposes:
        return MatrixCell(granted=False, word=say("word.no", language))
    return MatrixCell(
        granted=True,
        word=say("word.yes", language),
        purposes=tuple(begun_small(purpose_title(charter, purpose, language)) for purpose in purposes),
        conditions=tuple(setting.say(f"access.if-{name}") for name in conditions(charter, role, category)),
    )


def conditions(charter: Charter, role: str, category: str) -> tuple[str, ...]:
    """Return the names of what must be true each time this role reads this category; figures only is one of them."""
    needs = charter.roles[role].needs
    purposes = charter.roles[role].sees.get(category, ())
    found = []
    if needs and needs.own:
        found.append("own")
    if needs and needs.case and category not in needs.without_case:
        found.append("case")
    if needs and needs.agreement:
        found.append("agreement")
    if needs and needs.entry:
        found.append("entry")
    if purposes and all(charter.purposes[purpose].groups_of for purpose in purposes):
        found.append("figures")
    return tuple(found)


def _conditions(setting: Setting) -> Section | None:
    """Say the conditions of each role in full, and what it may take away."""
    blocks = [block for role in setting.charter.roles for block in _of_role(setting, role)]
    return part(setting, "access.conditions", *blocks) if blocks else None


def _of_role(setting: Setting, name: str) -> Iterable[Block]:
    """Say the conditions of one role."""
    charter, language = setting.charter, setting.language
    role = charter.roles[name]
    said = [begun_large(condition) + "." for condition in conditions_of(charter, role, language)]
    grouped = {purpose: charter.purposes[purpose].groups_of for purposes in role.sees.values() for purpose in purposes}
    said += [
        setting.say("access.figures", purpose=begun_small(purpose_title(charter, purpose, language)), n=size)
        for purpose, size in grouped.items()
        if size
    ]
    if role.takes_away:
        said.append(setting.say("access.away", duration=duration_words(role.takes_away, language)))
    if said:
        yield Heading(id=f"conditions-{name}", title=begun_large(told(role.title, language)))
        yield Items(items=tuple((words,) for words in said))


def as_csv(charter: Charter, language: Language) -> str:
    """Return a line for each cell, names for programs and titles for people; nothing in it is taken for a formula."""
    written = io.StringIO()
    rows = csv.writer(written, lineterminator="\r\n")
    rows.writerow(COLUMNS)
    for role, found in charter.roles.items():
        for category, held in charter.categories.items():
            purposes = found.sees.get(category, ())
            cells = (
                role,
                told(found.title, language),
                category,
                told(held.title, language),
                "yes" if purposes else "no",
                " ".join(purposes),
                " ".join(conditions(charter, role, category) if purposes else ()),
            )
            rows.writerow([_harmless(cell) for cell in cells])
    return written.getvalue()


def _harmless(cell: str) -> str:
    """Return a cell that no spreadsheet calculates."""
    return f"'{cell}" if cell[:1] and cell[0] in FORMULA else cell
