"""
How `etanche request` prints requests: in lists without names, opened with them.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from etanche.cli.terminal import language, show, show_json, words

if TYPE_CHECKING:
    from etanche.rights import Filed, Shown
    from etanche.vault import ErasurePlan

COLUMNS = ("name", "right", "received", "state", "due", "to")


def tell_filed(filed: Filed, *, as_json: bool) -> None:
    """Print how a request is after something was done with it."""
    if as_json:
        show_json(filed.as_json())
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


def show_all(shown: Shown, told: Sequence[str]) -> None:
    """Print a request that was opened: its words, what it needs, what an erasure would do, and who else is told."""
    from etanche.words import say

    filed = shown.filed
    show(f"{filed.name}  {say(f'request.right.{filed.request.right}', language())}", style="bold")
    show(f"{_state(filed)}, {filed.request.received.isoformat()} → {filed.due.isoformat()}")
    if shown.altered:
        show(f"! {say('request.desk.altered', language())}", style="yellow")
    for one in filter(None, (shown.name, shown.email, shown.words)):
        show(one)
    for call in shown.calls:
        show(f"! {say(f'request.call.{call.call}', language())}: {call.due.isoformat()}", style="yellow")
    if shown.plan is not None:
        _show_plan(shown.plan)
    _warn(shown)
    for line in told:
        show(line)
    if shown.by_hand:
        show(words("request.by-hand", names=", ".join(shown.by_hand)))
    if shown.answer:
        show(shown.answer)


def _warn(shown: Shown) -> None:
    """Print what somebody has to know before they do anything: what stays frozen, whom no letter reaches, what an authority demands."""
    from etanche.words import say

    if shown.frozen_by:
        names = ", ".join(one.name for one in shown.frozen_by)
        show(f"! {say('request.desk.still-frozen', language(), names=names)}", style="yellow")
    if shown.unwritten:
        show(f"! {say('request.desk.unwritten', language())}", style="yellow")
    for one in shown.demanded:
        key = "demanded" if one.named else "demanded-open"
        show(f"! {say(f'request.desk.{key}', language(), name=one.name)}", style="yellow")
        show(f"  {one.hold}")


def _show_plan(plan: ErasurePlan) -> None:
    for category, records in plan.going.items():
        show(f"  {words('request.goes', category=category, n=records)}")
    for kept in plan.kept:
        until = kept.until or "–"
        blanks = {"category": kept.category, "n": kept.records, "purpose": kept.purpose, "until": until}
        show(f"  {words('request.stays', **blanks)}")


def headed(text: str) -> tuple[dict[str, str], str]:
    """Return what the first lines say of who asks, and the rest: an address is never an argument."""
    head: dict[str, str] = {}
    lines = text.splitlines()
    while lines and (found := lines[0].partition(":"))[1] and found[0].strip().lower() in {"name", "email"}:
        head[found[0].strip().lower()] = found[2].strip()
        lines.pop(0)
    return head, "\n".join(lines).strip()
