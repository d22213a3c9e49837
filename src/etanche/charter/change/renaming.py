"""
Things that go on under another name: `was: old-name`, and every reference to them.
"""

from __future__ import annotations

from collections.abc import Mapping

from etanche.charter.change.plain import Plain
from etanche.charter.language import NAMED
from etanche.charter.model import Charter
from etanche.charter.rules.names import names_of, references
from etanche.charter.tree import Path


def renamed(old: Charter, new: Charter) -> Mapping[tuple[str, str], str]:
    """Return (section, old name) → new name, for what the new charter says it was and the old one had."""
    found: dict[tuple[str, str], str] = {}
    for section in NAMED:
        before = names_of(old, section)
        for name, thing in names_of(new, section).items():
            was = getattr(thing, "was", None)
            if isinstance(was, str) and was in before and was not in names_of(new, section):
                found[section, was] = name
    return found


def under_new_names(charter: Charter, tree: Plain, names: Mapping[tuple[str, str], str]) -> Plain:
    """Return the plain data of an old charter with everything renamed, where it stands and where it is referred to."""
    found = [reference for reference in references(charter) if (reference.section, reference.name) in names]
    for reference in sorted(found, key=lambda reference: reference.on_key):
        _put(tree, reference.path, names[reference.section, reference.name], on_key=reference.on_key)
    for (section, was), name in names.items():
        _rekey(tree[section], was, name)
    return tree


def _put(tree: object, path: Path, name: str, *, on_key: bool) -> None:
    """Write a name at a path, as a value or, for a grant, as the key that the path ends with."""
    for step in path[:-1]:
        tree = _below(tree, step)
    last = path[-1]
    if on_key:
        _rekey(tree, str(last), name)
    elif isinstance(tree, list) and isinstance(last, int):
        tree[last] = name
    elif isinstance(tree, dict):
        tree[str(last)] = name


def _below(tree: object, step: str | int) -> object:
    if isinstance(tree, list) and isinstance(step, int):
        return tree[step]
    return tree.get(str(step)) if isinstance(tree, dict) else None


def _rekey(things: object, was: str, name: str) -> None:
    """Change a key where it stands, so that the order of the charter stays."""
    if isinstance(things, dict) and was in things:
        kept = [(name if key == was else key, thing) for key, thing in things.items()]
        things.clear()
        things.update(kept)
