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

from collections.abc import Mapping as Things
from dataclasses import dataclass
from datetime import date

from etanche.charter.case import Keys, listed, wrong
from etanche.charter.findings import CharterUnreadable
from etanche.charter.model import Charter
from etanche.charter.phrase import quoted
from etanche.charter.plan import Condition
from etanche.charter.source import decode
from etanche.charter.tree import Entry, plant
from etanche.errors import Place
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
_NOT_ALIVE = "purpose-not-alive"
_IDLE_AT_A_DOOR = frozenset({"for", "on", "events"})
_IDLE_ELSEWHERE = frozenset({"objected"})
"""Keys that decide nothing: a door has no purpose, and nobody objects to a reading."""

_KEYS = (*WHO, *ACTIONS, "for", "on", "events", "met", "objected", "expect", "because")


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
    entries = _entries(data, file)
    first = {entry.key.text: entry.key for entry in reversed(entries)}
    for key in (entry.key for entry in entries):
        if first[key.text] is not key:
            raise wrong(f"the case {quoted(key.text)} stands here twice", "give one another name", key.place)
    return tuple(_Reader(charter, entry, _KEYS).case() for entry in entries)


def _entries(data: bytes, file: str) -> tuple[Entry, ...]:
    """Return the cases of a file, of which there is at least one: a test that tries nothing proves nothing."""
    entries: tuple[Entry, ...] = ()
    try:
        entries = tuple(plant(decode(data, file=file), file=file).entries)
    except CharterUnreadable as error:
        if error.says not in {"empty", "no-sections", "only-comments"}:
            raise
    if not entries:
        hint = "write one: a name, and below it `role: …`, `reads: …`, `for: …`, `events: …` and `expect: …`"
        raise wrong("this file holds no case", hint, Place(file=file, line=1, column=1))
    return entries


class _Reader(Keys):
    """Reads one case; every fault is raised where it stands."""

    def case(self) -> Expectation:
        """Return the case."""
        wanted = self._one(ACTIONS, "what is wanted")
        action = ACTIONS[wanted]
        asker = self._one(WHO, "who wants it")
        fitting = "channel" if action in _DOORS else "recipient" if action is Action.DISCLOSE else "role"
        if asker != fitting:
            raise wrong(
                f"`{wanted}` is asked by a {fitting}, not by a {asker}", f"write `{fitting}: …`", self.at(asker)
            )
        if "expect" not in self.keys:
            raise wrong(
                f"the case {quoted(self.name)} expects nothing", "add `expect: allowed` or `refused`", self.place
            )
        self._refuse_idle(wanted, _IDLE_AT_A_DOOR if action in _DOORS else _IDLE_ELSEWHERE)
        if action not in _DOORS and "for" not in self.keys:
            raise wrong(f"the case {quoted(self.name)} has no purpose", "add `for: …`", self.place)
        self._require_reason()
        named = {asker: self.named(asker, WHO[asker])}
        return Expectation(
            name=self.name,
            place=self.place,
            action=action,
            category=self.named(wanted, "categories"),
            purpose=self.named("for", "purposes") if "for" in self.keys else None,
            role=named.get("role"),
            channel=named.get("channel"),
            recipient=named.get("recipient"),
            allowed=_ANSWERS[self.word("expect", _ANSWERS)],
            on=self.day(self.keys["on"].value) if "on" in self.keys else None,
            events=self.events(),
            met=frozenset(Condition(word) for word in self.words("met", [str(each) for each in Condition])),
            objected=self.truth("objected"),
            because=self.words("because"),
        )

    def _refuse_idle(self, wanted: str, idle: frozenset[str]) -> None:
        """Refuse a key that decides nothing for what is wanted: who wrote it thinks that it does."""
        for key in self.keys:
            if key in idle:
                raise wrong(
                    f"`{key}` decides nothing where somebody `{wanted}`", "leave it out", self.keys[key].key.place
                )

    def _require_reason(self) -> None:
        """Refuse a refusal that anything could be the reason of: a word forgotten in the case would be one, too."""
        if self.word("expect", _ANSWERS) != "refused":
            return
        because = self.words("because")
        if not because:
            hint = "add `because: no-cell`, `purpose-not-alive`, `condition-not-met` or another reason that `etanche test` tells"
            raise wrong(f"the case {quoted(self.name)} expects a refusal for no reason", hint, self.place)
        if _NOT_ALIVE in because and "events" not in self.keys:
            hint = "add `events: {collected: …}`: data that nobody collected have no purpose that could end"
            raise wrong(f"the case {quoted(self.name)} has no events", hint, self.place)

    def _one(self, keys: Things[str, object], what: str) -> str:
        found = [key for key in keys if key in self.keys]
        if len(found) != 1:
            said = "nothing says" if not found else "two keys say"
            raise wrong(f"{said} {what} in {quoted(self.name)}", f"write one of {listed(keys)}", self.place)
        return found[0]
