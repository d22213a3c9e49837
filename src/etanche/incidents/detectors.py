"""
Detectors: pure functions over lines of the journal, one after the other; each says what weighs how much, for whom.

    weighed = [one for detector in DETECTORS for one in detector(line)]

What weighs is summed for each (detector, subject) over a window of minutes; over its limit an incident is raised, once (`window`). Lines of the
checks' own probes weigh nothing; a line that bears their mark and was not written by one of them weighs at once.
The limits are those of a small company's ordinary days, many times over.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, NamedTuple

from etanche.gate import Reason
from etanche.incidents.incident import Severity
from etanche.journal import Entry, Line
from etanche.vault import LOOKS, THEMSELVES

PROBER: Final = "prober"
"""What begins the name of every actor of a check."""

_OURS: Final = frozenset({"accounts", "instance", "vault", "etanche", THEMSELVES})
"""What the journal calls programs of ours, and people before their own data: each acts for many."""

_SEES: Final = LOOKS - {"forget", "update", "move"}
"""By which somebody gets to see records that were not theirs to take back."""

REFUSED_LOGINS: Final = frozenset({401, 403, 429})
"""Answers by which an attempt to come in failed, or to ask with no right; at the pages by which one comes in, an attempt made too soon is one more."""

_EXPORTS: Final = frozenset({"copy", "disclose"})
_REFUSED: Final = frozenset(reason.value for reason in Reason) - {Reason.GRANTED.value}


class Found(StrEnum):
    """What a detector notices; each has its title in the words of both languages."""

    MASS_READING = "mass-reading"
    OUTSIDE_CASE = "outside-case"
    MISUSE = "misuse"
    LOGIN_STORM = "login-storm"
    REFUSED_ATTEMPTS = "refused-attempts"
    EXPORT_SPIKE = "export-spike"
    BROKEN_PROMISE = "broken-promise"
    CHAIN_FAULT = "chain-fault"
    SEAL_BROKEN = "seal-broken"
    FORGED_PROBE = "forged-probe"
    HALT_CHANGED = "halt-changed"


class Limit(NamedTuple):
    """Over how much, within how many minutes, an incident is raised, and how severe it looks at first sight."""

    over: int
    minutes: int
    severity: Severity = Severity.UNKNOWN


LIMITS: Final[Mapping[Found, Limit]] = {
    Found.MASS_READING: Limit(500, 10),
    Found.OUTSIDE_CASE: Limit(2, 60),
    Found.MISUSE: Limit(0, 60),
    Found.LOGIN_STORM: Limit(100, 10),
    Found.REFUSED_ATTEMPTS: Limit(20, 10),
    Found.EXPORT_SPIKE: Limit(2_000, 60),
    Found.BROKEN_PROMISE: Limit(0, 60),
    Found.CHAIN_FAULT: Limit(0, 60),
    Found.SEAL_BROKEN: Limit(0, 60),
    Found.FORGED_PROBE: Limit(0, 60),
    Found.HALT_CHANGED: Limit(0, 60),
}


@dataclass(frozen=True, kw_only=True)
class Weighed:
    """How much a line weighs, for one detector and one subject."""

    found: Found
    subject: str
    weight: int


Detector = Callable[[Line], Iterator[Weighed]]


def mass_reading(line: Line) -> Iterator[Weighed]:
    """Weigh how many people's records somebody got to see by one line."""
    entry = line.entry
    if entry.act in LOOKS and entry.actor not in _OURS:
        yield from _some(Found.MASS_READING, entry.actor, _number(entry, "persons"))


def outside_case(line: Line) -> Iterator[Weighed]:
    """Weigh each attempt to see without a case what nobody sees without one, and an inquiry that ended in misuse most of all."""
    entry = line.entry
    if entry.act == "inquiry-opened":
        yield Weighed(found=Found.OUTSIDE_CASE, subject=entry.actor, weight=1)
    if entry.act == "inquiry-answered" and entry.facts.get("finding") == "breach":
        yield Weighed(found=Found.MISUSE, subject=str(entry.facts.get("inquiry", "")), weight=1)


def login_storm(line: Line) -> Iterator[Weighed]:
    """Weigh what was refused at the pages to people, and to programs with no key: nobody knows whom."""
    entry = line.entry
    if entry.act == "turned-away":
        refused = sum(_number(entry, f"answered-{status}") for status in REFUSED_LOGINS)
        yield from _some(Found.LOGIN_STORM, "strangers", refused)


def refused_attempts(line: Line) -> Iterator[Weighed]:
    """Weigh each no of the gate to one actor."""
    entry = line.entry
    if entry.decision in _REFUSED and entry.actor not in _OURS:
        yield Weighed(found=Found.REFUSED_ATTEMPTS, subject=entry.actor, weight=1)


def export_spike(line: Line) -> Iterator[Weighed]:
    """Weigh what was copied or handed on."""
    entry = line.entry
    if entry.act in _EXPORTS and entry.decision not in _REFUSED:
        yield from _some(Found.EXPORT_SPIKE, entry.actor, _number(entry, "records"))


def broken_promise(line: Line) -> Iterator[Weighed]:
    """Weigh a run of checks that found promises broken; its line bears its own mark."""
    entry = line.entry
    if entry.act == "prove":
        yield from _some(Found.BROKEN_PROMISE, "promises", _number(entry, "broken"))


def altered(line: Line) -> Iterator[Weighed]:
    """Weigh records that did not open, a word that was put back, and a line whose mark does not fit."""
    entry = line.entry
    if not line.ours:
        yield Weighed(found=Found.CHAIN_FAULT, subject=f"line {line.seq}", weight=1)
    if entry.act == "seal-broken":
        yield Weighed(found=Found.SEAL_BROKEN, subject=entry.object, weight=1)
    if entry.act == "halt-put-back":
        yield Weighed(found=Found.HALT_CHANGED, subject=entry.object, weight=1)


def forged_probe(line: Line) -> Iterator[Weighed]:
    """Weigh a line by which somebody saw records under the mark of a check, and was none."""
    entry = line.entry
    if entry.probe is not None and entry.act in _SEES and not entry.actor.startswith(PROBER):
        yield Weighed(found=Found.FORGED_PROBE, subject=entry.actor, weight=1)


OF_EVERYBODY: Final[tuple[Detector, ...]] = (
    mass_reading,
    outside_case,
    login_storm,
    refused_attempts,
    export_spike,
)
"""What weighs unless a check did it."""

OF_LINES: Final[tuple[Detector, ...]] = (broken_promise, altered, forged_probe)
"""What weighs whoever did it."""


def weigh(line: Line) -> Iterator[Weighed]:
    """Yield all that a line weighs; a forged mark spares nobody."""
    forged = list(forged_probe(line))
    detectors = (*OF_EVERYBODY, *OF_LINES) if line.entry.probe is None or forged else OF_LINES
    for detector in detectors:
        yield from detector(line)


def _some(found: Found, subject: str, weight: int) -> Iterator[Weighed]:
    if weight > 0:
        yield Weighed(found=found, subject=subject, weight=weight)


def _number(entry: Entry, name: str) -> int:
    value = entry.facts.get(name, 0)
    return value if isinstance(value, int) else 0
