"""
What a `keep` rule waits for: the beginnings that nobody recorded.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from etanche.charter.evaluate import Status, evaluate
from etanche.charter.keep import After, Between, FirstOf, Keep, LastOf, While
from etanche.charter.vocabulary import ENDED_BY, STATES


def missing(keep: Keep, events: Mapping[str, date | datetime], on: date | datetime, *, zone: str) -> frozenset[str]:
    """Return the events that a rule waits for to be known: nobody recorded them, or they are told of a day that lies ahead."""
    waited: str | None = None
    match keep:
        case FirstOf(rules=rules) | LastOf(rules=rules):
            return frozenset().union(*(missing(rule, events, on, zone=zone) for rule in rules))
        case While(state=name):
            waited = STATES[name].begins
        case After(event=event) | Between(event=event):
            state = ENDED_BY.get(event)
            waited = event if state is None or event in events else state.begins
    unknown = evaluate(keep, events, on, zone=zone).status is Status.UNKNOWN
    return frozenset({waited} if unknown and waited is not None else ())
