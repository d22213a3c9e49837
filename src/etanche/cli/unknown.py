"""`etanche unknown` and `etanche supply`: dates that nobody recorded, and supplying them as somebody's decision."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import typer

from etanche.cli.acting import Actor, AsJson
from etanche.cli.house import House
from etanche.cli.terminal import FINDING, show, show_json, table, words

if TYPE_CHECKING:
    from etanche.vault import Assumed, Unknown

COLUMNS = ("category", "event", "purposes", "persons", "records", "oldest", "overdue")


def command(context: typer.Context, as_json: AsJson = False) -> None:
    """List the dates that records wait for, by category and event, and those that somebody assumed. Exit 1 if one is waited for."""
    house: House = context.obj
    with house.open() as instance:
        waiting, assumed = instance.vault.unknown(), instance.vault.assumed()
    if as_json:
        show_json({"unknown": [one.as_json() for one in waiting], "assumed": [one.as_json() for one in assumed]})
    else:
        _tell(waiting, assumed)
    if waiting:
        raise typer.Exit(FINDING)


def supply(
    context: typer.Context,
    event: Annotated[str, typer.Argument(help="the event that is waited for, such as contract-start")],
    actor: Actor,
    on: Annotated[
        datetime | None,
        typer.Option(help="when it happened; the day of each one's first record if left out", formats=["%Y-%m-%d"]),
    ] = None,
    category: Annotated[str | None, typer.Option(help="only for records of this category")] = None,
) -> None:
    """Supply a date for everybody of whom it is waited for, by your decision; it is journalled, and shown as assumed."""
    house: House = context.obj
    with house.open() as instance:
        day = None if on is None else on.date()
        told = instance.vault.supply(event, actor=actor, on=day, category=category)
    show(words("unknown.supplied", persons=told), style="green")


def _tell(waiting: tuple[Unknown, ...], assumed: tuple[Assumed, ...]) -> None:
    if waiting:
        rows = [
            (
                *(one.category, one.event, ", ".join(sorted(one.purposes)), str(len(one.persons)), str(one.records)),
                *(one.oldest.isoformat(), str(one.overdue)),
            )
            for one in waiting
        ]
        table([words(f"unknown.{name}") for name in COLUMNS], rows)
    else:
        show(words("unknown.none"), style="green")
    for one in assumed:
        show(words("unknown.assumed", event=one.event, n=one.events, by=one.by, first=one.first, last=one.last))
