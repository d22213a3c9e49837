"""
How much a change weighs: `facts/changes.toml`, by where it is and how it changed.

A change that weakens a promise, or that the law wants told, needs notice. What the table does not know needs notice too,
and the tests hold that the table knows every key of the language: nothing is weighed by oversight.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from enum import StrEnum
from functools import cache
from importlib.resources import files

from etanche.charter.change.change import How
from etanche.charter.language import NAMED

_NAMES_BELOW: Mapping[str, int] = {
    **dict.fromkeys((*NAMED, "fields", "tables", "events", "scopes", "declarations", "limits"), 1),
    **dict.fromkeys(("sees", "receives"), 2),
    **dict.fromkeys(("of", "from", "in", "tied-to", "uses", "law", "asked-in", "by", "with", "for", "values"), 1),
    **dict.fromkeys(("languages", "choose", "opened-by", "classes", "regimes", "alert", "ports", "counts"), 1),
    **dict.fromkeys(("without-case", "approved-by", "required-for"), 1),
}
"""Keys below which names of the author or items of a list stand, and how many steps deep."""


class Weight(StrEnum):
    """What a change asks for, as the table has it."""

    NOTHING = "nothing"
    TOLD = "told"
    """People are told beforehand; what they agreed to stays what is done."""

    NOTICE = "notice"
    """The same, and those who agreed to a purpose that is touched are asked again."""


def place(path: tuple[str, ...]) -> str:
    """Return where a path leads, without names and items: `purposes.audience.uses.visit` → `purposes.uses`."""
    steps: list[str] = []
    names = 0
    for step in path:
        if names:
            names -= 1
        else:
            steps.append(step)
            names = _NAMES_BELOW.get(step, 0)
    return ".".join(steps)


@cache
def weights() -> Mapping[str, Mapping[str, str]]:
    """Return the table: place → how it changed → what that asks for."""
    text = files("etanche.charter").joinpath("facts", "changes.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def weight(path: tuple[str, ...], how: How, new: object, *, edge: str | None = None) -> Weight:
    """
    Return what a change at a path asks for.

    Args:
        path: where it is.
        how: how it changed.
        new: what stands there now.
        edge: `first` for what came into an empty list, `last` for what left one empty behind.
    """
    known = weights().get(place(path), {})
    written = known.get(edge or "") or known.get(str(how), known.get("any", Weight.NOTICE))
    if written in {"grows", "shrinks"}:
        return Weight.NOTICE if new is (written == "grows") else Weight.NOTHING
    return Weight(written)
