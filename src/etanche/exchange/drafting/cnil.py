"""
From a register in the shape of the CNIL's model to a sketch: one sheet, one purpose — or as many as it has times.

Our own sheets give back names, rules and kinds of field; those of others give texts, from which as much is understood as they say.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from etanche.charter import Basis, Keep, Theme
from etanche.exchange.drafting.cnil_parts import actors, data_row, people_row, recipient_row, transfer_row
from etanche.exchange.drafting.phrases import keep_of, plain, says_nothing, word_for
from etanche.exchange.drafting.sketch import NAME, Purpose, Sketch, once
from etanche.exchange.drafting.tables import SUB_PURPOSE, Line, is_sheet, language_of, lines_of, row_of, says
from etanche.exchange.drafting.workbook import RawSheet, WorkbookUnreadable
from etanche.terms import LANGUAGES, Language
from etanche.words import begun_large, say

WITH_LAW = frozenset({Basis.LEGAL_OBLIGATION, Basis.PUBLIC_TASK})
DATA_SECTIONS = frozenset({"categories", "sensitive"})


def sketch_of_register(sheets: Iterable[RawSheet]) -> Sketch:
    """
    Return what a register says.

    Raises:
        WorkbookUnreadable: no sheet of it describes an activity.
    """
    sketch = Sketch()
    for sheet in sheets:
        if is_sheet(sheet):
            _Reader(sketch, sheet).read()
        elif len(sheet.rows) > 1 and not _is_list(sheet):
            sketch.remark(sheet.name, "sheet")
    if not sketch.purposes:
        raise WorkbookUnreadable(
            "no sheet of this workbook describes an activity",
            hint="each activity has a sheet, with the sections of the CNIL's model and its name under `Nom du traitement`",
        )
    _same_people(sketch)
    return sketch


def _same_people(sketch: Sketch) -> None:
    """Let those for whom we act be people of another sheet, when they are called the same."""
    for purpose in sketch.purposes.values():
        title = sketch.people.get(purpose.for_)
        same = [name for name, other in sketch.people.items() if other == title and name != purpose.for_]
        held = {name for category in sketch.categories.values() for name in category.of}
        if title and same and purpose.for_ not in held:
            del sketch.people[purpose.for_]
            purpose.for_ = same[0]


def _is_list(sheet: RawSheet) -> bool:
    """Tell whether a sheet is the list, which says nothing that the others do not."""
    return sheet.name in {say("register.list", language) for language in LANGUAGES} or "liste" in sheet.name.lower()


class _Reader:
    """Reads one sheet into the sketch."""

    def __init__(self, sketch: Sketch, sheet: RawSheet) -> None:
        self.sketch = sketch
        self.sheet = sheet
        self.language: Language = language_of(sheet)
        self.lines = tuple(lines_of(sheet))

    def place(self, line: Line) -> str:
        """Return where a row stands."""
        return f"{self.sheet.name}:{line.number}"

    def read(self) -> None:
        """Take over everything that the sheet says."""
        facts = {row_of(line.label): line for line in self._section("description", "purposes")}
        if "origin" in facts:
            self.sketch.remark(self.sheet.name, "built-in")
            return
        title = facts.get("name") or facts.get("purpose")
        if title is None:
            return
        wanted = facts["reference"].first if "reference" in facts else ""
        purposes = self._purposes(title.first, wanted if NAME.fullmatch(wanted) else "")
        for purpose in purposes:
            self._facts(purpose, facts)
        for line in self._section("purposes"):
            if SUB_PURPOSE.match(plain(line.label)):
                self.sketch.remark(self.place(line), "sub-purpose", said=line.first)
        self._others([name for purpose in purposes for name in purpose.uses], purposes)
        for purpose in purposes:
            actors(self.sketch, purpose, self._section("actors"), self.language)

    def _section(self, *sections: str) -> list[Line]:
        return [line for line in self.lines if line.section in sections]

    def _purposes(self, title: str, wanted: str) -> list[Purpose]:
        """Return a purpose for each time on the sheet, with the categories that are kept so long."""
        grouped: dict[str, tuple[Keep | None, str, list[Line]]] = {}
        for line in self._section(*DATA_SECTIONS):
            said = line.cells.get("term", "")
            keep = keep_of(line.cells.get("rule", "")) or keep_of(said)
            key = repr(keep) if keep else said
            grouped.setdefault(key, (keep, said, []))[2].append(line)
        found = []
        for number, (keep, said, lines) in enumerate(grouped.values() or [(None, "", [])], start=1):
            reference = wanted if number == 1 else f"{wanted or title}-{number}"
            name = self.sketch.name("purposes", reference, title, new=True)
            purpose = Purpose(title={self.language: title}, keep=keep, keep_said=said)
            for line in lines:
                once(purpose.uses, data_row(self.sketch, line, name, self.language, self.place(line)))
                purpose.then = "return" if says("register.then.return", line.cells.get("then", "")) else purpose.then
            self.sketch.purposes[name] = purpose
            found.append(purpose)
        if len(found) > 1:
            self.sketch.remark(self.sheet.name, "times", count=len(found))
        return found

    def _facts(self, purpose: Purpose, facts: dict[str, Line]) -> None:
        """Take over what the rows of the description say."""
        if "theme" in facts:
            purpose.theme = next((word for word in Theme if says_theme(word, facts["theme"].first)), "")
        if "part" in facts and word_for("recipient", facts["part"].first) == "processor":
            purpose.stance = "processor"
        if "basis" in facts and not purpose.stance:
            self._basis(purpose, facts["basis"].first, facts["law"].first if "law" in facts else "")
        for line in self._section("purposes"):
            if SUB_PURPOSE.match(plain(line.label)):
                purpose.notes.append(say("exchange.sub-purpose", self.language, said=line.first))

    def _basis(self, purpose: Purpose, said: str, cited: str) -> None:
        """Take over the basis, and what stands behind it: the interest, or the laws."""
        head, _, rest = said.partition(":")
        purpose.basis = word_for("basis", head) or word_for("basis", said) or ""
        if purpose.basis == Basis.LEGITIMATE_INTEREST and rest.strip():
            purpose.interest = {self.language: begun_large(rest.strip())}
        if purpose.basis in WITH_LAW and (cited or rest.strip()):
            purpose.law = [law.strip() for law in cited.split(";")] if cited else [rest.strip()]

    def _others(self, uses: Sequence[str], purposes: Sequence[Purpose]) -> None:
        """Take over people, recipients, transfers and measures; what belongs to the data goes to all of them."""
        names = [name for name, found in self.sketch.purposes.items() if any(found is one for one in purposes)]
        for line in self._section("people"):
            person = people_row(self.sketch, line, self.language)
            for category in uses:
                once(self.sketch.categories[category].of, person)
        for line in self._section("recipients"):
            recipient_row(self.sketch, line, names, self.language, self.place(line))
        for line in self._section("transfers"):
            transfer_row(self.sketch, line, self.place(line))
        for line in self._section("measures"):
            promised = line.cells.get("promise", "")
            said = line.cells.get("precision", line.first)
            if not promised and not says_nothing(said):
                once(self.sketch.measures, said)


def says_theme(theme: Theme, text: str) -> bool:
    """Tell whether a cell has the words of a theme."""
    return says(f"theme.{theme}", text)
