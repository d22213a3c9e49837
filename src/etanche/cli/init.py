"""`etanche init --charter FILE`: a new instance that obeys a charter."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from etanche.cli.house import House
from etanche.cli.terminal import show, words


def command(
    context: typer.Context,
    charter: Annotated[Path, typer.Option(help="the charter that the instance will obey")],
) -> None:
    """Make an instance: its stores, its keys, and its charter."""
    from etanche.clock import SystemClock
    from etanche.instance import Instance

    house: House = context.obj
    with Instance.create(house.data, charter=charter, passphrase=house.passphrase(), clock=SystemClock()) as made:
        show(
            words(
                "init.done",
                folder=house.data,
                organisation=made.charter.organisation.name,
                promises=len(made.plan.promises),
            )
        )
        show(words("init.kit", root=made.folder / "root"))
