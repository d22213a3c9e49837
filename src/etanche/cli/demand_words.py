"""How a demand is printed: for people, as a row of the register, and for programs."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import TYPE_CHECKING

from etanche.cli.terminal import language, show, show_json, words

if TYPE_CHECKING:
    from etanche.incidents.demands import Counted, Demand


def show_demand(one: Demand, now: datetime, *, as_json: bool) -> None:
    """Print one demand, in order."""
    from etanche.words import say

    if as_json:
        show_json(one.as_json(now))
        return
    show(f"{one.name}  {one.asker}", style="bold")
    show(f"  {say(f'demand.state.{one.state}', language())} · {one.ground}")
    show(f"  {one.asked}")
    if one.silent(now) and one.silent_until is not None:
        show("  " + words("demand.silent", until=f"{one.silent_until:%Y-%m-%d}", law=one.silent_by))
    for step in one.story:
        numbers = " ".join(f"{name}={number}" for name, number in step.numbers.items())
        show(
            f"  {step.at:%Y-%m-%d %H:%M} UTC  {say(f'demand.what.{step.what}', language())}  {step.by} {numbers}".rstrip()
        )


def row_of(one: Demand) -> tuple[str, ...]:
    """Return a row of the register."""
    from etanche.words import say

    state, sort = say(f"demand.state.{one.state}", language()), say(f"demand.sort.{one.sort}", language())
    return one.name, str(one.received), str(one.due or "-"), state, sort, one.asker


def counted_row(one: Counted) -> tuple[str, ...]:
    """Return a row of figures; what is too small to be told is told as that."""
    from etanche.words import say

    few = words("demand.few")
    told = (few if number is None else str(number) for number in (one.came, one.answered, one.refused, one.persons))
    return str(one.year), say(f"demand.sort.{one.sort}", language()), *told


def counted_json(one: Counted) -> dict[str, object]:
    """Return figures for programs; nothing stands for what is too small to be told."""
    return asdict(one)
