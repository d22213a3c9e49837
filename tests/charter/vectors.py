"""
Vectors of rules: a sound charter, one thing of it broken, and what mends it.

The charter is parsed once into plain data; each vector patches a copy of the branches it touches, so that a vector costs a reading of the model
and the search of one rule.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from functools import cache
from itertools import chain
from pathlib import Path

from pydantic import ValidationError

from etanche.charter.explain import explain
from etanche.charter.faults import Fault
from etanche.charter.model import Charter
from etanche.charter.rules import RULES, Rule, ahead, broken
from etanche.charter.rules.dated import Dated
from etanche.charter.tree import Mapping as Branch
from etanche.charter.tree import Node, Scalar, Sequence, plant
from etanche.charter.tree import Path as Steps
from etanche.terms import LANGUAGES, Language

FOLDER = Path(__file__).parents[1] / "vectors" / "rules"
BASE = "charter.yaml"
TODAY = date(2026, 11, 21)

Data = dict[str, object]


@dataclass(frozen=True, kw_only=True)
class Vector:
    """One way to break a rule."""

    rule: str
    breaks: Mapping[str, object]
    at: str = ""
    """Where the finding stands."""

    says: str | None = None
    """Which of the rule's sentences; any, when it is not said."""

    mends: Mapping[str, object] = field(default_factory=dict)
    """What mends it, if not to undo what was broken."""

    refused: str = ""
    """The key that the language does not have, for a rule that cannot be broken."""

    on: date = TODAY

    @property
    def name(self) -> str:
        """Return a name for test reports."""
        return f"{self.rule}-{self.says or self.at or self.refused}"


@cache
def base() -> Data:
    """Return the sound charter as plain data, which nobody may change."""
    data = _plain(plant((FOLDER / BASE).read_text("utf-8"), file=BASE))
    assert isinstance(data, dict)
    return data


@cache
def vectors() -> tuple[Vector, ...]:
    """Return every vector of every family."""
    return tuple(vector for file in sorted(FOLDER.glob("*.yaml")) if file.name != BASE for vector in _of(file))


def _of(file: Path) -> Iterator[Vector]:
    told = _plain(plant(file.read_text("utf-8"), file=file.name))
    assert isinstance(told, dict)
    for rule, each in told.items():
        assert isinstance(each, list), rule
        for one in each:
            yield Vector(rule=rule, **one)


def _plain(node: Node) -> object:
    match node:
        case Branch():
            return {entry.key.text: _plain(entry.value) for entry in node.entries}
        case Sequence():
            return [_plain(item) for item in node.items]
        case Scalar():
            return node.value


def steps(dotted: str) -> Steps:
    """Return the path that a dotted one stands for; numbers are places in lists."""
    return tuple(int(step) if step.isdigit() else step for step in dotted.split("."))


def patched(data: Data, changes: Mapping[str, object]) -> Data:
    """Return the data with some values changed, and those of `null` taken out; what is not touched is shared."""
    for dotted, value in changes.items():
        done = _patch(data, steps(dotted), value)
        assert isinstance(done, dict)
        data = done
    return data


def _patch(data: object, path: Steps, value: object) -> object:
    step, *rest = path
    if isinstance(data, list) and isinstance(step, int):
        changed = [*data, *([None] if step == len(data) else [])]
        changed[step] = _patch(changed[step], tuple(rest), value) if rest else value
        return [item for item in changed if item is not None]
    branch = dict(data) if isinstance(data, dict) else {}
    below = _patch(branch.get(str(step)), tuple(rest), value) if rest else value
    return {key: kept for key, kept in {**branch, str(step): below}.items() if key != str(step) or below is not None}


def model(data: Data) -> tuple[Charter | None, tuple[Fault, ...]]:
    """Return a charter, or why there is none."""
    notice = data["notice"]
    written = notice.get("languages", ()) if isinstance(notice, dict) else ()
    languages: tuple[Language, ...] = tuple(language for language in LANGUAGES if language in written) or LANGUAGES
    try:
        return Charter.model_validate(data, context={"languages": languages}), ()
    except ValidationError as error:
        return None, explain(error)


def found(data: Data, rule: str, on: date) -> tuple[Fault, ...]:
    """Return what one rule finds; names must be known, as for any check."""
    charter, faults = model(data)
    if charter is None:
        return faults
    ours: list[Rule] = [each.on(on) if isinstance(each, Dated) else each for each in RULES if each.id == rule]
    awaited = ahead(charter, datetime.combine(on, time(12), tzinfo=UTC)) if rule == "later" else ()
    return tuple(chain(awaited, *(each.faults(charter) for each in ours)))


def everything(data: Data, on: date) -> tuple[Fault, ...]:
    """Return what all rules find."""
    charter, faults = model(data)
    return broken(charter, on) if charter else faults
