"""
How `etanche request` prints requests: in lists without names, opened with them.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from etanche.cli.terminal import language, show, show_json, words

if TYPE_CHECKING:
    from etanche.rights import Filed, Shown

COLUMNS = ("name", "right", "received", "state", "due", "to")


def tell_filed(filed: Filed, *, as_json: bool) -> None:
    """Print how a request is after something was done with it."""
    if as_json:
        show_json(as_object(filed))
        return
    show(words("request.is", name=filed.name, state=_state(filed), due=filed.due.isoformat()))


def _state(filed: Filed) -> str:
    from etanche.words import say

    return say(f"request.state.{filed.request.state}", language())


def row(one: Filed, today: date) -> tuple[str, ...]:
    """Return the line of a request in a list: no name."""
    due = one.due.isoformat()
    late = words("request.late", due=due) if one.is_open and one.due < today else due
    return one.name, str(one.request.right), one.request.received.isoformat(), _state(one), late, one.assigned or "–"


def as_object(one: Filed) -> dict[str, object]:
    """Return a request for programs: nothing of who asks but a random id."""
    clock = one.request
    return {
        "request": clock.id.hex(),
        "name": one.name,
        "person": one.person.hex(),
        "right": str(clock.right),
        "received": clock.received.isoformat(),
        "channel": one.channel,
        "state": str(clock.state),
        "due": one.due.isoformat(),
        "answered": None if clock.answered_on is None else clock.answered_on.isoformat(),
        "outcome": None if clock.outcome is None else str(clock.outcome),
        "grounds": [str(ground) for ground in clock.grounds],
        "assigned": one.assigned or None,
        "record": str(one.record),
    }


def shown_object(shown: Shown) -> dict[str, object]:
    """Return a request that was opened, for programs."""
    return as_object(shown.filed) | {
        "from": {"name": shown.name, "email": shown.email},
        "altered": shown.altered,
        "words": shown.words,
        "answer": shown.answer,
        "calls": [{"duty": str(one.duty), "call": str(one.call), "due": one.due.isoformat()} for one in shown.calls],
        "plan": None if shown.plan is None else shown.plan.as_json(),
        "recipients": list(shown.recipients),
        "by_hand": list(shown.by_hand),
    }


def show_all(shown: Shown) -> None:
    """Print a request that was opened: its words, what it needs, what an erasure would do."""
    from etanche.words import say

    filed = shown.filed
    show(f"{filed.name}  {say(f'request.right.{filed.request.right}', language())}", style="bold")
    show(f"{_state(filed)}, {filed.request.received.isoformat()} → {filed.due.isoformat()}")
    if shown.altered:
        show(f"! {say('request.desk.altered', language())}", style="yellow")
    for one in (shown.name, shown.email, shown.words):
        if one:
            show(one)
    for call in shown.calls:
        show(f"! {say(f'request.call.{call.call}', language())}: {call.due.isoformat()}", style="yellow")
    if shown.plan is not None:
        for category, records in shown.plan.going.items():
            show(f"  {words('request.goes', category=category, n=records)}")
        for kept in shown.plan.kept:
            until = kept.until or "–"
            blanks = {"category": kept.category, "n": kept.records, "purpose": kept.purpose, "until": until}
            show(f"  {words('request.stays', **blanks)}")
    if shown.by_hand:
        show(words("request.by-hand", names=", ".join(shown.by_hand)))
    if shown.answer:
        show(shown.answer)
