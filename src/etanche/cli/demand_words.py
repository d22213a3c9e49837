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
        show_json(json_of(one, now))
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


def json_of(one: Demand, now: datetime) -> dict[str, object]:
    """Return a demand for programs."""
    return {
        "id": one.id.hex(),
        "name": one.name,
        "recipient": one.recipient,
        "sort": one.sort.value,
        "asker": one.asker,
        "ground": one.ground,
        "asked": one.asked,
        "received": one.received.isoformat(),
        "due": one.due.isoformat() if one.due else None,
        "state": one.state.value,
        "persons": sorted(person.hex() for person in one.persons),
        "records": one.records,
        "silent": one.silent(now),
        "silent-until": one.silent_until.isoformat() if one.silent_until else None,
        "told": one.told.at.isoformat() if one.told else None,
        "settled": one.settled,
        "story": [
            {"at": step.at.isoformat(), "what": step.what.value, "by": step.by, "words": step.words, **step.said}
            | dict(step.numbers)
            for step in one.story
        ],
    }


def counted_row(one: Counted) -> tuple[str, ...]:
    """Return a row of figures; what is too small to be told is told as that."""
    from etanche.words import say

    few = words("demand.few")
    told = (few if number is None else str(number) for number in (one.came, one.answered, one.refused, one.persons))
    return str(one.year), say(f"demand.sort.{one.sort}", language()), *told


def counted_json(one: Counted) -> dict[str, object]:
    """Return figures for programs; nothing stands for what is too small to be told."""
    return asdict(one)
