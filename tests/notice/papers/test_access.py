"""The matrix of access: the page, the table and the gate's plan are the same cells (P6)."""

from __future__ import annotations

import csv
import io

import pytest
from tests.notice.made import charter_of
from tests.notice.papers.made import page_of, paper_of, text_of

from etanche.charter import Cell, compile_plan
from etanche.notice import papers, told
from etanche.notice.document.sheets import Matrix
from etanche.notice.papers.access import as_csv, conditions
from etanche.terms import LANGUAGES, Language, Text

CHARTERS = ("bookshop", "clever-cloud", "play-sql", "whole")


def matrix(name: str, language: Language) -> Matrix:
    """Return the matrix of a charter."""
    return next(block for block in paper_of(name, "access", language).blocks if isinstance(block, Matrix))


@pytest.mark.parametrize("name", CHARTERS)
def test_every_cell_is_the_cell_that_the_gate_looks_up(name: str) -> None:
    """Role × category × purpose of the table for programs are those of the plan, all of them and no other."""
    charter = charter_of(name)
    rows = list(csv.DictReader(io.StringIO(as_csv(charter, "fr"))))
    granted = {
        Cell(role=row["role"], category=row["category"], purpose=purpose)
        for row in rows
        if row["granted"] == "yes"
        for purpose in row["purposes"].split()
    }

    assert len(rows) == len(charter.roles) * len(charter.categories)
    assert compile_plan(charter).cells == granted


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", CHARTERS)
def test_the_page_has_the_same_cells(name: str, language: Language) -> None:
    """Every crossing answers in words; what is granted says for what."""
    charter, block = charter_of(name), matrix(name, language)

    assert [[bool(role.sees.get(category)) for category in charter.categories] for role in charter.roles.values()] == [
        [cell.granted for cell in column.cells] for column in block.columns
    ]
    assert [
        [len(role.sees.get(category, ())) for category in charter.categories] for role in charter.roles.values()
    ] == [[len(cell.purposes) for cell in column.cells] for column in block.columns]


def test_conditions_are_those_of_the_gate() -> None:
    """What must be true at each reading is what the plan asks for, the exceptions included; groups come out as figures."""
    for name in CHARTERS:
        charter = charter_of(name)
        needs = compile_plan(charter).needs
        for role, found in charter.roles.items():
            for category in found.sees:
                said = set(conditions(charter, role, category)) - {"figures"}

                assert {str(one) for one in needs.get((role, category), frozenset())} == said


def test_a_purpose_of_groups_gives_figures_only() -> None:
    """Where every purpose of a cell lets out figures alone, the cell says so; where one does not, it does not."""
    charter = charter_of("play-sql")

    assert "figures" not in conditions(charter, "founder", "billing")
    assert ("figures",) == conditions(charter_of("ableton"), "support-analyst", "communication")


def test_a_page_holds_the_table_and_the_list_of_each_role() -> None:
    """On a wide screen the table, on a narrow one role by role; both are on the page and none needs a script."""
    page = page_of("clever-cloud", "access", "fr")

    assert 10 == page.count('<details class="fold" id="role-')
    assert 150 == page.count("<td")
    assert 'class="matrix only-wide" tabindex="0" role="region"' in page


def test_conditions_and_exports_are_said_in_full() -> None:
    """What a role must have, for how long, and what it may take away stand below the table."""
    text = text_of("play-sql", "access", "en")

    assert "for 8 hours at most" in text
    assert "May take these data to a workstation, for 30 days at most" in text
    assert "figures about at least 20 people" in text


def test_no_title_becomes_a_formula() -> None:
    """A spreadsheet that opens the table calculates nothing."""
    charter = charter_of("bookshop")
    title = Text(fr="=HYPERLINK(1)", en="@SUM(1)")
    role = charter.roles["web-analyst"].model_copy(update={"title": title})
    hostile = charter.model_copy(update={"roles": {**charter.roles, "web-analyst": role}})
    cells = [cell for row in csv.reader(io.StringIO(as_csv(hostile, "fr"))) for cell in row]

    assert "'=HYPERLINK(1)" in cells
    assert [] == [cell for cell in cells if cell[:1] in set("=+-@")]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_table_for_programs_has_titles_for_people(language: Language) -> None:
    """Names stay the same in every language; titles are those of the language."""
    charter = charter_of("clever-cloud")
    made = papers.written("access", "csv", papers.Setting(charter=charter, language=language))

    assert told(charter.roles["recruiter"].title, language) in str(made)
    assert "application-file" in str(made)
