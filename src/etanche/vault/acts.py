"""
What channels tell of: events that Étanche cannot see itself, and acts of people that count as one.

The charter names the channels of each event (LANGUAGE §5). A channel tells one outright (`Door.tell`), or a record that a person
gives by it is an act of theirs: they wrote, called, filled in a form. A program that writes about somebody is no act of theirs.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from etanche.charter import Act, ChannelKind, Plan
from etanche.clock import day_of
from etanche.errors import Refused
from etanche.standing import Told

ACTS = {
    ChannelKind.FORM: frozenset({Act.FORM, Act.MESSAGE, Act.REQUEST, Act.ORDER}),
    ChannelKind.MAIL: frozenset({Act.MESSAGE, Act.REPLY}),
    ChannelKind.DESK: frozenset({Act.MESSAGE, Act.CALL, Act.MEETING}),
    ChannelKind.ACCOUNT: frozenset({Act.LOGIN, Act.FORM, Act.MESSAGE, Act.REQUEST, Act.ORDER}),
}
"""What people do at a door of each kind; at the others they do nothing themselves."""

_LAST = "last-"


class NotTold(Refused):
    """A channel told something that the charter does not let it tell; nothing was written but that it tried."""

    def __init__(self, event: str) -> None:
        """Say which event, if the charter names it."""
        super().__init__(
            "this channel does not tell of that event",
            hint=f"the charter says who does: `events: {{{event}: {{from: […]}}}}`",
        )


def may_tell(plan: Plan, channel: str, event: str) -> bool:
    """Return whether the charter lets a channel tell of an event."""
    return event in plan.events and channel in plan.events[event].channels


def counts_for(plan: Plan, channel: str, event: str, act: Act | None) -> bool:
    """Return whether what somebody did counts as an event; without an act, what people do at a door of that kind."""
    counts = plan.events[event].counts
    if not event.startswith(_LAST) or not counts:
        return True
    return act in counts if act is not None else not counts.isdisjoint(ACTS.get(plan.channels[channel], frozenset()))


def acts_of(plan: Plan, channel: str) -> list[str]:
    """Return the events that a record which a person gives by a channel is an act for."""
    if plan.channels.get(channel) not in ACTS:
        return []
    return sorted(
        event
        for event in plan.events
        if event.startswith(_LAST) and may_tell(plan, channel, event) and counts_for(plan, channel, event, None)
    )


def known(event: str, day: str, told: Iterable[Told], zone: str) -> bool:
    """Return whether an act of that day, or of a later one, was heard of already."""
    return any(one.event == event and _day(one.effective, zone).isoformat() >= day for one in told)


def _day(when: date | datetime, zone: str) -> date:
    return day_of(when, zone) if isinstance(when, datetime) else when
