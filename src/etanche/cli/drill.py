"""`etanche drill`: break each promise in a sandbox and see that its check notices."""

from __future__ import annotations

from typing import Annotated

import typer

from etanche.cli.house import House
from etanche.cli.terminal import FINDING, language, out, show, show_json, words


def command(
    context: typer.Context,
    only: Annotated[str | None, typer.Option(metavar="PROMISE", help="only the drills of this promise or kind")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="print for programs")] = False,
) -> None:
    """Sabotage a throw-away copy of the house, promise by promise; exit 1 if a check was asleep."""
    from etanche.proof import drill_as_json, sabotage_words

    house: House = context.obj
    with house.open_with_door() as instance:
        results = []
        for result in instance.drill(only=only):
            results.append(result)
            if not as_json:
                word = words("drill.noticed" if result.noticed else "drill.asleep")
                out().print(f"{word:<9}", style="green" if result.noticed else "bold red", end="")
                show(f" {result.promise}  {sabotage_words(result, language())}")
        instance.keep_drills(results)
    if as_json:
        show_json([drill_as_json(result) for result in results])
    else:
        show(words("drill.done", drills=len(results), noticed=sum(result.noticed for result in results)))
    if not all(result.noticed for result in results):
        raise typer.Exit(FINDING)
