"""
A sheet of a register as tables: its sections, and in each the rows with what stands under each column.

The labels are those of our own sheets in both languages, and those that the CNIL's model and its copies use.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from etanche.exchange.drafting.phrases import plain, says_nothing
from etanche.exchange.drafting.workbook import RawSheet
from etanche.exchange.yaml_text import one_line
from etanche.terms import LANGUAGES, Language
from etanche.words import say

SECTIONS: Mapping[str, tuple[str, ...]] = {
    "description": ("description du traitement", "identification du traitement"),
    "actors": ("acteurs", "acteur"),
    "purposes": ("finalite(s)", "finalites", "finalite du traitement", "finalite(s) du traitement"),
    "categories": ("categories de donnees", "donnees personnelles concernees", "categorie de donnees"),
    "archive": (),
    "sensitive": ("donnees sensibles", "donnees sensible"),
    "people": ("categories de personnes", "personnes concernees", "categorie de personnes"),
    "recipients": ("destinataires", "categories de destinataires"),
    "measures": ("mesures de securite",),
    "transfers": ("transferts hors", "transferts des donnees", "transfert hors"),
}
"""How the titles of the sections begin elsewhere, plain."""

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "description": ("description", "donnees", "detail"),
    "term": ("duree de conservation", "delai d'effacement", "duree", "retention"),
    "rule": (),
    "then": (),
    "reference": (),
    "condition": (),
    "fields": (),
    "name": ("nom",),
    "address": ("adresse",),
    "postcode": ("code postal", "cp"),
    "town": ("ville",),
    "country": ("pays",),
    "email": ("adresse mel", "adresse mail", "courriel", "mel", "email"),
    "type": ("type", "type de destinataire", "type de mesure"),
    "precision": ("precisions", "precision", "details"),
    "receives": (),
    "contract": (),
    "recipient": ("destinataire",),
    "guarantee": ("garanties", "garantie", "type de garanties"),
    "document": ("documentation", "lien vers le doc", "lien"),
}
ROWS = ("name", "reference", "created", "updated", "part", "basis", "purpose", "theme", "law", "origin")
ROW_LABELS: Mapping[str, tuple[str, ...]] = {
    "name": ("nom / sigle", "nom du traitement"),
    "reference": ("n / ref", "n ref", "reference"),
    "purpose": ("finalite principale",),
    "basis": ("base legale", "base juridique", "fondement juridique"),
    "part": (),
    "theme": (),
    "law": (),
    "origin": (),
    "created": (),
    "updated": (),
}
SUB_PURPOSE = re.compile(r"sous-finalite\s*\d*|sub-purpose\s*\d*")


@dataclass(frozen=True, kw_only=True)
class Line:
    """One row of a section: its label, and what stands under each column that we know."""

    section: str
    number: int
    """The row in the sheet, from 1."""

    label: str
    cells: Mapping[str, str]
    first: str
    """The first cell after the label that says something."""


def lines_of(sheet: RawSheet) -> Iterator[Line]:
    """Return the rows of a sheet that say something, each with its section."""
    section = ""
    head: dict[int, str] = {}
    for number, row in enumerate(sheet.rows, start=1):
        cells = [one_line(cell) for cell in row]
        label = cells[0] if cells else ""
        found = _section(label)
        if found:
            section, head = found, _columns(cells)
            continue
        values = [cell for cell in cells[1:] if not says_nothing(cell)]
        if not section or not label or not values:
            continue
        within = {key: cells[column] for column, key in head.items() if column < len(cells)}
        named = {key: cell for key, cell in within.items() if not says_nothing(cell)}
        yield Line(section=section, number=number, label=label, cells=named, first=values[0])


def row_of(label: str) -> str:
    """Return which fact of an activity a label names; nothing if it names none that we know."""
    words = _label(label)
    for key in ROWS:
        if words in _said(f"register.row.{key}") or words in ROW_LABELS[key]:
            return key
    return ""


def language_of(sheet: RawSheet) -> Language:
    """Return the language in which a sheet has its labels; French, in which the model is written, when nobody can tell."""
    labels = {_label(row[0]) for row in sheet.rows if row}
    hits = {
        language: sum(_label(say(f"register.section.{section}", language)) in labels for section in SECTIONS)
        for language in LANGUAGES
    }
    return "en" if hits["en"] > hits["fr"] else "fr"


def is_sheet(sheet: RawSheet) -> bool:
    """Tell whether a sheet describes an activity: it has a name, and at least two of the sections."""
    labels = [row[0] for row in sheet.rows if row]
    return (
        any(row_of(label) in {"name", "purpose"} for label in labels)
        and len({_section(label) for label in labels} - {""}) > 1
    )


def says(key: str, text: str) -> bool:
    """Tell whether a cell has the words of a key of the catalogue, in any language."""
    return _label(text) in _said(key)


def _section(label: str) -> str:
    """Return the section whose title a label is."""
    words = _label(label)
    for section, beginnings in SECTIONS.items():
        if words in _said(f"register.section.{section}"):
            return section
        if any(re.match(rf"{re.escape(beginning)}(?!\w)", words) for beginning in beginnings) and not words.endswith(
            "?"
        ):
            return section
    return ""


def _columns(cells: list[str]) -> dict[int, str]:
    """Return which column holds what, from the row that names them."""
    found: dict[int, str] = {}
    for column, cell in enumerate(cells[1:], start=1):
        words = _label(cell)
        for key, names in COLUMNS.items():
            if words and (words in names or words in _said(f"register.column.{key}")) and key not in found.values():
                found[column] = key
    return found


@cache
def _said(key: str) -> frozenset[str]:
    """Return the words of a key in every language, plain; none for what our own sheets do not say."""
    if key in {"register.column.postcode", "register.column.town"}:
        return frozenset()
    return frozenset(_label(say(key, language)) for language in LANGUAGES)


def _label(text: str) -> str:
    """Return a label without accents, case and signs."""
    return plain(text).replace("°", "").replace("no ", "n ").strip()
