"""
How much a change weighs: `facts/changes.toml`, by where it is and how it changed.

A change that weakens a promise, or that the law wants told, needs notice. What the table does not know needs notice too:
a new part of the language is never material by oversight only.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from etanche.charter.change.change import How, Need
from etanche.charter.language import NAMED

_NAMES_BELOW: Mapping[str, int] = {
    **dict.fromkeys((*NAMED, "fields", "tables", "events", "scopes", "declarations", "limits"), 1),
    **dict.fromkeys(("sees", "receives"), 2),
    **dict.fromkeys(("of", "from", "in", "tied-to", "uses", "law", "asked-in", "by", "with", "for", "values"), 1),
    **dict.fromkeys(("languages", "choose", "opened-by", "regimes", "alert", "ports", "counts"), 1),
    **dict.fromkeys(("without-case", "required-for"), 1),
}
"""Keys below which names of the author or items of a list stand, and how many steps deep."""


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
def _weights() -> Mapping[str, Mapping[str, str]]:
    text = files("etanche.charter").joinpath("facts", "changes.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def weight(path: tuple[str, ...], how: How, new: object) -> Need:
    """Return what a change at a path asks for; `new` is what stands there now."""
    known = _weights().get(place(path), {})
    written = known.get(str(how), known.get("any", Need.NOTICE))
    if written == "grows":
        return Need.NOTICE if new is True else Need.NOTHING
    return Need(written)
