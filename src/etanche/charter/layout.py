"""
The first look at a charter: what can be seen from its layout, before anybody knows what its words mean.

Names written twice, keys without a value, sections out of order, blanks that nobody filled in.
What is left is plain data, without the faulty parts, so that one fault is told once and everything else is still looked at.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from etanche.charter.faults import Fault
from etanche.charter.language import SECTIONS
from etanche.charter.phrase import quoted
from etanche.charter.tree import Entry, Mapping, Node, Path, Scalar, Sequence

_TO_FILL = re.compile("‹[^›]*›")
"""What a starter leaves to its author."""


@dataclass(frozen=True, kw_only=True)
class Survey:
    """A charter as plain data, what is wrong with its layout, and the paths about which nothing more can be said."""

    data: dict[str, object]
    faults: tuple[Fault, ...]
    spoiled: frozenset[Path]
    whole: bool
    """Whether nothing was left out: rules about the whole need the whole."""


def survey(root: Mapping) -> Survey:
    """Return what the layout of a charter tells."""
    surveyor = _Surveyor()
    data = surveyor.mapping(root, ())
    return Survey(
        data=data,
        faults=(*_out_of_order(root), *surveyor.faults),
        spoiled=frozenset(surveyor.spoiled),
        whole=not surveyor.faults,
    )


@dataclass
class _Surveyor:
    """Walks the tree once."""

    faults: list[Fault] = field(default_factory=list)
    spoiled: set[Path] = field(default_factory=set)

    def mapping(self, node: Mapping, path: Path) -> dict[str, object]:
        """Return a mapping as data, without what is faulty in it."""
        data: dict[str, object] = {}
        if self._torn(node, path):
            self.spoiled.add(path)
        for entry in node.entries:
            name, here = entry.key.text, (*path, entry.key.text)
            if self._is_empty(entry.value):
                self._empty(entry, here, flow=node.flow)
            elif here in self.spoiled:
                continue
            elif _TO_FILL.search(name):
                self._unfilled(entry.key, here)
                self.spoiled.add(path)  # what is missing beside it may be this very thing
            elif name in data:
                self._twice(entry, node, here)
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
                if isinstance(node.value, str) and _TO_FILL.search(node.value):
                    self._unfilled(node, path)
                return node.value

    def _unfilled(self, node: Scalar, path: Path) -> None:
        """Report a blank of a starter that nobody filled in."""
        told = {"text": quoted(node.text)}
        self.faults.append(Fault(id="fill-in", path=path, key="writing.fill-in", blanks=told, place=node.place))
        self.spoiled.add(path)

    def _torn(self, node: Mapping, path: Path) -> bool:
        """Report a text that a comma inside `{ }` tore apart: what stood behind the comma is now a key without a value."""
        words = {entry.key.text for entry in node.entries}
        if not node.flow or not words & {"fr", "en"}:
            return False
        for entry in node.entries:
            if self._is_empty(entry.value) and entry.key.text not in ("fr", "en"):
                self._tell("comma", "torn-text", (*path, entry.key.text), entry)
                return True
        return False

    def _empty(self, entry: Entry, path: Path, *, flow: bool) -> None:
        if path[:-1] not in self.spoiled:
            self._tell("empty", "empty-in-brackets" if flow else "empty", path, entry)
        self.spoiled.add(path)

    def _twice(self, entry: Entry, node: Mapping, path: Path) -> None:
        if path[:-1] in self.spoiled:
            return
        first = node.get(entry.key.text)
        self._tell("duplicate", "twice", path, entry, line=str(first.key.place.line if first else 0))

    def _tell(self, rule: str, says: str, path: Path, entry: Entry, **blanks: object) -> None:
        """Note a fault at a key."""
        told = {"key": quoted(entry.key.text), **blanks}
        self.faults.append(Fault(id=rule, path=path, key=f"writing.{says}", blanks=told, place=entry.key.place))

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
        told = {"section": name, "before": SECTIONS[max(ahead)] if ahead else ""}
        says = "writing.out-of-order" if ahead else "writing.not-at-top"
        yield Fault(id="order", path=(name,), key=says, blanks=told, place=keys[name].place)


def _line(key: Scalar) -> tuple[int, int]:
    return key.place.line, key.place.column
