"""`etanche prove`: look at every promise, now, and say what was seen."""

from __future__ import annotations

from typing import Annotated

import typer

from etanche.cli.house import House
from etanche.cli.terminal import FINDING, STATE_MARK, STATE_STYLE, language, out, show, show_json, words


def command(
    context: typer.Context,
    as_json: Annotated[bool, typer.Option("--json", help="print a list of verdicts for programs")] = False,
) -> None:
    """Check every promise; exit 0 only if each is kept, or attested in date."""
    from etanche.proof import State, because
    from etanche.proof import as_json as verdict_as_json

    house: House = context.obj
    with house.open() as instance:
        run = instance.prove()
    if as_json:
        show_json([verdict_as_json(verdict, language()) for verdict in run.verdicts])
    else:
        for verdict in run.verdicts:
            out().print(f"{STATE_MARK[verdict.state]} ", style=STATE_STYLE[verdict.state], end="")
            show(f"{verdict.id}  {because(verdict, language())}")
        show(words("prove.done", promises=len(run.verdicts), seconds=f"{run.seconds:.1f}"))
    if any(verdict.state not in {State.KEPT, State.ATTESTED} for verdict in run.verdicts):
        raise typer.Exit(FINDING)
