"""The register as a spreadsheet and as CSV: shaped like the CNIL's model, the same in both languages, and harmless to open."""

from __future__ import annotations

import csv
import io
import re
import sys
import zipfile
from datetime import date

import pytest
from python_calamine import CalamineWorkbook
from tests.conftest import BOOKSHOP

from etanche.charter import read
from etanche.errors import MissingExtra
from etanche.exchange import Form, Register, export, register
from etanche.exchange.sheets.shape import LONGEST_TEXT, CellTooLong, fitting
from etanche.terms import LANGUAGES, Language
from etanche.words import say

Written = dict[tuple[Form, Language], bytes]

MODEL = (
    "description",
    "actors",
    "purposes",
    "categories",
    "archive",
    "sensitive",
    "people",
    "recipients",
    "measures",
    "transfers",
)
"""The sections of the CNIL's model in its order; the intermediate archive is ours."""

HOSTILE = '=HYPERLINK("http://evil.example","x")'


def cells(data: bytes) -> dict[str, list[list[str]]]:
    """Return the texts of every sheet, read by a library that had no part in writing them."""
    book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    return {
        name: [[str(cell) for cell in row] for row in book.get_sheet_by_name(name).to_python(skip_empty_area=False)]
        for name in book.sheet_names
    }


@pytest.fixture(scope="module")
def sheets(written: Written) -> dict[Language, dict[str, list[list[str]]]]:
    """The whole register as an .xlsx file, read back, in each language."""
    return {language: cells(written[Form.XLSX, language]) for language in LANGUAGES}


def test_the_list_comes_first_and_each_activity_has_a_sheet(
    sheets: dict[Language, dict[str, list[list[str]]]], whole_register: Register
) -> None:
    """Sheet 1 lists every activity with its dates; then each has its own sheet, under a name every spreadsheet takes."""
    names = list(sheets["fr"])
    listed = [row[1] for row in sheets["fr"]["Liste"]]
    references = [activity.reference for activity in whole_register.activities]

    assert "Liste" == names[0]
    assert set(references) <= set(listed)
    assert [f"{number}-{reference}"[:31] for number, reference in enumerate(references, 1)] == names[1:]
    assert str(date(2026, 11, 2)) in {row[3] for row in sheets["fr"]["Liste"]}


@pytest.mark.parametrize("language", LANGUAGES)
def test_sections_stand_in_the_order_of_the_model(
    sheets: dict[Language, dict[str, list[list[str]]]], language: Language
) -> None:
    """Every sheet has every section of the model, in its order, and none is empty."""
    titles = [say(f"register.section.{section}", language) for section in MODEL]
    for name, rows in list(sheets[language].items())[1:]:
        heads = [number for number, row in enumerate(rows) if row and row[0] in titles]

        assert titles == [rows[number][0] for number in heads], name
        assert all(any(rows[number + 1]) for number in heads), name


def test_both_languages_have_the_same_figures(sheets: dict[Language, dict[str, list[list[str]]]]) -> None:
    """Row by row the two languages hold the same numbers, rules and references."""
    french, english = (list(sheets[language].values()) for language in LANGUAGES)

    def figures(row: list[str]) -> list[str]:
        return sorted(re.findall(r"\d+", " ".join(row)))

    assert [[figures(row) for row in sheet] for sheet in french[1:]] == [
        [figures(row) for row in sheet] for sheet in english[1:]
    ]


def test_a_time_is_said_beside_its_rule(sheets: dict[Language, dict[str, list[list[str]]]]) -> None:
    """The cell of a term says it in words; the cell beside it holds the rule as the charter writes it."""
    rows = next(rows for name, rows in sheets["fr"].items() if name.endswith("bookkeeping"))
    row = next(row for row in rows if "10 years after fiscal-year-end" in row)

    assert "10\u00a0ans après la clôture de l’exercice" == row[row.index("10 years after fiscal-year-end") - 1]
    assert "P10Y" in row


@pytest.mark.parametrize("form", [Form.XLSX, Form.ODS])
def test_the_same_charter_gives_the_same_bytes(bookshop_register: Register, form: Form) -> None:
    """A register written twice is the same file, and says when its charter was made, not when it was written."""
    first = export(bookshop_register, form, "fr")
    members = zipfile.ZipFile(io.BytesIO(first)).infolist()

    assert export(bookshop_register, form, "fr") == first
    assert {(1980, 1, 1, 0, 0, 0)} == {member.date_time for member in members}
    assert b"2025-09-01" in b"".join(zipfile.ZipFile(io.BytesIO(first)).read(member) for member in members)


def test_ods_and_xlsx_hold_the_same_cells(bookshop_register: Register) -> None:
    """The open format and the other say the same, cell by cell."""
    open_format, other = (cells(export(bookshop_register, form, "en")) for form in (Form.ODS, Form.XLSX))

    assert list(open_format) == list(other)
    for name in other:
        assert [[cell for cell in row if cell] for row in open_format[name]] == [
            [cell for cell in row if cell] for row in other[name]
        ]


@pytest.fixture(scope="module")
def hostile() -> Register:
    """The register of a charter whose texts begin like formulas."""
    text = BOOKSHOP.read_text("utf-8").replace(
        "title: {fr: Visite du site, en: Visit to the website}", f"title: {{fr: '{HOSTILE}', en: '+visit'}}"
    )
    text = text.replace("name: Librairie de l’Estran (exemple)", "name: '@SUM(1)'")
    charter = read(text.encode(), file="hostile.yaml").charter

    assert charter is not None
    return register(charter)


@pytest.mark.parametrize(("form", "sign"), [(Form.XLSX, rb"<f[ >/]"), (Form.ODS, rb"table:formula")])
def test_no_cell_becomes_a_formula(hostile: Register, form: Form, sign: bytes) -> None:
    """A text that begins with `=`, `+`, `-` or `@` is a text in the file; nothing in it computes or links."""
    data = export(hostile, form, "fr")
    container = zipfile.ZipFile(io.BytesIO(data))
    everything = b"".join(container.read(name) for name in container.namelist())

    assert any(row[1].startswith("@SUM(1)") for rows in cells(data).values() for row in rows if len(row) > 1)
    assert not re.search(sign, everything)
    assert b"<hyperlink" not in everything


def test_csv_cells_are_text_to_a_spreadsheet(hostile: Register) -> None:
    """In CSV, where a cell has no type, a text that begins like a formula begins with an apostrophe."""
    rows = list(csv.reader(io.StringIO(export(hostile, Form.CSV, "fr").decode("utf-8-sig"))))
    flat = [cell for row in rows for cell in row]

    assert f"'{HOSTILE}" in flat
    assert [] == [cell for cell in flat if cell.startswith(("=", "+", "-", "@", "\t"))]


def test_csv_has_a_row_for_each_category_of_each_activity(written: Written, whole_register: Register) -> None:
    """The table has a head, a row for each category of each activity, no empty cell, and the same figures in both languages."""
    french, english = (
        list(csv.reader(io.StringIO(written[Form.CSV, language].decode("utf-8-sig")))) for language in LANGUAGES
    )
    head, *rows = french
    pairs = [(activity.reference, data.name) for activity in whole_register.activities for data in activity.data]

    assert pairs == [(row[1], row[head.index("Réf. de la catégorie")]) for row in rows]
    assert [] == [row for row in rows if not all(row)]
    assert [re.findall(r"P\d\w+|\d{4}-\d\d-\d\d", " ".join(row)) for row in french] == [
        re.findall(r"P\d\w+|\d{4}-\d\d-\d\d", " ".join(row)) for row in english
    ]


def test_a_text_too_long_for_a_cell_is_not_cut() -> None:
    """What no cell can hold stops the export with a sentence; nothing is written that says less than the charter."""
    assert "a" * LONGEST_TEXT == fitting("a" * LONGEST_TEXT)
    with pytest.raises(CellTooLong, match="does not fit into a cell"):
        fitting("a" * (LONGEST_TEXT + 1))


@pytest.mark.parametrize(("form", "library"), [(Form.XLSX, "xlsxwriter"), (Form.ODS, "odfdo")])
def test_a_missing_library_is_named(
    bookshop_register: Register, monkeypatch: pytest.MonkeyPatch, form: Form, library: str
) -> None:
    """Without the extra, a spreadsheet is refused with the command that brings it; the other forms go on working."""
    monkeypatch.setitem(sys.modules, library, None)
    monkeypatch.delitem(sys.modules, f"etanche.exchange.sheets.{form}", raising=False)

    with pytest.raises(MissingExtra, match=f"writes no .{form} files") as refused:
        export(bookshop_register, form, "fr")
    assert "etanche[documents]" in refused.value.hint
    assert export(bookshop_register, Form.CSV, "fr")
