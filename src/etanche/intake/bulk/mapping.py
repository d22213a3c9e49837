"""
The mapping of a file: which column is which field, which one tells who the person is, and what the others say happened.

    person: {column: Customer no., as: customer-number}
    fields: {name: Name, email: E-mail}
    collected: {column: Created, assumed: 2019-01-01}
    dates: DD/MM/YYYY
    delimiter: ;
    events:
      - {event: contract-start, date: Since}
      - {event: consent-given, for: newsletter, if: Newsletter, assumed: 2020-05-25}

Columns that it does not name are left out. A file of words like a charter: every fault has its line.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date
from pathlib import Path

from etanche.charter import CharterUnreadable, Plan
from etanche.charter.phrase import meant, quoted
from etanche.charter.source import decode, read_file
from etanche.charter.tree import Mapping as Tree
from etanche.charter.tree import Node, Scalar, Sequence, plant
from etanche.errors import EtancheError, Place
from etanche.intake.bulk.columns import Dated, Happening, Mapping, MappingUnreadable
from etanche.intake.bulk.dates import Dates
from etanche.vault import FOR_A_PURPOSE, IMPORTED, no_of, require_sayable

_KEYS = ("person", "fields", "collected", "events", "feature", "dates", "delimiter", "encoding")
_DELIMITERS = {",": ",", ";": ";", "tab": "\t", "|": "|"}
_ENCODINGS = {"utf-8": "utf-8", "windows-1252": "cp1252", "iso-8859-15": "iso-8859-15"}


def read_mapping(path: Path, plan: Plan, category: str) -> Mapping:
    """
    Read a mapping for a category.

    Raises:
        MappingUnreadable: it is none, or does not fit the charter.
    """
    try:
        tree = plant(decode(read_file(path), file=str(path)), file=str(path))
    except CharterUnreadable as error:
        raise MappingUnreadable(error.what, hint=error.hint, place=error.place) from None
    return _Reader(plan, category, tree).mapping()


class _Reader:
    """Reads the tree of a mapping."""

    def __init__(self, plan: Plan, category: str, tree: Tree) -> None:
        self._plan = plan
        self._category = plan.categories[category]
        self._tree = tree

    def mapping(self) -> Mapping:
        """Return what it says."""
        keys = _keys(self._tree, _KEYS)
        if "person" not in keys or "fields" not in keys:
            missing = "person" if "person" not in keys else "fields"
            raise _wrong(
                f"there is no `{missing}`",
                "a mapping says who the person is, and what the fields are",
                self._tree.place,
            )
        person, sort = self._person(keys["person"])
        collected = Dated() if "collected" not in keys else self._dated(keys["collected"])
        return Mapping(
            person=person,
            sort=sort,
            fields=dict(self._fields(keys["fields"])),
            collected=collected,
            happenings=tuple(self._happenings(keys["events"])) if "events" in keys else (),
            feature=_word(keys["feature"], sorted(self._category.tied_to)) if "feature" in keys else None,
            dates=Dates(_word(keys["dates"], list(Dates))) if "dates" in keys else Dates.ISO,
            delimiter=_DELIMITERS[_word(keys["delimiter"], _DELIMITERS)] if "delimiter" in keys else ",",
            encoding=_ENCODINGS[_word(keys["encoding"], _ENCODINGS)] if "encoding" in keys else "utf-8",
            place=self._tree.place,
        )

    def _person(self, node: Node) -> tuple[str, str | None]:
        keys = _keys(node, ("column", "id", "as"))
        if "id" in keys and len(keys) == 1:
            return _text(keys["id"]), None
        if keys.keys() == {"column", "as"}:
            return _text(keys["column"]), _text(keys["as"])
        raise _wrong(
            "who the person is is not said",
            "write `{column: …, as: customer-number}` for an identifier of yours, or `{id: …}` for ids of persons",
            node.place,
        )

    def _fields(self, node: Node) -> Iterator[tuple[str, str]]:
        for name, value in _keys(node, sorted(self._category.fields)).items():
            yield name, _text(value)

    def _dated(self, node: Node) -> Dated:
        if isinstance(node, Scalar):
            return Dated(column=_text(node))
        keys = _keys(node, ("column", "assumed"))
        if not keys:
            raise _wrong("no date is told", "write `{column: …}`, `{assumed: …}`, or both", node.place)
        return Dated(
            column=_text(keys["column"]) if "column" in keys else None,
            assumed=_day(keys["assumed"]) if "assumed" in keys else None,
        )

    def _happenings(self, node: Node) -> Iterator[Happening]:
        if not isinstance(node, Sequence):
            raise _wrong("`events` is a list", "write `- {event: …, date: …}` on a line each", node.place)
        for item in node.items:
            yield self._happening(item)

    def _happening(self, node: Node) -> Happening:
        keys = _keys(node, ("event", "for", "date", "if", "assumed"))
        if "event" not in keys:
            raise _wrong("there is no `event`", "write `event: contract-start`", node.place)
        if not keys.keys() & {"date", "assumed"}:
            raise _wrong("no date is told", "write `date: COLUMN`, or `assumed: 2020-05-25`", node.place)
        event = _word(keys["event"], sorted(IMPORTED))
        purpose = _word(keys["for"], sorted(self._plan.purposes)) if "for" in keys else None
        try:
            require_sayable(self._plan, event, purpose)
            if purpose is not None and event in FOR_A_PURPOSE:
                no_of(self._plan, purpose)
        except EtancheError as error:
            raise _wrong(error.what, error.hint, keys["event"].place) from None
        return Happening(
            event=event,
            purpose=purpose,
            if_=_text(keys["if"]) if "if" in keys else None,
            date=Dated(
                column=_text(keys["date"]) if "date" in keys else None,
                assumed=_day(keys["assumed"]) if "assumed" in keys else None,
            ),
        )


def _keys(node: Node, known: Collection[str]) -> dict[str, Node]:
    if not isinstance(node, Tree):
        raise _wrong(
            "names with values are expected here", f"names: {', '.join(f'`{one}`' for one in known)}", node.place
        )
    found: dict[str, Node] = {}
    for entry in node.entries:
        key = entry.key.text
        if key not in known:
            raise _wrong(f"{quoted(key)} has no place here", meant(key, known, most=20), entry.key.place)
        if key in found:
            raise _wrong(f"`{key}` stands here twice", "leave one out", entry.key.place)
        found[key] = entry.value
    return found


def _text(node: Node) -> str:
    if isinstance(node, Scalar) and node.text:
        return node.text
    raise _wrong("one word is expected here", "write a name", node.place)


def _word(node: Node, known: Collection[str]) -> str:
    word = _text(node)
    if word not in known:
        raise _wrong(f"{quoted(word)} is not known here", meant(word, known, most=20), node.place)
    return word


def _day(node: Node) -> date:
    if isinstance(node, Scalar) and isinstance(node.value, date):
        return node.value
    raise _wrong("this is no day", "write it as `2020-05-25`", node.place)


def _wrong(what: str, hint: str, place: Place) -> MappingUnreadable:
    return MappingUnreadable(what, hint=hint, place=place)
