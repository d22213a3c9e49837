"""
The first look at a charter: what can be seen from its layout, before anybody knows what its words mean.

Names written twice, keys without a value, sections out of order, parts of the language that are not read yet.
What is left is plain data, without the faulty parts, so that one fault is told once and everything else is still looked at.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from etanche.charter.faults import Fault
from etanche.charter.language import LATER, SECTIONS, pattern
from etanche.charter.phrase import quoted
from etanche.charter.tree import Entry, Mapping, Node, Path, Scalar, Sequence
from etanche.charter.words import COMMA_HINT
from etanche.errors import Place


@dataclass(frozen=True, kw_only=True)
class Survey:
    """A charter as plain data, what is wrong with its layout, and the paths about which nothing more can be said."""

    data: dict[str, object]
    faults: tuple[Fault, ...]
    spoiled: frozenset[Path]
    whole: bool
    """Whether nothing was left out but what this version does not read yet: rules about the whole need the whole."""


def survey(root: Mapping) -> Survey:
    """Return what the layout of a charter tells."""
    surveyor = _Surveyor()
    data = surveyor.mapping(root, ())
    return Survey(
        data=data,
        faults=(*_out_of_order(root), *surveyor.faults),
        spoiled=frozenset(surveyor.spoiled),
        whole=all(fault.id == "later" for fault in surveyor.faults),
    )


@dataclass
class _Surveyor:
    """Walks the tree once."""

    faults: list[Fault] = field(default_factory=list)
    spoiled: set[Path] = field(default_factory=set)

    def mapping(self, node: Mapping, path: Path) -> dict[str, object]:
        """Return a mapping as data, without what is faulty in it."""
        later = LATER.get(pattern(path), frozenset())
        data: dict[str, object] = {}
        if self._torn(node, path):
            self.spoiled.add(path)
        for entry in node.entries:
            name, here = entry.key.text, (*path, entry.key.text)
            if self._is_empty(entry.value):
                self._empty(entry, here, flow=node.flow)
            elif here in self.spoiled:
                continue
            elif name in data:
                self._twice(entry, node, here)
            elif name in later:
                self._later(name, here, entry.key.place)
            else:
                data[name] = self._plain(entry.value, here)
        return data

    def _plain(self, node: Node, path: Path) -> object:
        match node:
            case Mapping():
                return self.mapping(node, path)
            case Sequence():
                return [self._plain(item, (*path, number)) for number, item in enumerate(node.items)]
            case Scalar():
                return node.value

    def _torn(self, node: Mapping, path: Path) -> bool:
        """Report a text that a comma inside `{ }` tore apart: what stood behind the comma is now a key without a value."""
        words = {entry.key.text for entry in node.entries}
        if not node.flow or not words & {"fr", "en"}:
            return False
        for entry in node.entries:
            if self._is_empty(entry.value) and entry.key.text not in ("fr", "en"):
                what = f"{quoted(entry.key.text)} stands alone: a comma inside `{{ }}` ends a text"
                self.faults.append(
                    Fault(id="comma", path=(*path, entry.key.text), what=what, hint=COMMA_HINT, place=entry.key.place)
                )
                return True
        return False

    def _empty(self, entry: Entry, path: Path, *, flow: bool) -> None:
        if path[:-1] not in self.spoiled:
            torn = "; a comma inside `{ }` ends a text" if flow else ""
            hint = f"give it a value, or leave it out{torn}"
            self.faults.append(
                Fault(
                    id="empty",
                    path=path,
                    what=f"{quoted(entry.key.text)} has no value",
                    hint=hint,
                    place=entry.key.place,
                )
            )
        self.spoiled.add(path)

    def _twice(self, entry: Entry, node: Mapping, path: Path) -> None:
        if path[:-1] in self.spoiled:
            return
        first = node.get(entry.key.text)
        line = first.key.place.line if first else 0
        what = f"{quoted(entry.key.text)} is here twice"
        self.faults.append(
            Fault(id="duplicate", path=path, what=what, hint=f"the first is on line {line}", place=entry.key.place)
        )

    def _later(self, name: str, path: Path, place: Place) -> None:
        what = f"`{name}` is in the language but this version does not read it yet"
        self.faults.append(Fault(id="later", path=path, what=what, hint="leave it out", place=place))
        self.spoiled.add(path)

    @staticmethod
    def _is_empty(node: Node) -> bool:
        return isinstance(node, Scalar) and node.value is None


def _out_of_order(root: Mapping) -> Iterator[Fault]:
    """Yield each section that was moved: those outside the longest run that is in order."""
    keys = {entry.key.text: entry.key for entry in reversed(root.entries) if entry.key.text in SECTIONS}
    ranks = sorted((SECTIONS.index(name) for name in keys), key=lambda rank: _line(keys[SECTIONS[rank]]))
    runs: list[tuple[int, ...]] = []
    for rank in ranks:
        before = [run for run in runs if run[-1] < rank]
        runs.append((*max(before, key=len, default=()), rank))
    for rank in sorted({*ranks} - {*max(runs, key=len, default=())}):
        name, ahead = SECTIONS[rank], [other for other in ranks if other < rank]
        where = f"after `{SECTIONS[max(ahead)]}`" if ahead else "at the top"
        what = f"the section `{name}` is out of order"
        yield Fault(id="order", path=(name,), what=what, hint=f"it comes {where}", place=keys[name].place)


def _line(key: Scalar) -> tuple[int, int]:
    return key.place.line, key.place.column
