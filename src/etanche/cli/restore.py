"""`etanche restore BACKUP`: put the data of a backup back against the keys of now."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from etanche.cli.acting import Actor
from etanche.cli.house import House, Place, log_to_stderr
from etanche.cli.terminal import FINDING, show, show_json, tell, words

if TYPE_CHECKING:
    from etanche.instance import Restored


def command(
    context: typer.Context,
    backup: Annotated[Path, typer.Argument(help="one backup: a folder that `etanche backup list` shows")],
    by: Actor,
    dry_run: Annotated[
        bool, typer.Option(help="look at everything, say what would be lost, and change nothing")
    ] = False,
    shelf_lost: Annotated[
        bool, typer.Option(help="use the backup's shelf of keys too, because every copy of the shelf is lost")
    ] = False,
    tombstones: Annotated[
        Path | None, typer.Option(help="the newest file of tombstones, if it is not the one in the instance's folder")
    ] = None,
    place: Place = None,
    as_json: Annotated[bool, typer.Option("--json", help="print for programs")] = False,
) -> None:
    """Restore an instance that nobody has open, or a place of it. What was destroyed since the backup stays dead. Exit 1 if data are missing."""
    from etanche.clock import SystemClock
    from etanche.instance import Instance, Order, restore

    house: House = context.obj
    log_to_stderr()
    secret = house.passphrase()
    order = Order(
        folder=place or house.data,
        copy=backup,
        by=by,
        shelf_lost=shelf_lost,
        tombstones=tombstones,
        dry_run=dry_run,
        home=house.data if place else None,
    )
    clock = SystemClock()
    restored = restore(
        order, passphrase=lambda: secret, clock=clock, tell=lambda step: tell(words(f"restore.step.{step}"))
    )
    missing, rows = 0, 0
    if not dry_run:
        with Instance.open(house.data, passphrase=lambda: secret, clock=clock) as instance:
            vault = instance.house_at(place).vault
            rows = vault.bury()
            missing = len(vault.missing())
    if as_json:
        show_json(restored.as_json() | {"buried": rows, "missing_days": missing})
    else:
        _tell(restored, rows)
    if missing:
        tell(words("restore.missing", n=missing), style="bold red")
        raise typer.Exit(FINDING)


def tell_given_up(organisations: int) -> None:
    """Say that whole organisations are not in the data, and until when a newer copy brings them back."""
    if organisations:
        show(words("restore.given-up", n=organisations), style="bold red")


def _tell(restored: Restored, rows: int) -> None:
    """Say what was done and what is lost."""
    show(words("restore.tried" if restored.dry_run else "restore.done", taken=f"{restored.taken:%Y-%m-%d %H:%M}"))
    if restored.lost is not None:
        lost = restored.lost
        show(words("restore.lost", n=lost.lines, first=lost.first, last=lost.last), style="yellow")
    tell_given_up(restored.organisations)
    if restored.deleted or rows:
        show(words("restore.dead", rows=rows + restored.deleted))
    show(words("restore.again"), style="yellow")
