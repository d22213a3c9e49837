"""
The keys of one case of a file of expectations, each read where it stands.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from collections.abc import Mapping as Things
from datetime import date

from etanche.charter.model import Charter
from etanche.charter.phrase import meant, quoted
from etanche.charter.tree import Entry, Mapping, Node, Scalar, Sequence
from etanche.charter.vocabulary import EVENTS
from etanche.errors import Place, Unreadable


class ExpectationUnreadable(Unreadable):
    """A file of cases says something that is no case."""


class Keys:
    """What a case says, key by key; every fault is raised where it stands, as `ExpectationUnreadable`."""

    def __init__(self, charter: Charter, entry: Entry, known: Collection[str]) -> None:
        """Take the keys of a case apart; a key that is not known, or stands there twice, is refused."""
        self.charter = charter
        self.name = entry.key.text
        self.place = entry.key.place
        if not isinstance(entry.value, Mapping):
            raise wrong(f"the case {quoted(self.name)} says nothing", "give it `reads: …` and `expect: …`", self.place)
        self.keys: dict[str, Entry] = {}
        for each in entry.value.entries:
            key = each.key.text
            if key not in known:
                raise wrong(f"{quoted(key)} is no key of a case", meant(key, known, most=len(known)), each.key.place)
            if key in self.keys:
                raise wrong(f"`{key}` stands here twice", "leave one out", each.key.place)
            self.keys[key] = each

    def named(self, key: str, section: str) -> str:
        """Return the name of something that the charter has."""
        name = self.text(key)
        known: Things[str, object] = getattr(self.charter, section)
        if name not in known:
            raise wrong(
                f"{quoted(name)} is not one of the {section} of the charter", meant(name, known, most=5), self.at(key)
            )
        return name

    def word(self, key: str, known: Things[str, object]) -> str:
        """Return a word that is one of those known."""
        word = self.text(key)
        if word not in known:
            raise wrong(f"{quoted(word)} is not one of {listed(known)}", meant(word, known, most=5), self.at(key))
        return word

    def words(self, key: str, known: list[str] | None = None) -> tuple[str, ...]:
        """Return the words of a key, one or a list; none when the key is not there."""
        if key not in self.keys:
            return ()
        value = self.keys[key].value
        nodes = value.items if isinstance(value, Sequence) else (value,)
        words = tuple(_scalar(node, lambda scalar: scalar.text) for node in nodes)
        for word, node in zip(words, nodes, strict=True):
            if known is not None and word not in known:
                raise wrong(f"{quoted(word)} is not one of {listed(known)}", meant(word, known, most=5), node.place)
        return words

    def events(self) -> dict[str, date]:
        """Return the events with their days, which are not after the day of the asking."""
        if "events" not in self.keys:
            return {}
        value = self.keys["events"].value
        if not isinstance(value, Mapping):
            raise wrong("events are written with their days", "write `events: {collected: 2026-03-01}`", value.place)
        for each in value.entries:
            if each.key.text not in EVENTS:
                hint = meant(each.key.text, EVENTS, most=5)
                raise wrong(f"{quoted(each.key.text)} is no event of the language", hint, each.key.place)
        days = {each.key.text: self.day(each.value) for each in value.entries}
        on = self.day(self.keys["on"].value) if "on" in self.keys else date.max
        for each in value.entries:
            if days[each.key.text] > on:
                raise wrong(
                    f"this lies after `{on}`, the day of the asking", "only what has happened counts", each.value.place
                )
        return days

    def day(self, node: Node) -> date:
        """Return a day."""
        if isinstance(node, Scalar) and isinstance(node.value, date):
            return node.value
        raise wrong("this is no day", "write it as `2026-11-21`", node.place)

    def truth(self, key: str) -> bool:
        """Return `true` or `false`; `false` when the key is not there."""
        if key not in self.keys:
            return False
        value = self.keys[key].value
        if isinstance(value, Scalar) and isinstance(value.value, bool):
            return value.value
        raise wrong(f"`{key}` is `true` or `false`", "write one of them", value.place)

    def text(self, key: str) -> str:
        """Return the one word of a key."""
        return _scalar(self.keys[key].value, lambda scalar: scalar.text)

    def at(self, key: str) -> Place:
        """Return where the value of a key stands."""
        return self.keys[key].value.place


def _scalar(node: Node, of: Callable[[Scalar], str]) -> str:
    if isinstance(node, Scalar):
        return of(node)
    raise wrong("one word is expected here", "write a name", node.place)


def listed(words: Iterable[str]) -> str:
    """Return words as a hint names them."""
    return ", ".join(f"`{word}`" for word in words)


def wrong(what: str, hint: str, place: Place) -> ExpectationUnreadable:
    """Return a fault with its place."""
    return ExpectationUnreadable(what, hint=hint, place=place)
