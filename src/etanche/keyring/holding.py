"""
How a record of a person is held: which keys must be there for it to open, and so what can be forgotten by itself.

A key opens what must be forgotten together. Where every term of a category counts from the collection, what one person
left on one day goes together, and everybody's of that day goes with the secret of the day.
Where every term hangs on the person alone, all that they left in the category goes together.
Where a term hangs on the record (a case, a claim, a request), or on both, each record goes by itself.
"""

from __future__ import annotations

from enum import IntEnum

from etanche.charter import ChannelKind, Keep, Plan, While, spans

NOBODY = frozenset(
    {
        *(ChannelKind.AUDIENCE, ChannelKind.LOGS, ChannelKind.TELEMETRY, ChannelKind.CRASH_REPORT),
        *(ChannelKind.SELF_REPORT, ChannelKind.CONNECTOR),
    }
)
"""Kinds of door that do not know whose the data are that come in by them."""

_BY_DAY = frozenset({"collected", "created", "fiscal-year-end"})
_BY_PERSON_STATES = frozenset({"contract", "account", "membership", "consent"})
_BY_PERSON = frozenset(
    {
        *("contract-start", "contract-end", "account-opened", "account-closed", "joined", "left"),
        *("consent-given", "consent-withdrawn", "objection", "death-notified"),
    }
)


class Holding(IntEnum):
    """What a record of a person needs besides the key of its person for its category; the number is stored and bound."""

    BUCKET = 1
    """The secret of its day."""

    PERSON = 2
    """Nothing."""

    RECORD = 3
    """A secret of its own."""


def holding(plan: Plan, category: str) -> Holding:
    """Return how what comes in for a category is held from now on; what came in before stays as it was."""
    kinds = {kind for purpose in plan.purposes_of(category) for kind in _kinds(plan.terms[purpose, category])}
    return kinds.pop() if len(kinds) == 1 else Holding.RECORD


def knows_nobody(plan: Plan, category: str) -> bool:
    """Return whether no door of a category knows whose the data are: they are then held by category and day alone."""
    return all(plan.channels.get(channel) in NOBODY for channel in plan.categories[category].channels)


def _kinds(keep: Keep) -> set[Holding]:
    return {_state(span.state) if isinstance(span, While) else _event(span.event) for span in spans(keep)}


def _state(state: str) -> Holding:
    return Holding.PERSON if state in _BY_PERSON_STATES else Holding.RECORD


def _event(event: str) -> Holding:
    return Holding.BUCKET if event in _BY_DAY else Holding.PERSON if event in _BY_PERSON else Holding.RECORD
