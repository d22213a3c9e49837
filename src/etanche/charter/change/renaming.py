"""
Things that go on under another name: `was: old-name`, and every reference to them.

A thing that takes over the name of another, which is not there any more, pushes it aside: in what is compared, the other one is
called with a `~` behind, which is no letter of a name.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from etanche.charter.change.plain import Plain
from etanche.charter.language import NAMED
from etanche.charter.model import Charter
from etanche.charter.rules.references import names_of, references
from etanche.charter.tree import Path

ASIDE = "~"
"""Stands behind the name of something whose name another thing has taken over."""

DECLARATIONS = "declarations"

Renamed = Mapping[tuple[str, str], str]
"""
(section, old name) → new name. What lives inside a thing has a section of its own, with the new name of that thing:
`categories/visit/fields`, `providers/sign-in/scopes`.
"""


def inside(section: str, name: str, part: str) -> str:
    """Return the section of what lives inside a thing."""
    return f"{section}/{name}/{part}"


def renamed(old: Charter, new: Charter) -> Renamed:
    """Return what goes on under another name: what the new charter says it was, and the old one had."""
    found: dict[tuple[str, str], str] = {}
    for section in NAMED:
        _follow(found, section, names_of(old, section), names_of(new, section))
    _follow(found, DECLARATIONS, old.organisation.declarations, new.organisation.declarations)
    for section, part in (("categories", "fields"), ("providers", "scopes")):
        for was, thing in names_of(old, section).items():
            name = found.get((section, was), was)
            if name in names_of(new, section):
                within = inside(section, name, part)
                _follow(found, within, getattr(thing, part), getattr(names_of(new, section)[name], part))
    return found


def _follow(
    found: dict[tuple[str, str], str], section: str, before: Mapping[str, object], after: Mapping[str, object]
) -> None:
    """Find what moved within one section, and what made room for it."""
    for name, thing in after.items():
        was = getattr(thing, "was", None)
        if isinstance(was, str) and was in before and was not in after and (section, was) not in found:
            found[section, was] = name
            if name in before:
                found[section, name] = f"{name}{ASIDE}"


def under_new_names(charter: Charter, tree: Plain, names: Renamed) -> Plain:
    """Return the plain data of an old charter with everything renamed, where it stands and where it is referred to."""
    found = [reference for reference in references(charter) if (reference.section, reference.name) in names]
    for reference in found:
        if not reference.on_key:
            _put(tree, reference.path, names[reference.section, reference.name])
    _rename_inside(charter, tree, names)
    for path in dict.fromkeys(reference.path[:-1] for reference in found if reference.on_key):
        _rekey(_at(tree, path), {was: name for (section, was), name in names.items() if section == "categories"})
    for section in NAMED:
        _rekey(tree.get(section), {was: name for (of, was), name in names.items() if of == section})
    return tree


def _rename_inside(charter: Charter, tree: Plain, names: Renamed) -> None:
    """Rename fields, scopes and declarations where they stand, and where a role or an estate speaks of a field."""
    _rekey(_at(tree, ("organisation", DECLARATIONS)), _of(names, DECLARATIONS))
    for section, part in (("categories", "fields"), ("providers", "scopes")):
        for was in names_of(charter, section):
            moved = _of(names, inside(section, names.get((section, was), was), part))
            _rekey(_at(tree, (section, was, part)), moved)
            for estate in charter.estates if part == "fields" else ():
                _rekey(_at(tree, ("estates", estate, "tables", was, part)), moved)
    for role, it in charter.roles.items():
        if it.needs is not None and it.needs.own is not None:
            called = set(_own(it.needs.own, it.sees, names))
            if len(called) == 1:
                _put(tree, ("roles", role, "needs", "own"), called.pop())


def _own(field: str, sees: Mapping[str, object], names: Renamed) -> Iterator[str]:
    """Yield what a field that a role goes by is now called in each category that the role sees."""
    for category in sees:
        name = names.get(("categories", category), category)
        yield names.get((inside("categories", name, "fields"), field), field)


def _of(names: Renamed, section: str) -> dict[str, str]:
    return {was: name for (of, was), name in names.items() if of == section}


def _put(tree: object, path: Path, name: str) -> None:
    """Write a name at a path, in the place of the one that stands there."""
    holder, last = _at(tree, path[:-1]), path[-1]
    if isinstance(holder, list) and isinstance(last, int):
        holder[last] = name
    elif isinstance(holder, dict):
        holder[str(last)] = name


def _at(tree: object, path: Path) -> object:
    """Return what stands at a path; nothing if it leads nowhere."""
    for step in path:
        if isinstance(tree, list) and isinstance(step, int):
            tree = tree[step]
        else:
            tree = tree.get(str(step)) if isinstance(tree, dict) else None
    return tree


def _rekey(things: object, moved: Mapping[str, str]) -> None:
    """Change keys where they stand, all at once, so that the order of the charter stays and no key covers another."""
    if isinstance(things, dict) and moved.keys() & things.keys():
        kept = [(moved.get(key, key), thing) for key, thing in things.items()]
        things.clear()
        things.update(kept)
