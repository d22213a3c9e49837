"""
The register in the shape of the CNIL's model: a list, then one sheet for each activity, its sections in the order of the model.

Two things are added that the model does not have: the legal basis, and the intermediate archive.
Beside each time stands the rule itself, which is the same in every language and can be read back.
"""

from __future__ import annotations

import re

from etanche.exchange.register import Activity, Part, Register
from etanche.exchange.sheets.sections import sections
from etanche.exchange.sheets.shape import Cell, Look, Row, Sheet, Workbook
from etanche.exchange.sheets.telling import Teller
from etanche.terms import Language
from etanche.words import fine, say

LISTED = ("name", "reference", "created", "updated", "purpose", "sensitive")
LONGEST_NAME = 31
"""No spreadsheet has sheets with longer names."""

LIST_WIDTHS = (60, 28, 26, 26, 34, 22)
SHEET_WIDTHS = (42, 60, 40, 26, 26, 26, 34, 16, 40, 20)


def workbook(register: Register, language: Language) -> Workbook:
    """Return the register as sheets."""
    teller = Teller(register, language)
    organisation = fine(register.organisation.name.in_(language), language)
    title = teller.say("title-of", organisation=organisation, date=register.updated)
    return Workbook(
        title=title,
        author=organisation,
        made=register.updated,
        language=language,
        sheets=(
            Sheet(name=teller.say("list"), rows=_list(register, teller, title), widths=LIST_WIDTHS),
            *(
                Sheet(
                    name=sheet_name(number, activity),
                    rows=_sheet(activity, teller),
                    widths=SHEET_WIDTHS,
                )
                for number, activity in enumerate(register.activities, start=1)
            ),
        ),
    )


def sheet_name(number: int, activity: Activity) -> str:
    """Return the name of an activity's sheet; the number keeps two long names apart, and no spreadsheet refuses it."""
    return re.sub(r"[^a-z0-9-]", "", f"{number}-{activity.reference}")[:LONGEST_NAME].rstrip("-")


def _list(register: Register, teller: Teller, title: str) -> tuple[Row, ...]:
    """Return the list of activities: those we decide on, then those we do for others."""
    rows = [Row(cells=(title,), look=Look.TITLE)]
    for part in Part:
        activities = register.of(part)
        if activities:
            rows.append(Row(look=Look.BLANK))
            rows.append(Row(cells=(teller.say(f"part.{part}"),), look=Look.TITLE))
            rows.append(Row(cells=tuple(teller.say(f"listed.{column}") for column in LISTED), look=Look.SECTION))
            rows.extend(_listed(activity, teller) for activity in activities)
    rows.append(Row(look=Look.BLANK))
    rows.append(Row(cells=(teller.say("printed", digest=register.charter),), look=Look.NOTE))
    return tuple(rows)


def _listed(activity: Activity, teller: Teller) -> Row:
    """Return one activity in the list."""
    title = teller.text(activity.title)
    sensitive = say("word.yes" if activity.sensitive else "word.no", teller.language)
    cells: tuple[Cell, ...] = (
        title,
        activity.reference,
        activity.created,
        activity.updated,
        teller.theme(activity),
        sensitive,
    )
    return Row(cells=cells)


def _sheet(activity: Activity, teller: Teller) -> tuple[Row, ...]:
    """Return the sheet of one activity, a blank row between its sections."""
    rows = [Row(cells=(teller.say("sheet", activity=teller.text(activity.title)),), look=Look.TITLE)]
    for section in sections(activity, teller):
        rows.append(Row(look=Look.BLANK))
        rows.extend(section)
    return tuple(rows)
