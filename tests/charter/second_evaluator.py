"""
A second reading of LANGUAGE §8.3, written from its text alone: it shares no code, no tables and no types with the package.

Rules are text, days are `2026-11-21`, and everything happens on whole days; hours are not for here.
"""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date

BEGINS_AND_ENDS = {
    "contract": ("contract-start", "contract-end"),
    "account": ("account-opened", "account-closed"),
    "membership": ("joined", "left"),
    "request": ("request-received", "request-answered"),
    "consent": ("consent-given", "consent-withdrawn"),
    "case": ("collected", "case-closed"),
    "claim": ("collected", "claim-closed"),
    "recruitment": ("collected", "recruitment-closed"),
    "identity-check": ("collected", "identity-checked"),
}
BEGUN_WITH_THE_RECORD = ("case", "claim", "recruitment", "identity-check")
NEED_NOT_HAPPEN = ("payment-debited", "objection", "death-notified")

Answer = tuple[str, str | None, str | None]
"""Status, not before, not after."""


def answer(rule: str, events: dict[str, str], on: str, year_ends: str = "12-31") -> Answer:
    """Return what a rule says of a record on a day."""
    past = {name: day for name, day in events.items() if day <= on}
    if match := re.fullmatch(r"(first|last) of \((.*)\)", rule):
        members = [answer(member, events, on, year_ends) for member in _split(match[2])]
        return _first(members) if match[1] == "first" else _last(members)
    if match := re.fullmatch(r"while ([a-z-]+)", rule):
        return _while(match[1], events, past)
    if match := re.fullmatch(r"between (.+) and (.+) after ([a-z-]+)", rule):
        return _after(match[3], match[1], match[2], events, past, on, year_ends)
    match = re.fullmatch(r"(.+) after ([a-z-]+)", rule)
    assert match is not None, rule
    return _after(match[2], None, match[1], events, past, on, year_ends)


def _split(inside: str) -> list[str]:
    """Split at the commas that stand outside brackets."""
    parts, depth, start = [], 0, 0
    for place, letter in enumerate(inside):
        depth += (letter == "(") - (letter == ")")
        if letter == "," and depth == 0:
            parts.append(inside[start:place])
            start = place + 2
    return [*parts, inside[start:]]


def _state(name: str, events: dict[str, str], past: dict[str, str]) -> str:
    """Return `on`, `over`, `unknown` or `not begun`."""
    begins, ends = BEGINS_AND_ENDS[name]
    with_record = name in BEGUN_WITH_THE_RECORD
    if begins in events and begins not in past:
        return "unknown"
    begun, over = past.get(begins), past.get(ends)
    if over is not None and (with_record or begun is None or begun <= over):
        return "over"
    if with_record or begun is not None:
        return "on"
    return "not begun" if name == "consent" and ends not in events else "unknown"


def _while(name: str, events: dict[str, str], past: dict[str, str]) -> Answer:
    state = _state(name, events, past)
    if state == "over":
        return "due", None, past[BEGINS_AND_ENDS[name][1]]
    return ("open" if state == "on" else state), None, None


def _after(
    event: str,
    floor: str | None,
    ceiling: str,
    events: dict[str, str],
    past: dict[str, str],
    on: str,
    year_ends: str,
) -> Answer:
    ended = [name for name, (_, ends) in BEGINS_AND_ENDS.items() if ends == event]
    if ended and (state := _state(ended[0], events, past)) != "over":
        return ("open" if state == "on" else state), None, None
    start = _year_end(past.get("collected"), year_ends) if event == "fiscal-year-end" else past.get(event)
    if start is None:
        optional = event in (*NEED_NOT_HAPPEN, "consent-given") and event not in events
        return ("not begun" if optional else "unknown"), None, None
    end = later(start, ceiling)
    return ("due" if end <= on else "running"), later(start, floor) if floor else None, end


def later(day: str, time: str) -> str:
    """Return the day so much later: calendar months, and never a day that a month does not have."""
    number, unit = time.split(" ")
    year, month, of_month = (int(part) for part in day.split("-"))
    unit = unit.rstrip("s")
    if unit in ("day", "week"):
        return date.fromordinal(
            date(year, month, of_month).toordinal() + int(number) * {"day": 1, "week": 7}[unit]
        ).isoformat()
    months = year * 12 + month - 1 + int(number) * {"month": 1, "year": 12}[unit]
    year, month = months // 12, months % 12 + 1
    return date(year, month, min(of_month, monthrange(year, month)[1])).isoformat()


def _year_end(collected: str | None, year_ends: str) -> str | None:
    if collected is None:
        return None
    this_year = f"{collected[:4]}-{year_ends}"
    return this_year if collected <= this_year else f"{int(collected[:4]) + 1}-{year_ends}"


def _first(members: list[Answer]) -> Answer:
    """The smallest end; who is open or has not begun does not count, who is unknown spoils all that is not due."""
    ends = sorted(end for _, _, end in members if end is not None)
    floors = [floor for _, floor, _ in members]
    floor = None if None in floors else min(floor for floor in floors if floor is not None)
    statuses = [status for status, _, _ in members]
    if "due" in statuses:
        return "due", floor, ends[0]
    if "unknown" in statuses:
        return "unknown", None, None
    if ends:
        return "running", floor, ends[0]
    return ("open" if "open" in statuses else "not begun"), None, None


def _last(members: list[Answer]) -> Answer:
    """The largest end; unknown or open if any is."""
    statuses = [status for status, _, _ in members]
    for status in ("unknown", "open"):
        if status in statuses:
            return status, None, None
    ends = sorted(end for _, _, end in members if end is not None)
    if not ends:
        return "not begun", None, None
    floors = sorted(floor for _, floor, _ in members if floor is not None)
    return ("running" if "running" in statuses else "due"), floors[-1] if floors else None, ends[-1]
