"""The register as an OpenDocument spreadsheet, the open format in which the CNIL publishes its model."""

from __future__ import annotations

import io
from datetime import datetime, time

from odfdo import Cell as OdfCell
from odfdo import Column, Document, Row, Style, Table

from etanche.exchange.sheets.settled import settled
from etanche.exchange.sheets.shape import Cell, Look, Sheet, Workbook, fitting, lines_of

LETTER = 0.19
"""Centimetres to a letter, about."""

OF_THE_TEMPLATE = ("Configurations2/", "Thumbnails/", "manifest.rdf")
"""Members of the empty document that say how somebody's window looked."""

LINE, TITLE = 0.53, "0.75cm"
TITLE_SIZE, ROW_SIZE, NOTE_SIZE = "14pt", "10pt", "9pt"
NO_CELL = ("",)
"""A row of an OpenDocument table is never without a cell."""

DAY, ISO = "DAY", "iso-day"
DATE_STYLE = (
    f'<number:date-style style:name="{ISO}"><number:year number:style="long"/><number:text>-</number:text>'
    '<number:month number:style="long"/><number:text>-</number:text><number:day number:style="long"/></number:date-style>'
)


def ods(workbook: Workbook) -> bytes:
    """Return a workbook as an .ods file; the same workbook gives the same bytes."""
    document = Document("spreadsheet")
    document.body.clear()
    _describe(document, workbook)
    _styles(document, workbook)
    for sheet in workbook.sheets:
        document.body.append(_table(sheet))
    made = io.BytesIO()
    document.save(made)
    return settled(made.getvalue(), without=OF_THE_TEMPLATE)


def _describe(document: Document, workbook: Workbook) -> None:
    """Write what the file says of itself; its moment is that of the charter."""
    moment = datetime.combine(workbook.made, time())
    meta = document.meta
    meta.title = workbook.title
    meta.creator = workbook.author
    meta.language = workbook.language
    meta.creation_date = moment
    meta.date = moment
    for name in document.manifest.get_paths():
        if str(name).startswith(OF_THE_TEMPLATE):
            document.manifest.del_full_path(str(name))


def _styles(document: Document, workbook: Workbook) -> None:
    """Define how each sort of row looks, and each width of column once."""
    title = Style("table-cell", name=Look.TITLE.name, area="text", bold=True, size=TITLE_SIZE)
    section = Style("table-cell", name=Look.SECTION.name, area="text", bold=True, size=ROW_SIZE)
    section.set_properties(area="table-cell", background_color="#dce6f0", wrap_option="wrap", vertical_align="top")
    row = Style("table-cell", name=Look.ROW.name, area="table-cell", wrap_option="wrap", vertical_align="top")
    note = Style("table-cell", name=Look.NOTE.name, area="text", italic=True, size=NOTE_SIZE)
    day = Style("table-cell", name=DAY, area="table-cell", vertical_align="top")
    day.set_attribute("style:data-style-name", ISO)
    widths = sorted({letters for sheet in workbook.sheets for letters in sheet.widths})
    columns = [Style("table-column", name=f"wide-{wide}", width=f"{wide * LETTER:.2f}cm") for wide in widths]
    lines = sorted({lines_of(row, sheet.widths) for sheet in workbook.sheets for row in sheet.rows})
    heights = [Style("table-row", name=f"tall-{tall}", height=f"{tall * LINE:.2f}cm") for tall in lines]
    heights.append(Style("table-row", name="tall-title", height=TITLE))
    styles: tuple[Style | str, ...] = (DATE_STYLE, title, section, row, note, day, *columns, *heights)
    for style in styles:
        document.insert_style(style, automatic=True)


def _table(sheet: Sheet) -> Table:
    """Return one sheet."""
    table = Table(sheet.name)
    for wide in sheet.widths:
        table.append(Column(style=f"wide-{wide}"))
    for row in sheet.rows:
        tall = "title" if row.look is Look.TITLE else lines_of(row, sheet.widths)
        made = Row(style=f"tall-{tall}")
        for cell in row.cells or NO_CELL:
            made.append_cell(_cell(cell, row.look), clone=False)
        table.append_row(made, clone=False)
    return table


def _cell(cell: Cell, look: Look) -> OdfCell:
    """Return one cell: a text as a text, whatever it begins with, or a date."""
    if isinstance(cell, str):
        return OdfCell(value=fitting(cell), style=look.name) if cell else OdfCell()
    return OdfCell(value=cell, style=DAY)
