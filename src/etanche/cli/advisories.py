"""`etanche advisories FILE`: holes that were published, against what is installed here; with --halt, access is stopped if there is one."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from etanche.cli.acting import AsJson
from etanche.cli.house import House
from etanche.cli.terminal import FINDING, show_json, table, tell, text_of, words
from etanche.errors import Unreadable

if TYPE_CHECKING:
    from etanche.incidents import Affected

COLUMNS = ("id", "package", "installed", "fixed")


def command(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="a file of advisories (OSV JSON); - is the standard input")],
    halt: Annotated[
        bool, typer.Option("--halt", help="stop all access if one concerns what is installed here")
    ] = False,
    by: Annotated[
        str,
        typer.Option(
            "--actor", metavar="NAME", envvar="ETANCHE_ACTOR", help="with --halt: who stops it; it is journalled"
        ),
    ] = "",
    as_json: AsJson = False,
) -> None:
    """Compare published holes with what is installed here; nothing is asked of anybody. Exit 1 if one concerns us, or if an entry cannot be read."""
    from etanche.incidents import affected, installed

    if halt and not by.strip():
        # Said on every run, and not on the day that something has to be stopped.
        raise Unreadable("nobody is named who does this", hint="say who, with --actor")
    looked = affected(text_of(file), installed())
    found = looked.holes
    if found and halt:
        _halt(context.obj, found, by)
    if as_json:
        show_json([{"id": x.id, "package": x.package, "installed": x.installed, "fixed": list(x.fixed)} for x in found])
    elif not found:
        tell(words("advisories.none"))
    else:
        rows = [(one.id, one.package, one.installed, ", ".join(one.fixed) or "-") for one in found]
        table([words(f"advisories.{name}") for name in COLUMNS], rows)
    if looked.unread:
        tell(words("advisories.unread", n=looked.unread), style="yellow")
    if found or looked.unread:
        raise typer.Exit(FINDING)


def _halt(house: House, found: tuple[Affected, ...], by: str) -> None:
    """Stop all access, then write an incident down: what was stopped first is not undone by a fault after it."""
    from etanche.instance import Stopping, published

    with house.any() as instance:
        Stopping(instance).halt(house.organisation, reason=", ".join(one.id for one in found)[:400], by=by)
        named = instance if house.organisation is None else instance.organisation(house.organisation)
        published(named, found, by=by)
