"""
Reading a `keep` rule: strict, one spelling only, and helpful when it fails.

    >>> parse_keep("180 days after collected")
    After(duration=Duration(number=180, unit=<Unit.DAY: 'day'>), event='collected')

A failure tells the column, what is wrong, and what to write instead; the mistakes people make are a table in `mistakes`.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import NoReturn

from etanche.charter.guesses import event_meant
from etanche.charter.keep import KEEP_UNITS, After, Between, Duration, FirstOf, Keep, LastOf, Unit, While
from etanche.charter.lengths import surely_longer
from etanche.charter.mistakes import diagnose
from etanche.charter.phrase import guess, quoted
from etanche.charter.saying import Blanks, Saying
from etanche.charter.vocabulary import EVENTS, STANDING_ENDED, STATES
from etanche.errors import Unreadable

MOST = 9999
MOST_OF = {Unit.MINUTE: 90, Unit.HOUR: 72}
"""Short units are for short times."""

DEEPEST = 4
"""Choices may stand inside choices, but a rule nobody can read is no rule."""

MOST_NAMES = 9
"""So many events are offered to somebody who names none that is near."""

_WORD = re.compile(r"[a-z][a-z-]*")
_NUMBER = re.compile(r"[1-9][0-9]*")
_UNITS = {unit.value: unit for unit in Unit}
_LONG_UNITS = {unit.value: unit for unit in KEEP_UNITS}
_CHOICES: tuple[tuple[str, type[FirstOf | LastOf]], ...] = (("first of (", FirstOf), ("last of (", LastOf))


class KeepFault(Unreadable):
    """A `keep` rule or a duration cannot be read; `column` counts from 1 inside its text."""

    def __init__(self, says: str, *, column: int, rule: str = "keep", blanks: Blanks | None = None) -> None:
        """Say what is wrong and what to write, in a sentence of the catalogue, where, and under which rule."""
        self.says = says
        self.blanks = dict(blanks or {})
        self.column = column
        self.rule = rule
        what, hint = (Saying(key=f"writing.{says}.{part}", blanks=self.blanks).in_("en") for part in ("what", "hint"))
        super().__init__(what, hint=hint)


def parse_keep(text: str, *, builtin: bool = False) -> Keep:
    """
    Read a rule.

    Args:
        text: what is written.
        builtin: whether it may be a rule for what Étanche itself holds, which has one event more than charters have.

    Raises:
        KeepFault: it is not written in the one way there is.
    """
    reader = _Reader(text, events=EVENTS | {STANDING_ENDED} if builtin else EVENTS)
    rule = reader.keep(1)
    reader.finish()
    return rule


def parse_duration(text: str, *, minutes: bool = False) -> Duration:
    """
    Read a duration alone: `1 day`, `180 days`.

    Args:
        text: what is written.
        minutes: whether it may be of minutes, as that of a session; no time of keeping is.

    Raises:
        KeepFault: it is not written in the one way there is.
    """
    reader = _Reader(text, bare=True, minutes=minutes)
    duration = reader.duration()
    reader.finish()
    return duration


class _Reader:
    """A cursor over the text of one rule."""

    def __init__(
        self, text: str, *, bare: bool = False, minutes: bool = False, events: Collection[str] = EVENTS
    ) -> None:
        self.text = text
        self.events = events
        self.bare = bare
        self.units = _UNITS if minutes else _LONG_UNITS
        self.at = 0
        self.member = 0

    def keep(self, depth: int) -> Keep:
        """Read a span or a choice at the cursor."""
        self.member = self.at
        for opening, kind in _CHOICES:
            if self._take(opening):
                return kind(rules=self._members(depth))
        if self._take("while "):
            return While(state=self._name(STATES, "state"))
        if self._take("between "):
            return self._between()
        duration = self.duration()
        return After(duration=duration, event=self._after())

    def duration(self) -> Duration:
        """Read a number and a unit, in the one way there is to write them."""
        start = self.at
        digits = _NUMBER.match(self.text, self.at)
        if digits is None:
            self._fail("duration" if self.bare else "rule")
        word = _WORD.match(self.text, digits.end() + 1)
        unit = self.units.get(word.group().removesuffix("s")) if word else None
        if word is None or unit is None or self.text[digits.end()] != " ":
            self.at = digits.end()
            self._fail("units" if Unit.MINUTE not in self.units else "short-units")
        if len(digits.group()) > len(str(MOST)):
            self._fault("large-number", number=quoted(digits.group()), most=str(MOST))
        duration = Duration(number=int(digits.group()), unit=unit)
        if duration.number > MOST_OF.get(unit, MOST):
            self._fault("many-minutes" if unit is Unit.MINUTE else "many-hours", most=str(MOST_OF[unit]))
        if str(duration) != self.text[start : word.end()]:
            self._fault("misspelt-duration", text=quoted(self.text[start : word.end()]), right=str(duration))
        self.at = word.end()
        return duration

    def finish(self) -> None:
        """Check that nothing is left."""
        if self.at < len(self.text):
            self._fail("end-of-duration" if self.bare else "end-of-rule")

    def _members(self, depth: int) -> tuple[Keep, ...]:
        if depth > DEEPEST:
            self._fault("deep-choice", most=str(DEEPEST))
        rules = [self.keep(depth + 1)]
        while self._take(", "):
            rules.append(self.keep(depth + 1))
        if len(rules) == 1 and self.text.startswith(")", self.at):
            self._fault("one-choice")
        self._need(")", "another-rule")
        return tuple(rules)

    def _between(self) -> Between:
        start = self.at
        floor = self.duration()
        self._need(" and ", "ceiling")
        ceiling = self.duration()
        if not surely_longer(ceiling, floor):
            self.at = start
            self._fault("floor", rule="RET-09", floor=str(floor), ceiling=str(ceiling))
        return Between(floor=floor, ceiling=ceiling, event=self._after())

    def _after(self) -> str:
        self._need(" after ", "after")
        return self._name(self.events, "event")

    def _name(self, known: Collection[str], noun: str) -> str:
        word = _WORD.match(self.text, self.at)
        written = re.split(r"[,)]", self.text[self.at :], maxsplit=1)[0].strip()
        spoken = event_meant(written) if noun == "event" else None
        if word is None and spoken is None:
            self._fail(noun)
        name = written if spoken is not None or word is None else word.group()
        if name not in known:
            near = Saying(key="guess.near", blanks={"name": spoken}) if spoken else _instead(name, known, noun)
            self._fault(f"unknown-{noun}", rule="RET-03", name=quoted(name), guess=near)
        self.at += len(name)
        return name

    def _take(self, words: str) -> bool:
        taken = self.text.startswith(words, self.at)
        if taken:
            self.at += len(words)
        return taken

    def _need(self, words: str, expected: str) -> None:
        if not self._take(words):
            self._fail(expected)

    def _fail(self, expected: str) -> NoReturn:
        """Say that something else stands here; a mistake people often make is told by its name."""
        member = re.split(r", |\)", self.text[self.member :], maxsplit=1)[0]
        mistake = None if self.bare else diagnose(member)
        if mistake is not None:
            self.at = self.member
            self._fault(mistake.says, rule=mistake.rule, **mistake.blanks)
        here = Saying(key=f"expected.{expected}")
        if self.at >= len(self.text):
            self._fault("stops-early", text=quoted(self.text), expected=here)
        right = self._respelled()
        if right is not None:
            self._fault("respelled", text=quoted(self.text[self.at :]), right=right)
        self._fault("unreadable", text=quoted(self.text[self.at :]), expected=here)

    def _respelled(self) -> str | None:
        """Return the text as it should be, when only capitals and spaces are wrong."""
        plain = re.sub(r"\s*,\s*", ", ", " ".join(self.text.lower().split())).replace("( ", "(").replace(" )", ")")
        if plain == self.text:
            return None
        try:
            _ = parse_duration(plain) if self.bare else parse_keep(plain)
        except KeepFault:
            return None
        return plain

    def _fault(self, says: str, *, rule: str = "keep", **blanks: object) -> NoReturn:
        raise KeepFault(says, column=self.at + 1, rule=rule, blanks=blanks)


def _instead(name: str, known: Collection[str], noun: str) -> Saying:
    """Return what to write in the place of a name that is no state or event."""
    if noun == "event" and name in STATES:
        return Saying(key="guess.of-state", blanks={"event": STATES[name].ends, "state": name})
    return guess(name, sorted(known), most=MOST_NAMES)
