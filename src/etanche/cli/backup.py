"""`etanche backup FOLDER`, `backup list`, `prune` and `drill`: copies of a running instance, their end, and whether they serve."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from etanche.cli.acting import Actor
from etanche.cli.groups import DefaultGroup
from etanche.cli.house import House
from etanche.cli.terminal import FINDING, complain_of_all, progress, show, show_json, table, tell, words

if TYPE_CHECKING:
    from etanche.backup import Held
    from etanche.instance import Rehearsed

MAKE = "make"
COLUMNS = ("folder", "taken", "rows", "state")
_PARTS = ("data", "shelf", "digests")
"""What is copied and may take time, each shown by its own share of the bar."""

_SHARE = 1_000


class Making(DefaultGroup):
    """A folder may stand where a command would: then a backup is made in it."""

    default = MAKE


app = typer.Typer(
    cls=Making,
    help="Copies of the instance: `etanche backup FOLDER` makes one while everything runs.",
    no_args_is_help=True,
    rich_markup_mode=None,
)

Folder = Annotated[Path, typer.Argument(help="the folder that backups are in, best on another disk")]
AsJson = Annotated[bool, typer.Option("--json", help="print for programs")]


@app.command(MAKE)
def make(context: typer.Context, folder: Folder, by: Actor = "command-line", as_json: AsJson = False) -> None:
    """Make a backup; the word `make` may be left out. The root is never in it: keep the recovery kit elsewhere."""
    house: House = context.obj
    with house.whole() as instance, progress(len(_PARTS) * _SHARE, words("backup.bar")) as bar:

        def step(part: str, done: int, whole: int) -> None:
            if part in _PARTS:
                bar(_PARTS.index(part) * _SHARE + done * _SHARE // max(whole, 1))

        made, failed = instance.ask_grounds(lambda one: one.copies.make(folder, by=by, tell=step))
    if as_json:
        first, *places = (taken.as_json() for taken in made)
        show_json(first | ({"places": places} if places else {}))
    else:
        for taken in made:
            show(words("backup.done", folder=taken.folder, rows=sum(taken.manifest.counts.values())), style="green")
        show(words("backup.root"))
    complain_of_all(failed)


@app.command("list")
def list_(context: typer.Context, folder: Folder, as_json: AsJson = False) -> None:
    """List the backups in a folder, the oldest first; exit 1 if one is overdue or not of this instance's hand."""
    house: House = context.obj
    with house.whole() as instance:
        listed, failed = instance.ask_grounds(lambda one: one.copies.listed(folder))
    held = [one for ground in listed for one in ground]
    if as_json:
        show_json([one.as_json() for one in held])
    elif held:
        table([words(f"backup.{name}") for name in COLUMNS], [told(one) for one in held])
    else:
        tell(words("backup.none"))
    complain_of_all(failed)
    if any(one.overdue or one.manifest is None for one in held):
        raise typer.Exit(FINDING)


def told(one: Held) -> tuple[str, ...]:
    """Return a backup as a row."""
    known = one.manifest
    if known is None:
        return one.folder.name, "", "", words("backup.not-ours")
    state = words("backup.overdue" if one.overdue else "backup.in-time")
    return one.folder.name, f"{known.taken:%Y-%m-%d %H:%M}", str(sum(known.counts.values())), state


@app.command("prune")
def prune(context: typer.Context, folder: Folder, by: Actor = "command-line", as_json: AsJson = False) -> None:
    """Delete the backups that are older than the charter lets them be, and what was left half made."""
    house: House = context.obj
    with house.whole() as instance:
        pruned, failed = instance.ask_grounds(lambda one: one.copies.prune(folder, by=by))
    dead = [one for ground in pruned for one in ground]
    if as_json:
        show_json([{"id": one.id, "taken": one.taken.isoformat()} for one in dead])
    else:
        show(words("backup.pruned", n=len(dead)))
    complain_of_all(failed)


@app.command("drill")
def drill(
    context: typer.Context,
    folder: Annotated[
        Path | None, typer.Argument(help="the folder that backups are in; without it, the one in the settings")
    ] = None,
    by: Actor = "command-line",
    as_json: AsJson = False,
) -> None:
    """Put the last backup back for a moment, in a place that is destroyed: exit 1 unless the living are back and the erased do not open."""
    house: House = context.obj
    with house.whole() as instance:
        tried, failed = instance.ask_grounds(lambda one: one.rehearse(folder, by=by))
    if as_json:
        first, *places = (found.as_json() for found in tried)
        show_json(first | ({"places": places} if places else {}))
    else:
        for found in tried:
            _tell(found)
    complain_of_all(failed)
    if not all(found.sound for found in tried):
        raise typer.Exit(FINDING)


def _tell(found: Rehearsed) -> None:
    """Say what a rehearsal came to."""
    seen = found.seen
    show(words(f"backup.drill.{found.found}"), style="green" if found.sound else "bold red")
    counts = {"readable": seen.readable, "shut": seen.shut, "raised": seen.raised, "missing": seen.missing}
    show(words("backup.drill.counts", **counts))
    if found.sound:
        show(words("backup.drill.compared", rows=seen.rows))
    if seen.lacking:
        show(words("backup.drill.lacking", tables=", ".join(seen.lacking)))
