"""
The mistakes people make in a `keep` rule, each with what to write instead.

One entry is one mistake: a pattern, the rule of the catalogue that it breaks, the sentence, and the right way to write it.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from etanche.charter.phrase import quoted
from etanche.charter.saying import Blanks
from etanche.charter.vocabulary import ENDED_BY, STATES

_ISO_UNITS = {"D": "day", "W": "week", "M": "month", "Y": "year", "TH": "hour"}
_FRENCH_UNITS = {"heure": "hour", "jour": "day", "semaine": "week", "mois": "month", "an": "year", "année": "year"}


@dataclass(frozen=True, kw_only=True)
class Mistake:
    """A rule that cannot be read, understood well enough to help."""

    rule: str
    says: str
    blanks: Blanks


def diagnose(words: str) -> Mistake | None:
    """Return what is wrong with a rule that could not be read, if it is a known mistake."""
    for pattern, rule, says, right in _KNOWN:
        match = pattern.search(words)
        if match:
            return Mistake(rule=rule, says=says, blanks={"text": quoted(words), "right": f"`{right(match)}`"})
    return None


def _count(number: str, unit: str) -> str:
    number = number.lstrip("0") or "1"
    return f"{number} {unit}{'' if number == '1' else 's'}"


def _until(match: re.Match[str]) -> str:
    state = ENDED_BY.get(match["event"])
    names = [name for name, known in STATES.items() if known is state]
    return f"while {names[0]}" if names else "1 year after last-contact"


def _iso(match: re.Match[str]) -> str:
    unit = _ISO_UNITS.get(f"{match['time'] or ''}{match['unit']}".upper())
    return f"{_count(match['number'], unit)} after collected" if unit else "180 days after collected"


def _french(match: re.Match[str]) -> str:
    unit = match["unit"]
    english = _FRENCH_UNITS.get(unit) or _FRENCH_UNITS[unit.removesuffix("s")]
    return f"{_count(match['number'], english)} after collected"


def _always(right: str) -> Callable[[re.Match[str]], str]:
    return lambda _match: right


_KNOWN: tuple[tuple[re.Pattern[str], str, str, Callable[[re.Match[str]], str]], ...] = (
    (re.compile(r"^until (?P<event>[a-z-]+)"), "keep", "until", _until),
    (re.compile(r"^P(?P<time>T)?(?P<number>[0-9]{1,5})(?P<unit>[DWMYH])$", re.IGNORECASE), "keep", "iso", _iso),
    (
        re.compile(r"^[0-9]+ (hour|day|week|month|year)s?$"),
        "RET-03",
        "from-when",
        lambda match: f"{match.string} after collected",
    ),
    (
        re.compile(r"^(?P<number>[0-9]{1,5}) (?P<unit>(heure|jour|semaine|année|an)s?|mois)\b"),
        "keep",
        "french",
        _french,
    ),
    (
        re.compile(r"\b[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?$"),
        "RET-13",
        "calendar-day",
        _always("180 days after collected"),
    ),
    (
        re.compile(r"for ?ever|unlimited|indefinite|perpetu|perpétu|illimité|sans limit|à vie\b", re.IGNORECASE),
        "RET-24",
        "for-ever",
        _always("2 years after contract-end"),
    ),
    (
        re.compile(r"as long as|necessary|needed|reasonable|nécessaire|raisonnable|conform|durée|légal", re.IGNORECASE),
        "RET-02",
        "vague",
        _always("2 years after contract-end"),
    ),
    (
        re.compile(r"^(at most|at least|up to|within|for) ", re.IGNORECASE),
        "keep",
        "preposition",
        _always("180 days after collected"),
    ),
)
"""The mistake, the rule of the catalogue it breaks, its sentence, and what to write instead."""
