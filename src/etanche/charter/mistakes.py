"""
The mistakes people make in a `keep` rule, each with what to write instead.

One entry is one mistake: a pattern, the rule of the catalogue that it breaks, what is wrong, and a hint.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from etanche.charter.phrase import quoted
from etanche.charter.vocabulary import ENDED_BY, STATES

_ISO_UNITS = {"D": "day", "W": "week", "M": "month", "Y": "year", "TH": "hour"}
_FRENCH_UNITS = {"heure": "hour", "jour": "day", "semaine": "week", "mois": "month", "an": "year", "année": "year"}


@dataclass(frozen=True, kw_only=True)
class Mistake:
    """A rule that cannot be read, understood well enough to help."""

    rule: str
    what: str
    hint: str


def diagnose(words: str) -> Mistake | None:
    """Return what is wrong with a rule that could not be read, if it is a known mistake."""
    for pattern, rule, what, hint in _KNOWN:
        match = pattern.search(words)
        if match:
            return Mistake(rule=rule, what=f"{quoted(words)} {what}", hint=hint(match))
    return None


def _count(number: str, unit: str) -> str:
    number = number.lstrip("0") or "1"
    return f"{number} {unit}{'' if number == '1' else 's'}"


def _until(match: re.Match[str]) -> str:
    state = ENDED_BY.get(match["event"])
    names = [name for name, known in STATES.items() if known is state]
    return f"write `while {names[0]}`" if names else "write a time and an event, such as `1 year after last-contact`"


def _iso(match: re.Match[str]) -> str:
    unit = _ISO_UNITS.get(f"{match['time'] or ''}{match['unit']}".upper())
    return f"write `{_count(match['number'], unit)} after collected`" if unit else "write a number and a unit in words"


def _french(match: re.Match[str]) -> str:
    unit = match["unit"]
    english = _FRENCH_UNITS.get(unit) or _FRENCH_UNITS[unit.removesuffix("s")]
    return f"rules are written in English words: `{_count(match['number'], english)} after collected`"


def _always(hint: str) -> Callable[[re.Match[str]], str]:
    return lambda _match: hint


_KNOWN: tuple[tuple[re.Pattern[str], str, str, Callable[[re.Match[str]], str]], ...] = (
    (
        re.compile(r"^until (?P<event>[a-z-]+)"),
        "keep",
        "is not how an end is written",
        _until,
    ),
    (
        re.compile(r"^P(?P<time>T)?(?P<number>[0-9]{1,5})(?P<unit>[DWMYH])$", re.IGNORECASE),
        "keep",
        "is an ISO period, for programs",
        _iso,
    ),
    (
        re.compile(r"^[0-9]+ (hour|day|week|month|year)s?$"),
        "RET-03",
        "says how long, but not from when",
        lambda match: f"add the event that starts the time: `{match.string} after collected`",
    ),
    (
        re.compile(r"^(?P<number>[0-9]{1,5}) (?P<unit>(heure|jour|semaine|année|an)s?|mois)\b"),
        "keep",
        "is not in the words of a rule",
        _french,
    ),
    (
        re.compile(
            r"as long as|necessary|needed|reasonable|indefinite|for ?ever|unlimited|"
            r"nécessaire|raisonnable|conform|illimité|durée|légal",
            re.IGNORECASE,
        ),
        "RET-02",
        "has no end that anybody can compute",
        _always("write a time and an event, such as `2 years after contract-end`"),
    ),
    (
        re.compile(r"^(at most|at least|up to|within|for) ", re.IGNORECASE),
        "keep",
        "is not how a time is written",
        _always(
            "a time is a ceiling already: `180 days after collected`; with a floor: `between 7 days and 1 year after created`"
        ),
    ),
)
