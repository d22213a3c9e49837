"""`etanche stores`: where the data and the shelf of keys are; moved to another place, or gone on with though they lag."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from etanche.cli.acting import Actor
from etanche.cli.house import House, Place, log_to_stderr
from etanche.cli.restore import tell_given_up
from etanche.cli.terminal import FINDING, complain_of_all, show, show_json, table, tell, words
from etanche.errors import Unreadable

if TYPE_CHECKING:
    from etanche.instance import Accepted, Address, Placed, Stores

FOLDER = "folder"
"""What is said in the place of an address, of a store that is to be a file."""

app = typer.Typer(help="Where the data and the shelf of keys are.", invoke_without_command=True, rich_markup_mode=None)

Json = Annotated[bool, typer.Option("--json", help="print for programs")]


@app.callback()
def command(context: typer.Context, as_json: Json = False) -> None:
    """List the stores: place, server, region of the stamp, commits counted."""
    if context.invoked_subcommand is not None:
        return
    house: House = context.obj
    with house.whole() as instance:
        asked, failed = instance.ask_grounds(
            lambda one: (one.folder, one.charter.organisation.name, one.placed(), one.left)
        )
    (_, _, found, _), *apart = asked
    left = next((left for *_, left in asked if left), None)
    if as_json:
        places = [
            {"folder": str(folder), "title": title, "stores": [one.as_json() for one in stores]}
            for folder, title, stores, _ in apart
        ]
        show_json({"stores": [one.as_json() for one in found], "left": left} | ({"places": places} if places else {}))
    else:
        _list(found)
        for folder, title, stores, _ in apart:
            show(words("stores.apart", organisation=title, folder=folder))
            _list(stores)
    if left is not None:
        tell(words("stores.left", why=left), style="yellow")
    complain_of_all(failed)
    if left is not None:
        raise typer.Exit(FINDING)


def _list(found: Sequence[Placed]) -> None:
    """Print a table of stores."""
    head = ("store", "place", "server", "region", "commits")
    rows = [(words(f"stores.{one.tree}"), one.name, one.server or "-", one.region, one.commits) for one in found]
    table([words(f"stores.{name}") for name in head], [[str(cell) for cell in row] for row in rows])


@app.command("move")
def move(
    context: typer.Context,
    by: Actor,
    data_store: Annotated[
        str | None, typer.Option(metavar="URL", help="an empty PostgreSQL database for the data, or `folder`")
    ] = None,
    data_password_file: Annotated[
        Path | None, typer.Option(help="the password of --data-store (mode 0600); else ~/.pgpass")
    ] = None,
    shelf_store: Annotated[
        str | None, typer.Option(metavar="URL", help="one for the shelf of keys, on another server; or `folder`")
    ] = None,
    shelf_password_file: Annotated[
        Path | None, typer.Option(help="the password of --shelf-store (mode 0600); else ~/.pgpass")
    ] = None,
    place: Place = None,
    as_json: Json = False,
) -> None:
    """Move stores of an instance that nobody has open, or of a place of it, row by row; the old place is destroyed. What is not named stays."""
    from etanche.clock import SystemClock
    from etanche.instance import Instance, Move, stores_of
    from etanche.instance import move as moved_to

    house: House = context.obj
    log_to_stderr()
    if data_store is None and shelf_store is None:
        raise Unreadable("nothing is to be moved", hint="name a place with --data-store or --shelf-store")
    here: Stores = stores_of(place or house.data)
    to = replace(
        here,
        data=_address(here.data, data_store, data_password_file),
        shelf=_address(here.shelf, shelf_store, shelf_password_file),
    )
    secret, clock = house.passphrase(), SystemClock()
    order = Move(folder=place or house.data, to=to, by=by, home=house.data if place else None)
    moved = moved_to(
        order, passphrase=lambda: secret, clock=clock, tell=lambda step: tell(words(f"stores.step.{step}"))
    )
    # Opening it in its new place is what destroys the old one.
    with Instance.open(house.data, passphrase=lambda: secret, clock=clock) as instance:
        left = instance.house_at(place).left
    if as_json:
        show_json({"rows": moved.rows, "left": left})
    else:
        for tree, rows in moved.rows.items():
            show(words("stores.moved", store=words(f"stores.{tree}"), rows=rows))
        show(words("stores.copies"), style="yellow")
    if left is not None:
        tell(words("stores.left", why=left), style="yellow")
        raise typer.Exit(FINDING)


@app.command("accept")
def accept(
    context: typer.Context,
    by: Actor,
    dry_run: Annotated[bool, typer.Option(help="say what is missing, and change nothing")] = False,
    place: Place = None,
    as_json: Json = False,
) -> None:
    """Go on with the stores that are here though they lag, because what had everything is lost. Exit 1 if anything is missing."""
    from etanche.clock import SystemClock
    from etanche.instance import Instance
    from etanche.instance import accept as accepted

    house: House = context.obj
    log_to_stderr()
    secret, clock = house.passphrase(), SystemClock()
    found = accepted(
        place or house.data,
        by=by,
        passphrase=lambda: secret,
        clock=clock,
        dry_run=dry_run,
        home=house.data if place else None,
    )
    rows, missing = 0, 0
    if not dry_run:
        with Instance.open(house.data, passphrase=lambda: secret, clock=clock) as instance:
            vault = instance.house_at(place).vault
            rows = vault.bury()
            missing = len(vault.missing())
    if as_json:
        show_json(found.as_json() | {"buried": rows, "missing_days": missing})
    else:
        _tell(found, rows)
    if missing:
        tell(words("restore.missing", n=missing), style="bold red")
    if missing or found.organisations or any(found.lag) or found.data_commits or found.shelf_commits:
        raise typer.Exit(FINDING)


def _address(here: Address | None, said: str | None, file: Path | None) -> Address | None:
    """Return where a store is to be: where it is, in a file of the folder, or in a database."""
    from etanche.instance import Address

    if said is None:
        return here
    return None if said == FOLDER else Address(url=said, password_file=file)


def _tell(found: Accepted, rows: int) -> None:
    """Say what is missing, and what was done about it."""
    show(words("stores.tried" if found.dry_run else "stores.accepted"))
    for store, commits in (("data", found.data_commits), ("shelf", found.shelf_commits)):
        if commits is None:
            show(words("stores.uncounted", store=words(f"stores.{store}")))
        elif commits:
            show(words("stores.lacks", store=words(f"stores.{store}"), n=commits), style="yellow")
    for name, count in found.lag._asdict().items():
        if count:
            show(words(f"stores.behind-{name}", n=count), style="yellow")
    tell_given_up(found.organisations)
    if found.lost is not None:
        lost = found.lost
        show(words("restore.lost", n=lost.lines, first=lost.first, last=lost.last), style="yellow")
    dead = rows + found.deleted + found.undead
    if dead:
        show(words("stores.dead", n=dead))
    show(words("restore.again"), style="yellow")
