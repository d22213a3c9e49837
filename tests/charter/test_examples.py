"""What is shown of a rule was run: the example is the vector, written as an author would."""

from __future__ import annotations

import pytest
from tests.charter.vectors import vectors

from etanche.charter import Way, example, facts
from etanche.charter.tree import Mapping, Node, Scalar, Sequence, plant

SHOWN = sorted(fact.id for fact in facts().values() if fact.way not in (Way.LIVE, Way.WRITING))


def _plain(node: Node) -> object:
    match node:
        case Mapping():
            return {entry.key.text: _plain(entry.value) for entry in node.entries}
        case Sequence():
            return [_plain(item) for item in node.items]
        case Scalar():
            return node.value


def _at(data: object, dotted: str) -> object:
    *above, last = dotted.split(".")
    if last.isdigit():
        found = _at(data, ".".join(above))
        return found[0] if isinstance(found, list) else None
    for step in (*above, last):
        data = data.get(step) if isinstance(data, dict) else None
    return data


@pytest.mark.parametrize("rule", SHOWN)
def test_an_example_is_the_first_vector_of_its_rule(rule: str) -> None:
    """Read as YAML, what an example shows is what the vector changes; a key left out is a comment that names it."""
    shown, vector = example(rule), next(vector for vector in vectors() if vector.rule == rule)

    assert shown is not None
    for text, changes in ((shown.failing("left out"), vector.breaks), (shown.repaired("left out"), vector.mends)):
        written = {dotted: value for dotted, value in changes.items() if value is not None}
        data = _plain(plant(text, file=rule)) if written else {}
        assert written == {dotted: _at(data, dotted) for dotted in written}
        assert all(f"# {dotted.rsplit('.')[-1]}: left out" in text for dotted in set(changes) - set(written))


def test_undoing_is_shown_where_nothing_else_mends() -> None:
    """A vector without a repair of its own shows what the sound charter has there."""
    shown = example("RGT-15")

    assert shown is not None
    assert "email: dpo@sante-leman.example" in shown.repaired("left out")
    assert example("RET-27") is None
