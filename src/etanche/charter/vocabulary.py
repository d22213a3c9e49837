"""
The closed lists of events and states that a `keep` rule may name (LANGUAGE §8.2), as data.

A state has a beginning and an end, each an event.
Four states begin with the record itself, so that nobody has to announce them: their `begins` is `None`.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class State:
    """A stretch of time between two events."""

    begins: str | None
    """The event that begins it; `None` when it begins with the collection of the record."""

    ends: str
    optional: bool = False
    """Whether it need not begin at all: then its absence is *not begun*, and not *unknown*."""

    endless: bool = False
    """Whether it may last for ever."""


STATES: dict[str, State] = {
    "contract": State(begins="contract-start", ends="contract-end", endless=True),
    "account": State(begins="account-opened", ends="account-closed", endless=True),
    "membership": State(begins="joined", ends="left", endless=True),
    "request": State(begins="request-received", ends="request-answered", endless=True),
    "consent": State(begins="consent-given", ends="consent-withdrawn", optional=True, endless=True),
    "case": State(begins=None, ends="case-closed"),
    "claim": State(begins=None, ends="claim-closed"),
    "recruitment": State(begins=None, ends="recruitment-closed"),
    "identity-check": State(begins=None, ends="identity-checked"),
}

ENDED_BY: dict[str, State] = {state.ends: state for state in STATES.values()}
"""Event → the state that it ends."""

OTHER_EVENTS = frozenset(
    {
        "collected",
        "created",
        "updated",
        "last-contact",
        "last-login",
        "last-order",
        "last-activity",
        "payment-debited",
        "card-expiry",
        "fiscal-year-end",
        "objection",
        "death-notified",
    }
)

EVENTS: frozenset[str] = OTHER_EVENTS | {
    event for state in STATES.values() for event in (state.begins, state.ends) if event is not None
}

OPTIONAL_EVENTS = frozenset({"payment-debited", "objection", "death-notified", "consent-given"})
"""Events that need not happen: without them a purpose has not begun."""

TOLD_EVENTS = frozenset(
    {
        "contract-start",
        "contract-end",
        "case-closed",
        "claim-closed",
        "recruitment-closed",
        "last-contact",
        "last-order",
        "last-activity",
        "payment-debited",
        "card-expiry",
    }
)
"""Events that Étanche cannot see itself: a channel or a column has to tell them."""

SEEN_EVENTS = frozenset({"collected", "created", "fiscal-year-end"})
"""Events that this version of Étanche records by itself."""

STANDING_ENDED = "standing-ended"
"""
What ends a consent or a refusal: another took its place, or nothing is left that it could be about.
Only what Étanche itself holds waits for it (LANGUAGE §12), and no charter.
"""
