"""`etanche assign` and `etanche undertaking`: what is somebody's own, and what they undertook, as somebody else says."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

import typer

from etanche.cli.acting import Actor
from etanche.cli.house import House
from etanche.cli.terminal import show, typed_in, words

For = Annotated[str, typer.Option("--for", help="of whom it is said")]


def assign(
    context: typer.Context,
    role: Annotated[str, typer.Argument(help="a role that sees its own records only: `needs: {own: …}`")],
    whom: For,
    actor: Actor,
    until: Annotated[
        datetime | None, typer.Option(help="until which day; for good if left out", formats=["%Y-%m-%d"])
    ] = None,
) -> None:
    """Say which values are somebody's own, in place of those before: one a line, from the standard input; none takes all away."""
    house: House = context.obj
    values = [line.strip() for line in typed_in().splitlines() if line.strip()]
    with house.open() as instance:
        end = None if until is None else until.replace(tzinfo=UTC)
        instance.vault.assign(role, actor=whom, values=values, by=actor, until=end)
    show(words("assign.done", n=len(values)))


def undertaking(
    context: typer.Context,
    agreement: Annotated[str, typer.Argument(help="the undertaking, as `attested` of the charter names it")],
    whom: For,
    until: Annotated[datetime, typer.Option(help="until which day it is in date", formats=["%Y-%m-%d"])],
    actor: Actor,
) -> None:
    """Attest that somebody gave an undertaking; nobody attests their own. A day that is past ends it."""
    house: House = context.obj
    with house.open() as instance:
        instance.vault.attest(agreement, actor=whom, until=until.replace(tzinfo=UTC), by=actor)
    show(words("assign.undertaken", until=f"{until:%Y-%m-%d}"))
