"""`etanche carries`: where each clause of an older text stands, by the charter that carries it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from etanche.cli.house import House
from etanche.cli.terminal import FINDING, STATE_MARK, STATE_STYLE, out, show, show_json, words

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from etanche.proof import Carrier, Clause

STANDS = {"none": "unproven", "part": "unproven", "whole": "kept"}
"""How a clause is marked, by how much of it is checked, from the worst to the best; a verdict says more."""

_WORST = "none"


def command(
    context: typer.Context,
    charters: Annotated[
        list[Path] | None, typer.Argument(help="charters; without one, the charter in force, with its verdicts")
    ] = None,
    clause: Annotated[str | None, typer.Option(metavar="ID", help="only this clause")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="print for programs")] = False,
) -> None:
    """Say for each clause which promises carry it, how much of them is checked and drilled; exit 1 if not all is checked."""
    from etanche.errors import NotFound

    found = [one for one in told(context.obj, charters or []) if clause in {None, one.id}]
    if not found:
        raise NotFound("no clause of this name is carried", hint="`carries` in a charter names its clauses")
    if as_json:
        show_json([one.as_json() for one in found])
    else:
        tell(found)
    if any(str(one.stands) != "whole" for one in found):
        raise typer.Exit(FINDING)


def told(house: House, charters: Sequence[Path]) -> Iterator[Clause]:
    """Yield the clauses of some charters, or of the one in force with its verdicts."""
    from etanche.charter import load
    from etanche.clock import SystemClock
    from etanche.proof import clauses

    if charters:
        for charter in charters:
            yield from clauses(load(charter, now=SystemClock().now()))
        return
    with house.open() as instance:
        yield from clauses(instance.charter, instance.verdicts().verdicts, instance.drilled())


def _drills(of: Carrier) -> str:
    """Return how many drills there are, and beside it what became of those that were run here."""
    if not of.drills:
        return ""
    there = f" · {words('carries.drills', drills=of.drills)}"
    if of.ran.last is None:
        return there
    ran = words("carries.ran", drills=of.ran.drills, noticed=of.ran.noticed, day=f"{of.ran.last:%Y-%m-%d}")
    return f"{there} ({ran})"


def tell(found: Sequence[Clause]) -> None:
    """Print the clauses, each with its promises, and how many stand where."""
    for clause in found:
        state = STANDS[str(clause.stands)]
        out().print(f"{STATE_MARK[state]} ", style=STATE_STYLE[state], end="")
        show(f"{clause.id}  {words(f'carries.{clause.stands}')}")
        for one in clause.carriers:
            verdict = "" if one.state is None else f" · {words(f'carries.state.{one.state}')}"
            show(f"    {one.promise}  {words(f'carries.{one.sight}')}{_drills(one)}{verdict}")
    best: dict[str, str] = {}
    for clause in found:
        # One that several charters carry is one clause: it stands where the best of them keeps it.
        best[clause.id] = max(best.get(clause.id, _WORST), str(clause.stands), key=[*STANDS].index)
    stands = [*best.values()]
    show(
        words(
            "carries.sum",
            clauses=len(stands),
            whole=stands.count("whole"),
            part=stands.count("part"),
            none=stands.count("none"),
        )
    )
