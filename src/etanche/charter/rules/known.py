"""
What the law and guidance say in figures, names and decisions, each with the days between which it holds.

    >>> figure("prospect", date(2026, 11, 21)).most
    Duration(number=3, unit=<Unit.YEAR: 'year'>)

The facts stand in `charter/facts/*.toml`; a change of the law is a line there.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files

from etanche.charter.keep import Duration, Keep
from etanche.charter.lengths import floor_of, reach, surely_longer
from etanche.charter.phrase import quoted
from etanche.charter.reading import parse_duration
from etanche.charter.saying import Saying

Entry = Mapping[str, object]


@cache
def _file(name: str) -> Mapping[str, tuple[Entry, ...]]:
    text = files("etanche.charter").joinpath("facts", f"{name}.toml").read_text(encoding="utf-8")
    return {key: tuple(value) for key, value in tomllib.loads(text).items() if isinstance(value, list)}


def entries(file: str, table: str, day: date | None = None) -> Iterator[Entry]:
    """Yield the entries of a table of facts, those that hold on a day when one is given."""
    for entry in _file(file)[table]:
        if day is None or _holds(entry, day):
            yield entry


def _holds(entry: Entry, day: date) -> bool:
    since, until = entry.get("since"), entry.get("until")
    return not (isinstance(since, date) and day < since) and not (isinstance(until, date) and day >= until)


def texts(entry: Entry, key: str) -> tuple[str, ...]:
    """Return the words that an entry lists under a key."""
    value = entry.get(key, ())
    return tuple(str(item) for item in value) if isinstance(value, list | tuple) else (str(value),)


@dataclass(frozen=True, kw_only=True)
class Figure:
    """The bounds that law or guidance set to a time; without a bound, nothing is beyond it."""

    least: Duration | None = None
    most: Duration | None = None

    def exceeded(self, time: Duration | None) -> bool:
        """Return whether a time is surely longer than the longest allowed."""
        return time is not None and self.most is not None and surely_longer(time, self.most)

    def missed(self, time: Duration | None) -> bool:
        """Return whether a time is surely shorter than the shortest allowed."""
        return time is not None and self.least is not None and surely_longer(self.least, time)

    def outlived(self, keep: Keep) -> bool:
        """Return whether a rule keeps for longer than allowed, once its event has happened."""
        return self.exceeded(reach(keep))

    def underrun(self, keep: Keep) -> bool:
        """Return whether a rule may end sooner than allowed."""
        return self.missed(floor_of(keep))


def in_words(duration: Duration | None) -> Saying | str:
    """Return a duration to be said in a sentence: «3 years», «3 ans»; a rule of the charter is quoted as it is written."""
    return Saying(key=f"unit.{duration.unit}", blanks={"n": duration.number}) if duration is not None else ""


def cut(words: str) -> str:
    """Return the author's words as a sentence quotes them: on one line, and not at length."""
    return quoted(words)[1:-1]


def figure(name: str, day: date) -> Figure:
    """Return the bounds that hold on a day; before the first of them there are none."""
    for entry in entries("figures", name, day):
        least, most = entry.get("least"), entry.get("most")
        return Figure(
            least=parse_duration(str(least)) if least else None, most=parse_duration(str(most)) if most else None
        )
    return Figure()
