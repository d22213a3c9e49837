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
from etanche.charter.keep import After, Between, Duration, FirstOf, Keep, LastOf, Unit, While
from etanche.charter.mistakes import diagnose
from etanche.charter.phrase import choice, closest, meant, quoted
from etanche.charter.vocabulary import EVENTS, SEEN_EVENTS, STATES
from etanche.errors import Unreadable

MOST_HOURS = 72
MOST = 9999
DEEPEST = 4
"""Choices may stand inside choices, but a rule nobody can read is no rule."""

_WORD = re.compile(r"[a-z][a-z-]*")
_NUMBER = re.compile(r"[1-9][0-9]*")
_UNITS = {unit.value: unit for unit in Unit}
_CHOICES: tuple[tuple[str, type[FirstOf | LastOf]], ...] = (("first of (", FirstOf), ("last of (", LastOf))
_FEWEST_DAYS = (0, 28, 59, 89, 120, 150, 181, 212, 242, 273, 303, 334)
_MOST_DAYS = (0, 31, 62, 92, 123, 153, 184, 215, 245, 276, 306, 337)


class KeepFault(Unreadable):
    """A `keep` rule or a duration cannot be read; `column` counts from 1 inside its text."""

    def __init__(self, what: str, *, hint: str, column: int, rule: str = "keep") -> None:
        """Say what is wrong, what to write, where, and under which rule of the catalogue."""
        super().__init__(what, hint=hint)
        self.column = column
        self.rule = rule


def parse_keep(text: str) -> Keep:
    """
    Read a rule.

    Raises:
        KeepFault: it is not written in the one way there is.
    """
    reader = _Reader(text)
    rule = reader.keep(1)
    reader.finish()
    return rule


def parse_duration(text: str) -> Duration:
    """
    Read a duration alone: `1 day`, `180 days`.

    Raises:
        KeepFault: it is not written in the one way there is.
    """
    reader = _Reader(text, bare=True)
    duration = reader.duration()
    reader.finish()
    return duration


class _Reader:
    """A cursor over the text of one rule."""

    def __init__(self, text: str, *, bare: bool = False) -> None:
        self.text = text
        self.bare = bare
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
            self._fail("a duration such as `180 days`" if self.bare else "a rule such as `180 days after collected`")
        word = _WORD.match(self.text, digits.end() + 1)
        unit = _UNITS.get(word.group().removesuffix("s")) if word else None
        if word is None or unit is None or self.text[digits.end()] != " ":
            self.at = digits.end()
            self._fail("a number, a space and hours, days, weeks, months or years")
        if len(digits.group()) > len(str(MOST)):
            self._fault(f"{quoted(digits.group())} is too large a number", f"at most {MOST}")
        duration = Duration(number=int(digits.group()), unit=unit)
        if unit is Unit.HOUR and duration.number > MOST_HOURS:
            self._fault(f"hours go up to {MOST_HOURS}", "count longer times in days")
        if str(duration) != self.text[start : word.end()]:
            self._fault(f"{quoted(self.text[start : word.end()])} is not written like this", f"write `{duration}`")
        self.at = word.end()
        return duration

    def finish(self) -> None:
        """Check that nothing is left."""
        if self.at < len(self.text):
            self._fail("the end of the duration" if self.bare else "the end of the rule")

    def _members(self, depth: int) -> tuple[Keep, ...]:
        if depth > DEEPEST:
            self._fault("this rule has too many choices inside one another", f"at most {DEEPEST} deep")
        rules = [self.keep(depth + 1)]
        while self._take(", "):
            rules.append(self.keep(depth + 1))
        if len(rules) == 1 and self.text.startswith(")", self.at):
            self._fault("a choice needs two rules", "write `first of (while case, 90 days after collected)`")
        self._need(")", "`, ` and another rule, or `)`")
        return tuple(rules)

    def _between(self) -> Between:
        start = self.at
        floor = self.duration()
        self._need(" and ", "` and ` and a longer time")
        ceiling = self.duration()
        if not _shorter(floor, ceiling):
            self.at = start
            self._fault(f"`{floor}` is not sure to be less than `{ceiling}`", "the floor of a `between` comes first")
        return Between(floor=floor, ceiling=ceiling, event=self._after())

    def _after(self) -> str:
        self._need(" after ", "` after ` and an event")
        return self._name(EVENTS, "event")

    def _name(self, known: Collection[str], noun: str) -> str:
        word = _WORD.match(self.text, self.at)
        written = re.split(r"[,)]", self.text[self.at :], maxsplit=1)[0].strip()
        spoken = event_meant(written) if noun == "event" else None
        if word is None and spoken is None:
            self._fail(f"an {noun}" if noun == "event" else f"a {noun}")
        name = written if spoken is not None or word is None else word.group()
        if name not in known:
            hint = f"did you mean `{spoken}`?" if spoken else _instead(name, known, noun)
            self._fault(f"{quoted(name)} is no {noun} that a rule can name", hint, rule="RET-03")
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
            self._fault(mistake.what, mistake.hint, rule=mistake.rule)
        if self.at >= len(self.text):
            self._fault(f"{quoted(self.text)} stops too early", f"expected {expected}")
        self._fault(f"cannot read {quoted(self.text[self.at :])}", self._respelled() or f"expected {expected}")

    def _respelled(self) -> str | None:
        """Return a hint when only capitals and spaces are wrong."""
        plain = re.sub(r"\s*,\s*", ", ", " ".join(self.text.lower().split())).replace("( ", "(").replace(" )", ")")
        if plain == self.text:
            return None
        try:
            _ = parse_duration(plain) if self.bare else parse_keep(plain)
        except KeepFault:
            return None
        return f"write `{plain}`"

    def _fault(self, what: str, hint: str, *, rule: str = "keep") -> NoReturn:
        raise KeepFault(what, hint=hint, column=self.at + 1, rule=rule)


def _instead(name: str, known: Collection[str], noun: str) -> str:
    """Return what to write in the place of a name that is no state or event."""
    if noun != "event":
        return meant(name, sorted(known))
    if state := STATES.get(name):
        return f"write `{state.ends}`, or `while {name}`"
    near = closest(name, known)
    return f"did you mean `{near}`?" if near else f"this version sees {choice(sorted(SEEN_EVENTS))}"


def _shorter(floor: Duration, ceiling: Duration) -> bool:
    """Return whether a time is shorter than another, from whichever day both are counted."""
    if floor.unit is ceiling.unit:
        return floor.number < ceiling.number
    return _hours(floor, _MOST_DAYS, 366) < _hours(ceiling, _FEWEST_DAYS, 365)


def _hours(duration: Duration, months: tuple[int, ...], year: int) -> int:
    match duration.unit:
        case Unit.HOUR:
            return duration.number
        case Unit.DAY:
            return duration.number * 24
        case Unit.WEEK:
            return duration.number * 7 * 24
        case Unit.MONTH:
            return (duration.number // 12 * year + months[duration.number % 12]) * 24
        case Unit.YEAR:
            return duration.number * year * 24
