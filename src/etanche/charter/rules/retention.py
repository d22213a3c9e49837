"""
Every purpose ends, and the event its time runs from is one that somebody sees.
"""

from __future__ import annotations

from collections.abc import Iterator

from etanche.charter.keep import After, Between, FirstOf, Keep, LastOf, Unit, While, durations, print_keep, spans
from etanche.charter.kinds import Theme
from etanche.charter.model import Charter
from etanche.charter.rules.rule import Rule, Wrong
from etanche.charter.tree import Path
from etanche.charter.vocabulary import ENDED_BY, SEEN_EVENTS, STATES, TOLD_EVENTS

_LONGEST_AUDIENCE = 25
"""Months; the guidance of the CNIL on measuring audiences."""

_PER_MONTH = {Unit.MONTH: 1.0, Unit.YEAR: 12.0, Unit.DAY: 12 / 365, Unit.WEEK: 84 / 365, Unit.HOUR: 0.5 / 365}


def _rules(charter: Charter) -> Iterator[tuple[Path, Keep]]:
    yield ("vault", "journal", "keep"), charter.vault.journal.keep
    for name, purpose in charter.purposes.items():
        yield ("purposes", name, "keep"), purpose.keep


def waits_unsure(keep: Keep) -> bool:
    """Return whether a rule may wait for ever for a state that somebody has to end."""
    match keep:
        case After(event=event) | Between(event=event):
            return event in ENDED_BY and not ENDED_BY[event].endless
        case While(state=state):
            return not STATES[state].endless
        case FirstOf(rules=rules):
            return any(map(waits_unsure, rules)) and not any(map(_sure_to_end, rules))
        case LastOf(rules=rules):
            return any(map(waits_unsure, rules))


def _sure_to_end(keep: Keep) -> bool:
    """Return whether a rule has an end once its record is there, whatever people do."""
    match keep:
        case After(event=event) | Between(event=event):
            return event not in ENDED_BY
        case While():
            return False
        case FirstOf(rules=rules):
            return any(map(_sure_to_end, rules))
        case LastOf(rules=rules):
            return all(map(_sure_to_end, rules))


def _endless(charter: Charter) -> Iterator[Wrong]:
    for path, keep in _rules(charter):
        if waits_unsure(keep):
            first = print_keep(spans(keep)[0])
            hint = f"write `first of ({first}, 90 days after collected)`"
            yield Wrong(path=path, what=f"`{print_keep(keep)}` never ends if nobody closes it", hint=hint)


def _unseen(charter: Charter) -> Iterator[Wrong]:
    for path, keep in _rules(charter):
        journal = path[0] == "vault"
        seen = frozenset({"created"}) if journal else SEEN_EVENTS
        event = next((event for event in _events(keep) if event not in seen), None)
        if event is None or waits_unsure(keep):
            continue
        if event in TOLD_EVENTS:
            what = f"`{event}` must be told by a channel, in `events`, which this version does not read yet"
        else:
            what = f"nothing in this version tells `{event}`"
        if journal:
            what = f"`{event}` says nothing about an entry of the journal"
        column = print_keep(keep).find(event)
        yield Wrong(path=path, what=what, hint=f"count from `{min(seen)}`", column=max(column, 0))


def _events(keep: Keep) -> Iterator[str]:
    for span in spans(keep):
        match span:
            case After(event=event) | Between(event=event):
                yield event
            case While(state=state):
                yield STATES[state].begins or STATES[state].ends


def _hours(charter: Charter) -> Iterator[Wrong]:
    for path, keep in _rules(charter):
        if any(duration.unit is Unit.HOUR for duration in durations(keep)):
            what = "a time in hours is in the language but this version does not keep it yet"
            yield Wrong(path=path, what=what, hint="count in days")


def _long_audience(charter: Charter) -> Iterator[Wrong]:
    for name, purpose in charter.purposes.items():
        months = max((time.number * _PER_MONTH[time.unit] for time in durations(purpose.keep)), default=0)
        if purpose.theme is Theme.AUDIENCE and months > _LONGEST_AUDIENCE:
            what = f"figures of visits are kept longer than {_LONGEST_AUDIENCE} months"
            yield Wrong(path=("purposes", name, "keep"), what=what, hint="shorten the time, or note why it is needed")


RULES: tuple[Rule, ...] = (
    Rule(id="RET-02", search=_endless),
    Rule(id="RET-04", search=_unseen),
    Rule(id="later", search=_hours),
    Rule(id="CK-04", search=_long_audience),
)
