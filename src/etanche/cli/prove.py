"""`etanche prove`: look at every promise, now, and say what was seen."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from etanche.cli.house import House
from etanche.cli.terminal import FINDING, STATE_MARK, STATE_STYLE, language, out, show, show_json, words, wrapped

if TYPE_CHECKING:
    from etanche.proof import Verdict

WORST_FIRST = ("broken", "unproven", "attested", "kept")
WELL = frozenset({"kept", "attested"})
INDENT = 2


def command(
    context: typer.Context,
    as_json: Annotated[bool, typer.Option("--json", help="print a list of verdicts for programs")] = False,
) -> None:
    """Check every promise; exit 0 only if each is kept, or attested in date."""
    from etanche.proof import as_json as verdict_as_json

    house: House = context.obj
    with house.open() as instance:
        run = instance.prove()
    if as_json:
        show_json([verdict_as_json(verdict, language()) for verdict in run.verdicts])
    else:
        tell_verdicts(run.verdicts)
        show(words("prove.done", promises=len(run.verdicts), seconds=f"{run.seconds:.1f}"))
        tell_tally(run.verdicts)
    if not all_is_well(run.verdicts):
        raise typer.Exit(FINDING)


def all_is_well(verdicts: Sequence[Verdict]) -> bool:
    """Say whether every promise is kept, or attested in date."""
    return all(verdict.state in WELL for verdict in verdicts)


def tell_verdicts(verdicts: Sequence[Verdict]) -> None:
    """Print each verdict with the sentence that explains it, the worst first."""
    from etanche.proof import because

    for state in WORST_FIRST:
        for verdict in verdicts:
            if verdict.state == state:
                out().print(f"{STATE_MARK[state]} ", style=STATE_STYLE[state], end="")
                show(verdict.id)
                wrapped(because(verdict, language()), indent=INDENT)


def tell_tally(verdicts: Sequence[Verdict]) -> None:
    """Print how many promises there are in each state, and whether all is well."""
    tally = Counter(str(verdict.state) for verdict in verdicts)
    counted = ", ".join(words(f"state.{state}", count=tally[state]) for state in WORST_FIRST if tally[state])
    if all_is_well(verdicts):
        show(words("prove.well", tally=counted), style="green")
    else:
        show(counted, style="bold red" if tally["broken"] else "yellow")
