"""
Two charters side by side: every difference of meaning, each with its weight.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from etanche.charter.change.change import Change, How, Need
from etanche.charter.change.plain import Plain, is_text, plain
from etanche.charter.change.renaming import renamed, under_new_names
from etanche.charter.change.terms import compared
from etanche.charter.change.weight import weight
from etanche.charter.keep import Duration
from etanche.charter.kinds import Basis
from etanche.charter.model import Charter
from etanche.charter.reading import KeepFault, parse_duration, parse_keep

UNCOMPARED = frozenset({"versions", "carries", "justified"})
"""Sections about the text itself: its dates, the clauses it carries, the warnings somebody stands by."""

_DAYS = {"minute": 1 / 1440, "hour": 1 / 24, "day": 1.0, "week": 7.0, "month": 30.44, "year": 365.25}


def diff(old: Charter, new: Charter) -> tuple[Change, ...]:
    """Return every change from one charter to the next, in the order of the language's sections."""
    names = renamed(old, new)
    moved = [
        Change(path=(section, name), how=How.RENAMED, need=Need.NOTHING, old=was, new=name)
        for (section, was), name in names.items()
    ]
    before, after = (_tree(charter) for charter in (old, new))
    under_new_names(old, before, names)
    year_end = new.organisation.fiscal_year_end
    found = [*moved, *_between((), before, after, year_end)]
    return tuple(_asked(new, change) for change in found)


def _tree(charter: Charter) -> Plain:
    tree = plain(charter)
    return {key: part for key, part in tree.items() if key not in UNCOMPARED} if isinstance(tree, dict) else {}


def _between(path: tuple[str, ...], old: object, new: object, year_end: tuple[int, int]) -> Iterator[Change]:
    """Yield the changes between two parts that stand at one path."""
    if old == new:
        return
    if is_text(old) and is_text(new):
        yield _change(path, How.REWORDED, old, new)
    elif isinstance(old, dict) and isinstance(new, dict):
        for key in (*old, *(key for key in new if key not in old)):
            if key not in new:
                yield _change((*path, key), How.REMOVED, old[key], None)
            elif key not in old:
                yield _change((*path, key), How.ADDED, None, new[key])
            else:
                yield from _between((*path, key), old[key], new[key], year_end)
    elif isinstance(old, list) and isinstance(new, list):
        yield from _listed(path, old, new)
    else:
        yield from _value(path, old, new, year_end)


def _listed(path: tuple[str, ...], old: list[object], new: list[object]) -> Iterator[Change]:
    """Yield what came into a list and what left it: a list of the language is a set."""
    for item in old:
        if item not in new:
            yield _change((*path, str(item)), How.REMOVED, item, None)
    for item in new:
        if item not in old:
            yield _change((*path, str(item)), How.ADDED, None, item)


def _value(path: tuple[str, ...], old: object, new: object, year_end: tuple[int, int]) -> Iterator[Change]:
    """Yield the change of one value; two rules that keep the same time are no change."""
    if path[-1] == "keep" and path[:2] != ("vault", "backups"):
        how = compared(parse_keep(str(old)), parse_keep(str(new)), fiscal_year_end=year_end)
        yield _change(path, how or How.CHANGED, old, new, harmless=how is None)
        return
    before, after = _time(old), _time(new)
    if before is not None and after is not None:
        yield _change(path, How.LONGER if after > before else How.SHORTER, old, new)
    else:
        yield _change(path, How.CHANGED, old, new)


def _time(value: object) -> float | None:
    """Return a duration or a number in one unit, days for durations."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int):
        return float(value)
    try:
        duration: Duration = parse_duration(str(value), minutes=True)
    except KeepFault:
        return None
    return duration.number * _DAYS[duration.unit]


def _change(path: tuple[str, ...], how: How, old: object, new: object, *, harmless: bool = False) -> Change:
    need = Need.NOTHING if harmless else weight(path, how, new)
    return Change(path=path, how=how, need=need, old=old, new=new)


def _asked(new: Charter, change: Change) -> Change:
    """Return a change with the purposes whose consent no longer covers what is done."""
    if change.need is Need.NOTHING:
        return change
    purposes = tuple(sorted(_touched(new, change.path)))
    asked = tuple(name for name in purposes if new.purposes[name].basis is Basis.CONSENT)
    return replace(change, need=Need.CONSENT, purposes=asked) if asked else change


def _touched(new: Charter, path: tuple[str, ...]) -> Iterator[str]:
    """Yield the purposes that a change is about: of a purpose itself, of a category it uses, of a tracer it sets."""
    named: Mapping[str, object] = new.purposes
    match path[0]:
        case "purposes" if path[1] in named:
            yield path[1]
        case "categories":
            yield from (name for name, purpose in new.purposes.items() if path[1] in purpose.uses)
        case "recipients" if path[1] in new.recipients:
            received = new.recipients[path[1]].receives
            yield from {purpose for purposes in received.values() for purpose in purposes if purpose in named}
        case "tracers" if path[1] in new.tracers:
            yield new.tracers[path[1]].purpose
