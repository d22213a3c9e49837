"""
Tests of one's own charter: who wants what, on which day, after which events, and the decision one expects.

    contractor-sees-no-invoice:
      role: contractor
      reads: invoice
      for: bookkeeping
      on: 2026-11-21
      events: {collected: 2026-03-01}
      expect: refused
      because: no-cell

A file of cases is read as a charter is: every fault has its line. Deciding is the business of `standing.trial`.
"""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Mapping as Things
from dataclasses import dataclass
from datetime import date

from etanche.charter.model import Charter
from etanche.charter.phrase import meant, quoted
from etanche.charter.plan import Condition
from etanche.charter.source import decode
from etanche.charter.tree import Entry, Mapping, Node, Scalar, Sequence, plant
from etanche.charter.vocabulary import EVENTS
from etanche.errors import Place, Unreadable
from etanche.terms import Action

ACTIONS: Things[str, Action] = {
    "reads": Action.READ,
    "counts": Action.COUNT,
    "writes": Action.WRITE,
    "forgets": Action.FORGET,
    "discloses": Action.DISCLOSE,
}
"""Key of a case → what is wanted; its value is the category."""

WHO: Things[str, str] = {"role": "roles", "channel": "channels", "recipient": "recipients"}
"""Key that says who wants it → the section its name is from."""

_DOORS = frozenset({Action.WRITE, Action.FORGET})
_ANSWERS = {"allowed": True, "refused": False}
_KEYS = (*WHO, *ACTIONS, "for", "on", "events", "met", "objected", "expect", "because")


class ExpectationUnreadable(Unreadable):
    """A file of cases says something that is no case."""


@dataclass(frozen=True, kw_only=True)
class Expectation:
    """One case: what is asked, of which facts, and what is expected."""

    name: str
    place: Place
    action: Action
    category: str
    allowed: bool
    purpose: str | None = None
    role: str | None = None
    channel: str | None = None
    recipient: str | None = None
    on: date | None = None
    """The day of the asking; today when the case does not say."""

    events: Things[str, date]
    met: frozenset[Condition] = frozenset()
    objected: bool = False
    because: tuple[str, ...] = ()
    """A word of the gate, or promises: what the decision must give as its reason, if anything is expected."""


def read_expectations(data: bytes, *, file: str, charter: Charter) -> tuple[Expectation, ...]:
    """
    Read a file of cases for a charter.

    Raises:
        CharterUnreadable: it is no YAML.
        ExpectationUnreadable: a case names what the charter does not have, or does not say what it expects.
    """
    root = plant(decode(data, file=file), file=file)
    return tuple(_Reader(charter, entry).case() for entry in root.entries)


class _Reader:
    """Reads one case; every fault is raised where it stands."""

    def __init__(self, charter: Charter, entry: Entry) -> None:
        self.charter = charter
        self.name = entry.key.text
        self.place = entry.key.place
        if not isinstance(entry.value, Mapping):
            raise _wrong(f"the case {quoted(self.name)} says nothing", "give it `reads: …` and `expect: …`", self.place)
        self.keys: dict[str, Entry] = {}
        for each in entry.value.entries:
            key = each.key.text
            if key not in _KEYS:
                raise _wrong(f"{quoted(key)} is no key of a case", meant(key, _KEYS, most=len(_KEYS)), each.key.place)
            if key in self.keys:
                raise _wrong(f"`{key}` stands here twice", "leave one out", each.key.place)
            self.keys[key] = each

    def case(self) -> Expectation:
        """Return the case."""
        wanted = self._one(ACTIONS, "what is wanted")
        action = ACTIONS[wanted]
        asker = self._one(WHO, "who wants it")
        fitting = "channel" if action in _DOORS else "recipient" if action is Action.DISCLOSE else "role"
        if asker != fitting:
            raise _wrong(
                f"`{wanted}` is asked by a {fitting}, not by a {asker}", f"write `{fitting}: …`", self._at(asker)
            )
        if "expect" not in self.keys:
            raise _wrong(
                f"the case {quoted(self.name)} expects nothing", "add `expect: allowed` or `refused`", self.place
            )
        if action not in _DOORS and "for" not in self.keys:
            raise _wrong(f"the case {quoted(self.name)} has no purpose", "add `for: …`", self.place)
        named = {asker: self._named(asker, WHO[asker])}
        return Expectation(
            name=self.name,
            place=self.place,
            action=action,
            category=self._named(wanted, "categories"),
            purpose=self._named("for", "purposes") if "for" in self.keys else None,
            role=named.get("role"),
            channel=named.get("channel"),
            recipient=named.get("recipient"),
            allowed=_ANSWERS[self._word("expect", _ANSWERS)],
            on=self._day(self.keys["on"].value) if "on" in self.keys else None,
            events=self._events(),
            met=frozenset(Condition(word) for word in self._words("met", [str(each) for each in Condition])),
            objected=self._truth("objected"),
            because=self._words("because"),
        )

    def _one(self, keys: Things[str, object], what: str) -> str:
        found = [key for key in keys if key in self.keys]
        if len(found) != 1:
            said = "nothing says" if not found else "two keys say"
            raise _wrong(f"{said} {what} in {quoted(self.name)}", f"write one of {_listed(keys)}", self.place)
        return found[0]

    def _named(self, key: str, section: str) -> str:
        name = self._text(key)
        known: Things[str, object] = getattr(self.charter, section)
        if name not in known:
            raise _wrong(
                f"{quoted(name)} is not one of the {section} of the charter", meant(name, known, most=5), self._at(key)
            )
        return name

    def _word(self, key: str, known: Things[str, object]) -> str:
        word = self._text(key)
        if word not in known:
            raise _wrong(f"{quoted(word)} is not one of {_listed(known)}", meant(word, known, most=5), self._at(key))
        return word

    def _words(self, key: str, known: list[str] | None = None) -> tuple[str, ...]:
        if key not in self.keys:
            return ()
        value = self.keys[key].value
        nodes = value.items if isinstance(value, Sequence) else (value,)
        words = tuple(_scalar(node, lambda scalar: scalar.text) for node in nodes)
        for word, node in zip(words, nodes, strict=True):
            if known is not None and word not in known:
                raise _wrong(f"{quoted(word)} is not one of {_listed(known)}", meant(word, known, most=5), node.place)
        return words

    def _events(self) -> dict[str, date]:
        if "events" not in self.keys:
            return {}
        value = self.keys["events"].value
        if not isinstance(value, Mapping):
            raise _wrong("events are written with their days", "write `events: {collected: 2026-03-01}`", value.place)
        for each in value.entries:
            if each.key.text not in EVENTS:
                hint = meant(each.key.text, EVENTS, most=5)
                raise _wrong(f"{quoted(each.key.text)} is no event of the language", hint, each.key.place)
        return {each.key.text: self._day(each.value) for each in value.entries}

    def _day(self, node: Node) -> date:
        if isinstance(node, Scalar) and isinstance(node.value, date):
            return node.value
        raise _wrong("this is no day", "write it as `2026-11-21`", node.place)

    def _truth(self, key: str) -> bool:
        if key not in self.keys:
            return False
        value = self.keys[key].value
        if isinstance(value, Scalar) and isinstance(value.value, bool):
            return value.value
        raise _wrong(f"`{key}` is `true` or `false`", "write one of them", value.place)

    def _text(self, key: str) -> str:
        return _scalar(self.keys[key].value, lambda scalar: scalar.text)

    def _at(self, key: str) -> Place:
        return self.keys[key].value.place


def _scalar(node: Node, of: Callable[[Scalar], str]) -> str:
    if isinstance(node, Scalar):
        return of(node)
    raise _wrong("one word is expected here", "write a name", node.place)


def _listed(words: Things[str, object] | list[str]) -> str:
    return ", ".join(f"`{word}`" for word in words)


def _wrong(what: str, hint: str, place: Place) -> ExpectationUnreadable:
    return ExpectationUnreadable(what, hint=hint, place=place)
