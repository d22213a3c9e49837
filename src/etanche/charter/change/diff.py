"""
Two charters side by side: every difference of meaning, each with its weight.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from etanche.charter.change.change import Change, How, Need
from etanche.charter.change.plain import plain
from etanche.charter.change.renaming import ASIDE, renamed, under_new_names
from etanche.charter.change.terms import compared, lengths
from etanche.charter.change.weight import Weight, place, weight
from etanche.charter.keep import Duration, Keep
from etanche.charter.kinds import Basis
from etanche.charter.model import Charter
from etanche.terms import Text

_GRANTS = frozenset({"roles.sees", "recipients.receives"})
"""Where a mapping from names to lists of names stands: what came into it is told item by item."""

_ORDERED = frozenset({"notice.languages"})
"""Lists whose order means something."""


def diff(old: Charter, new: Charter) -> tuple[Change, ...]:
    """Return every change from one charter to the next, in the order of the language's sections."""
    names = renamed(old, new)
    moved = [
        Change(path=_section(section, name), how=How.RENAMED, need=Need.NOTHING, old=was, new=name)
        for (section, was), name in names.items()
        if not name.endswith(ASIDE)
    ]
    both = [language for language in new.notice.languages if language in old.notice.languages]
    before, after = (plain(charter, both or charter.notice.languages) for charter in (old, new))
    agreed = frozenset(names.get(("purposes", name), name) for name in old.purposes)
    found = _Sides(new, agreed).between((), under_new_names(old, before, names), after)
    return (*moved, *found)


def _section(section: str, name: str) -> tuple[str, ...]:
    return ("organisation", section, name) if section == "declarations" else (*section.split("/"), name)


@dataclass(frozen=True)
class _Sides:
    """The comparison of what was with one new charter."""

    new: Charter
    known: frozenset[str]
    """The purposes that there were before, under their names of now: nobody has agreed to another one yet."""

    def between(self, path: tuple[str, ...], old: object, new: object) -> Iterator[Change]:
        """Yield the changes between two parts that stand at one path."""
        if old == new:
            return
        if isinstance(old, Text) and isinstance(new, Text):
            yield self._change(path, How.REWORDED, old, new)
        elif isinstance(old, dict) and isinstance(new, dict):
            yield from self._keyed(path, old, new)
        elif isinstance(old, list) and isinstance(new, list):
            yield from self._listed(path, old, new)
        else:
            yield from self._value(path, old, new)

    def _keyed(self, path: tuple[str, ...], old: dict[str, object], new: dict[str, object]) -> Iterator[Change]:
        """Yield the changes of a mapping, key by key."""
        for key in (*old, *(key for key in new if key not in old)):
            here = (*path, key)
            if key in old and key in new:
                yield from self.between(here, old[key], new[key])
            elif place(path) in _GRANTS:
                yield from self.between(here, old.get(key, []), new.get(key, []))
            elif key in old:
                yield self._change(here, How.REMOVED, old[key], None)
            else:
                yield self._change(here, How.ADDED, None, new[key])

    def _listed(self, path: tuple[str, ...], old: list[object], new: list[object]) -> Iterator[Change]:
        """Yield what came into a list and what left it: a list of the language is a set, but for a few."""
        gone = [item for item in old if item not in new]
        come = [item for item in new if item not in old]
        for item in gone:
            yield self._change((*path, str(item)), How.REMOVED, item, None, edge=None if new else "last")
        for item in come:
            yield self._change((*path, str(item)), How.ADDED, None, item, edge=None if old else "first")
        if not gone and not come and place(path) in _ORDERED:
            yield self._change(path, How.CHANGED, ", ".join(map(str, old)), ", ".join(map(str, new)))

    def _value(self, path: tuple[str, ...], old: object, new: object) -> Iterator[Change]:
        """Yield the change of one value; two rules or durations that are the same time are a change that asks for nothing."""
        how, same = _compared(old, new, self.new.organisation.fiscal_year_end)
        yield self._change(path, how, old, new, harmless=same)

    def _change(
        self,
        path: tuple[str, ...],
        how: How,
        old: object,
        new: object,
        *,
        harmless: bool = False,
        edge: str | None = None,
    ) -> Change:
        weighs = Weight.NOTHING if harmless else weight(path, how, new, edge=edge)
        need = Need.NOTHING if weighs is Weight.NOTHING else Need.NOTICE
        change = Change(path=path, how=how, need=need, old=old, new=new)
        return self._asked(change) if weighs is Weight.NOTICE else change

    def _asked(self, change: Change) -> Change:
        """Return a change with the purposes whose consent no longer covers what is done."""
        touched = sorted({*_touched(self.new, change.path)} & self.known)
        asked = tuple(name for name in touched if self.new.purposes[name].basis is Basis.CONSENT)
        return replace(change, need=Need.CONSENT, purposes=asked) if asked else change


def _compared(old: object, new: object, year_end: tuple[int, int]) -> tuple[How, bool]:
    """Return how a value changed, and whether both mean the same."""
    how: How | None = How.CHANGED
    if isinstance(old, Keep) and isinstance(new, Keep):
        how = compared(old, new, fiscal_year_end=year_end)
    elif isinstance(old, Duration) and isinstance(new, Duration):
        how = lengths(old, new)
    elif isinstance(old, int) and isinstance(new, int) and not isinstance(old, bool):
        how = How.LONGER if new > old else How.SHORTER
    return how or How.CHANGED, how is None


def _touched(new: Charter, path: tuple[str, ...]) -> Iterator[str]:
    """Yield the purposes that a change is about: a purpose itself, those that use a category, receive it or set a tracer."""
    named: Mapping[str, object] = new.purposes
    match path:
        case ("purposes", name, *_) if name in named:
            yield name
        case ("categories", name, *_):
            yield from (purpose for purpose, it in new.purposes.items() if name in it.uses)
        case ("recipients", name, "receives", _, purpose) if purpose in named:
            yield purpose
        case ("recipients", name, *_) if name in new.recipients:
            received = new.recipients[name].receives
            yield from {purpose for purposes in received.values() for purpose in purposes if purpose in named}
        case ("tracers", name, *_) if name in new.tracers:
            yield new.tracers[name].purpose
