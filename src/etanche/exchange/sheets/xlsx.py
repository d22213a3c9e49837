"""The register as an .xlsx file. Every cell is a text or a date; nothing in the file computes, links or runs."""

from __future__ import annotations

import io
from datetime import datetime, time
from typing import Any

from xlsxwriter import Workbook as Book
from xlsxwriter.worksheet import Worksheet

from etanche.exchange.sheets.settled import settled
from etanche.exchange.sheets.shape import Cell, Look, Sheet, Workbook, fitting, lines_of, looks_computed

PLAIN = {"text_wrap": True, "valign": "top"}
LOOKS: dict[Look, dict[str, Any]] = {
    Look.TITLE: {"bold": True, "font_size": 14},
    Look.SECTION: {**PLAIN, "bold": True, "bg_color": "#DCE6F0", "bottom": 1},
    Look.ROW: PLAIN,
    Look.NOTE: {"italic": True, "font_size": 9},
    Look.BLANK: {},
}
LINE_HEIGHT, TITLE_HEIGHT = 15, 21
"""Points."""

DATE = {"num_format": "yyyy-mm-dd", "align": "left"}
QUOTED = {"quote_prefix": True}
"""A text that begins like a formula stays a text, even when somebody edits the cell."""


def xlsx(workbook: Workbook) -> bytes:
    """Return a workbook as an .xlsx file; the same workbook gives the same bytes."""
    made = io.BytesIO()
    book = Book(made, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    moment = datetime.combine(workbook.made, time())
    book.set_properties({"title": workbook.title, "author": workbook.author, "created": moment})
    pen = _Pen(book)
    for sheet in workbook.sheets:
        pen.write(sheet)
    book.close()
    return settled(made.getvalue())


class _Pen:
    """Writes sheets into one book, making each format once."""

    def __init__(self, book: Book) -> None:
        self.book = book
        self.formats: dict[tuple[Look, bool, bool], Any] = {}

    def write(self, sheet: Sheet) -> None:
        """Write one sheet."""
        page = self.book.add_worksheet(sheet.name)
        page.hide_gridlines(2)
        page.set_landscape()
        page.set_paper(9)
        page.fit_to_pages(1, 0)
        for column, width in enumerate(sheet.widths):
            page.set_column(column, column, width)
        for number, row in enumerate(sheet.rows):
            page.set_row(number, TITLE_HEIGHT if row.look is Look.TITLE else LINE_HEIGHT * lines_of(row, sheet.widths))
            for column, cell in enumerate(row.cells):
                self._cell(page, number, column, cell, row.look)

    def _cell(self, page: Worksheet, row: int, column: int, cell: Cell, look: Look) -> None:
        if isinstance(cell, str):
            page.write_string(row, column, fitting(cell), self._format(look, quoted=looks_computed(cell)))
        else:
            page.write_datetime(row, column, datetime.combine(cell, time()), self._format(look, date=True))

    def _format(self, look: Look, *, date: bool = False, quoted: bool = False) -> Any:
        key = (look, date, quoted)
        if key not in self.formats:
            self.formats[key] = self.book.add_format(
                {**LOOKS[look], **(DATE if date else {}), **(QUOTED if quoted else {})}
            )
        return self.formats[key]
