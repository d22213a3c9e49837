"""
How each rule is broken and mended: the vectors that the tests run, as somebody would write them in a charter.

    >>> print(example("RET-14").failing("…"))
    purposes:
      newsletter:
        keep: 5 years after last-contact

A vector changes one thing of a sound charter; both stand in `facts/vectors`. What is shown here was run.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files

from etanche.charter.tree import Mapping as Branch
from etanche.charter.tree import Node, Scalar, Sequence, plant

BASE = "charter.yaml"
LONGEST_LINE = 100

Changes = Mapping[str, object]


@dataclass(frozen=True, kw_only=True)
class Example:
    """One way to break a rule, and what mends it."""

    breaks: Changes
    """Dotted path → what stands there; nothing where the key is left out."""

    mends: Changes
    refused: str = ""
    """The key that the language does not have, for a rule that cannot be broken."""

    def failing(self, left_out: str) -> str:
        """Return what breaks the rule, as YAML; `left_out` is said of a key that is missing."""
        return "\n".join(_lines(_nested(self.breaks), left_out))

    def repaired(self, left_out: str) -> str:
        """Return what mends it, as YAML."""
        return "\n".join(_lines(_nested(self.mends or _before(self.breaks)), left_out))


def example(rule: str) -> Example | None:
    """Return the first example of a rule, if it has one."""
    return _examples().get(rule)


@cache
def _examples() -> Mapping[str, Example]:
    folder = files("etanche.charter").joinpath("facts", "vectors")
    found: dict[str, Example] = {}
    for file in sorted(folder.iterdir(), key=lambda file: file.name):
        if file.name != BASE and file.name.endswith(".yaml"):
            for rule, vectors in _read(file.name).items():
                found[rule] = _example(vectors)
    return found


def _read(name: str) -> dict[str, object]:
    text = files("etanche.charter").joinpath("facts", "vectors", name).read_text(encoding="utf-8")
    data = _plain(plant(text, file=name))
    return data if isinstance(data, dict) else {}


def _plain(node: Node) -> object:
    match node:
        case Branch():
            return {entry.key.text: _plain(entry.value) for entry in node.entries}
        case Sequence():
            return [_plain(item) for item in node.items]
        case Scalar():
            return node.value


def _example(vectors: object) -> Example:
    first = vectors[0] if isinstance(vectors, list) else {}
    return Example(
        breaks=first.get("breaks") or {}, mends=first.get("mends") or {}, refused=str(first.get("refused", ""))
    )


@cache
def _base() -> dict[str, object]:
    return _read(BASE)


def _before(changes: Changes) -> Changes:
    """Return what the sound charter has where it was changed."""
    return {dotted: _at(dotted) for dotted in changes}


def _at(dotted: str) -> object:
    here: object = _base()
    for step in dotted.split("."):
        if isinstance(here, list):
            here = here[int(step)] if int(step) < len(here) else None
        else:
            here = here.get(step) if isinstance(here, dict) else None
    return here


class _Steps(dict[str, object]):
    """Branches that a dotted path goes through; what stands at its end is a value."""


def _nested(changes: Changes) -> _Steps:
    """Return changes as the branches of a charter; an item of a list stands in a list."""
    root = _Steps()
    for dotted, value in changes.items():
        *above, last = dotted.split(".")
        here, item = root, last.isdigit()
        for step in above[:-1] if item else above:
            below = here.setdefault(step, _Steps())
            here = below if isinstance(below, _Steps) else _Steps()
        here[above[-1] if item else last] = [value] if item else value
    return root


def _lines(tree: Mapping[str, object], left_out: str, indent: str = "") -> Iterator[str]:
    for key, value in tree.items():
        if value is None:
            yield f"{indent}# {key}: {left_out}"
        elif isinstance(value, dict) and (isinstance(value, _Steps) or not _fits(value, indent)):
            yield f"{indent}{key}:"
            yield from _lines(value, left_out, f"{indent}  ")
        else:
            yield f"{indent}{key}: {_flow(value, inside=isinstance(value, list | dict))}"


def _fits(branch: dict[str, object], indent: str) -> bool:
    """Return whether a branch reads well on one line."""
    texts = [value for value in branch.values() if isinstance(value, str)]
    plain = not any(isinstance(value, dict) or value is None for value in branch.values())
    return plain and not any(_needs_marks(text) for text in texts) and len(indent) + len(_flow(branch)) < LONGEST_LINE


def _flow(value: object, *, inside: bool = True) -> str:
    """Return a value on one line; `inside` tells whether it stands between brackets, where a comma ends it."""
    match value:
        case bool():
            return str(value).lower()
        case list():
            return f"[{', '.join(_flow(item) for item in value)}]"
        case dict():
            return f"{{{', '.join(f'{key}: {_flow(below)}' for key, below in value.items())}}}"
        case date():
            return value.isoformat()
        case str():
            return f'"{value}"' if _needs_marks(value, inside=inside) else value
        case _:
            return str(value)


def _needs_marks(text: str, *, inside: bool = True) -> bool:
    """Return whether YAML would read a text otherwise without quotation marks."""
    ends = ",[]{}" if inside else ""
    return not text[:1].isalnum() or ": " in text or " #" in text or any(sign in text for sign in ends)
