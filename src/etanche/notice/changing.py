"""
What changed between two charters, told in sentences.

    change_words(change, old, new, "en")   →  "Visit to the site: IP address is now held whole."

A key has a sentence of its own for each way in which it can change, or a word for what it is called, from which a sentence is made.
What has neither is told by its path, so that nothing goes untold; the tests hold that every key of the language has one.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from etanche.charter import Charter, Duration
from etanche.charter.change import Change, How, place
from etanche.notice.changed import Sides
from etanche.notice.keeping import keep_words
from etanche.notice.naming import clause, fields_words
from etanche.terms import Language
from etanche.words import begun_large, entry, enumerated, knows, say

_OF_A_THING = 3
"""Steps of a path that leads to a key of a thing."""

_LONGER_OR_SHORTER = {How.LONGER: How.CHANGED, How.SHORTER: How.CHANGED}


def change_words(change: Change, old: Charter, new: Charter, language: Language) -> str:
    """Return one change as a sentence."""
    if change.how is How.RENAMED:
        return say("change.renamed", language, old=f"`{change.old}`", new=f"`{change.new}`")
    sides = Sides(old=old, new=new, change=change, language=language)
    key = next((key for key in _own(change) if knows(key, language)), None)
    if key is not None:
        return _set(_said(sides, key), change)
    way = _way(change)
    made = _said(sides, f"change.said.{way}")
    thing = sides.thing(within=way != "title") if way != "title" or len(change.path) > _OF_A_THING else ""
    return _set(say("change.said.of", language, thing=thing, what=made) if thing else made, change)


def _set(said: str, change: Change) -> str:
    """Return a sentence with a large letter at its head, unless an address stands there, and one full stop at its end."""
    said = re.sub(r"([.!?…])\.(?=\s|$)", r"\1", said)
    return said if change.path[0] == "hosts" else begun_large(said)


def _own(change: Change) -> Iterator[str]:
    """Yield the keys under which a change can have a sentence of its own, the best one first."""
    here = f"change.{place(change.path)}"
    if isinstance(change.new, bool):
        yield f"{here}.{'on' if change.new else 'off'}"
    yield f"{here}.{change.how}"
    if change.how in _LONGER_OR_SHORTER:
        yield f"{here}.changed"


def _way(change: Change) -> str:
    """Return which sentence is made for a change that has none of its own."""
    if change.path[-1] == "title" and change.how is How.REWORDED:
        return "title"
    if change.how in {How.ADDED, How.REMOVED}:
        value = change.new if change.how is How.ADDED else change.old
        if change.how is How.REMOVED and isinstance(value, Duration | int):
            return "unset"
        in_list = place(change.path).rpartition(".")[2] != change.path[-1]
        return f"{'part-' if isinstance(value, dict) else 'item-' if in_list else ''}{change.how}"
    return str(_LONGER_OR_SHORTER.get(change.how, change.how))


def _said(sides: Sides, key: str) -> str:
    """Return the words of a key with what its blanks ask for."""
    language = sides.language
    blanks: dict[str, Callable[[], str]] = {
        "thing": lambda: sides.thing(within="item" not in entry(key, language).blanks),
        "item": sides.item,
        "called": lambda: _called(sides),
        "old": lambda: sides.value(sides.change.old, before=True),
        "new": lambda: _new(sides),
        "fields": lambda: fields_words(sides.new, sides.change.path[1], language),
        "used": lambda: _used(sides),
        "keep": lambda: keep_words(sides.new.purposes[sides.change.path[1]].keep, language),
        "does": lambda: clause(sides.new.recipients[sides.change.path[1]].does, language),
        "grants": lambda: _grants(sides),
    }
    return say(key, language, **{name: blanks[name]() for name in entry(key, language).blanks})


def _called(sides: Sides) -> str:
    """Return what the key that changed is called."""
    key = f"change.{place(sides.change.path)}.called"
    if not knows(key, sides.language):
        return f"`{'.'.join(sides.change.path)}`"
    return say(key, sides.language)


def _new(sides: Sides) -> str:
    """Return what stands there now; an answer begins a sentence."""
    value = sides.value(sides.change.new, before=False)
    return begun_large(value) if sides.change.path[0] == "answers" else value


def _used(sides: Sides) -> str:
    """Return the categories that a new purpose uses."""
    uses = sides.new.purposes[sides.change.path[1]].uses
    return enumerated([sides.called(name) for name in uses], sides.language)


def _grants(sides: Sides) -> str:
    """Return what a new role sees, or a new recipient receives, each with what for."""
    section, name = sides.change.path[:2]
    given = sides.new.roles[name].sees if section == "roles" else sides.new.recipients[name].receives
    pairs = [sides.granted(category, purpose) for category, purposes in given.items() for purpose in purposes]
    return enumerated(pairs, sides.language) if pairs else say("change.said.nobody", sides.language)
