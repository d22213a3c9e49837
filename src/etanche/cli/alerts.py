"""`etanche alerts`: what somebody is to be told and was not yet, and whether anybody can be."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from etanche.cli.house import House
from etanche.cli.terminal import FINDING, show, show_json, table, words

if TYPE_CHECKING:
    from etanche.instance import Organisation
    from etanche.proof import Alert

COLUMNS = ("at", "promise", "change")
_TO_THE_MINUTE = len("2026-11-21T06:02")


def command(
    context: typer.Context,
    send: Annotated[
        bool, typer.Option("--send", help="send what waits now, instead of waiting for the worker")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="print for programs")] = False,
) -> None:
    """List what is to be told and was not yet; exit 1 if something waits."""
    house: House = context.obj
    with house.open() as instance:
        told = instance.post_alerts() if send else 0
        if told:
            instance.mail.send()
        waiting = instance.alerts()
        configured = instance.readers is not None
        goes = instance.settings.mail is not None
    if as_json:
        show_json([one.as_json() for one in waiting])
    else:
        if send:
            show(words("alerts.told" if goes or not told else "alerts.unsent", n=told))
        if waiting:
            table([words(f"alerts.{name}") for name in COLUMNS], list(map(row, waiting)))
        show(words("alerts.waiting", n=len(waiting)))
        if not configured:
            show(words("alerts.no-server"), style="yellow")
    if waiting:
        raise typer.Exit(FINDING)


def row(one: Alert) -> tuple[str, ...]:
    """Return an alert as a row."""
    if one.about == "asleep" and one.was:
        change = words("alerts.asleep", n=int(one.now), since=one.was[:_TO_THE_MINUTE])
    elif one.about == "asleep":
        change = words("alerts.never-looked", n=int(one.now))
    else:
        change = f"{one.was} → {one.now}" if one.about == "verdict" and one.was else one.now
    return f"{one.at:%Y-%m-%d %H:%M}", one.promise, change


def tell_waiting(instance: Organisation) -> None:
    """Say how much waits to be told, and whether anybody can be, after a run of checks."""
    waiting = len(instance.alerts())
    if waiting:
        show(words("alerts.waiting", n=waiting))
    if waiting and instance.readers is None:
        show(words("alerts.no-server"), style="yellow")


def tell_ending(instance: Organisation) -> None:
    """Say which evidence ends within a month, or has lapsed."""
    from etanche.proof import stage_of

    for one in instance.attestations.listed():
        stage = stage_of(one)
        if stage is not None:
            show(words(f"attest.ending.{stage}", promise=f"attest:{one.row.name}", until=one.until), style="yellow")
