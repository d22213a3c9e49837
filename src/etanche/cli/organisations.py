"""`etanche organisation`: the organisations of an instance; how one is made, and how its first member comes in."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from etanche.cli.acting import Actor
from etanche.cli.house import House, log_to_stderr
from etanche.cli.terminal import FINDING, show, show_json, table, tell, words, write
from etanche.errors import OutOfReach, Unreadable

if TYPE_CHECKING:
    from etanche.instance import Instance, Named, Site

app = typer.Typer(
    help="The organisations of the instance: each has its charter, its keys and its members.",
    no_args_is_help=True,
    rich_markup_mode=None,
)

PlaceFolder = Annotated[
    Path | None, typer.Option(metavar="FOLDER", help="an empty folder for stores of its own, apart from the instance's")
]
DataStore = Annotated[
    str | None, typer.Option(metavar="URL", help="with --place: an empty PostgreSQL database for its data")
]
DataPassword = Annotated[Path | None, typer.Option(help="the password of --data-store (mode 0600); else ~/.pgpass")]
ShelfStore = Annotated[
    str | None, typer.Option(metavar="URL", help="with --place: one for its shelf of keys, on another server")
]
ShelfPassword = Annotated[Path | None, typer.Option(help="the password of --shelf-store (mode 0600); else ~/.pgpass")]
Country = Annotated[
    str | None, typer.Option(metavar="CC", help="with --place: the country it is in, if it is not the instance's")
]

AsJson = Annotated[bool, typer.Option("--json", help="print for programs")]


@app.command("list")
def list_(context: typer.Context, as_json: AsJson = False) -> None:
    """List the organisations: name, what people call it, number, members."""
    from etanche.instance import BUILT_IN, Memberships

    house: House = context.obj
    with house.whole() as instance:
        memberships = Memberships.of(instance)
        found = [
            {
                "name": one.name,
                "title": _title(instance, one),
                "organisation": one.organisation.hex(),
                "members": None if one.name == BUILT_IN else memberships.count(one.organisation),
            }
            for one in instance.organisations()
        ]
    if as_json:
        show_json(found)
        return
    columns = ("name", "title", "organisation", "members")
    rows = [["-" if one[name] is None else str(one[name]) for name in columns] for one in found]
    table([words(f"organisation.{name}") for name in columns], rows)


def _title(instance: Instance, one: Named) -> str | None:
    """Return what people call an organisation, if its keys can be had."""
    try:
        return instance.house_of(one.organisation).charter.organisation.name
    except OutOfReach:
        return None


@app.command("charter")
def charter_(
    context: typer.Context,
    name: Annotated[str, typer.Argument(help="the organisation; `instance` for what Étanche itself holds of people")],
) -> None:
    """Print the charter that an organisation obeys, as it was written: for `notice`, `register`, `diff`."""
    from etanche.instance import BUILT_IN

    house: House = context.obj
    with house.whole() as instance:
        meant = instance.accounts_house if name == BUILT_IN else instance.organisation(name)
        write(meant.charter_text)


@app.command("create")
def create(
    context: typer.Context,
    charter: Annotated[Path, typer.Option(help="the charter that the organisation will obey")],
    name: Annotated[
        str | None, typer.Option(metavar="NAME", help="what it is called here; made of its legal name if left out")
    ] = None,
    keys: Annotated[
        Path | None,
        typer.Option(
            help="file with the section `[keys]` of the settings: a provider of keys that the organisation brings"
        ),
    ] = None,
    place: PlaceFolder = None,
    data_store: DataStore = None,
    data_password_file: DataPassword = None,
    shelf_store: ShelfStore = None,
    shelf_password_file: ShelfPassword = None,
    country: Country = None,
    by: Actor = "command-line",
    as_json: AsJson = False,
) -> None:
    """Make an organisation that obeys a charter of its own; its first member comes in by `organisation invite`."""
    from etanche.instance import brought

    house: House = context.obj
    at = _site(place, data_store, data_password_file, shelf_store, shelf_password_file, country)
    with brought(house.data, keys) as drawn, house.whole() as instance:
        made = instance.create_organisation(charter, name=name, by=by, drawn=drawn, at=at)
        called = instance.roster.name_of(made.organisation_id)
        told = {"name": called, "organisation": made.organisation_id.hex(), "promises": len(made.plan.promises)}
    if as_json:
        show_json(told)
        return
    show(words("organisation.made", name=called, promises=told["promises"]), style="green")
    show(words("organisation.next", name=called))


@app.command("invite")
def invite(
    context: typer.Context,
    name: Annotated[str, typer.Argument(help="the organisation")],
    role: Annotated[str, typer.Option(help="the role of its charter that is its office, such as `dpo`")],
    email: Annotated[str, typer.Option(metavar="ADDRESS", help="whom the invitation is for")],
    by: Actor = "command-line",
    as_json: AsJson = False,
) -> None:
    """Invite the first member of an organisation, who lets the others in; once somebody accepted, never again."""
    from etanche.instance import Memberships
    from etanche.web import invitation_page

    house: House = context.obj
    with house.whole() as instance:
        organisation = instance.roster.find(name)
        invited = Memberships.of(instance).bootstrap(organisation, role=role, email=email, by=by)
        address = instance.address
    link = None if address is None else f"{address.rstrip('/')}{invitation_page(invited.token)}"
    if as_json:
        show_json({"token": invited.token, "link": link, "until": invited.until.isoformat()})
        return
    show(words("organisation.invited", name=name, until=f"{invited.until:%Y-%m-%d %H:%M}"))
    show(f"    {link or invited.token}", style="bold")


@app.command("move")
def move(
    context: typer.Context,
    name: Annotated[str, typer.Argument(help="the organisation")],
    by: Actor,
    place: PlaceFolder = None,
    data_store: DataStore = None,
    data_password_file: DataPassword = None,
    shelf_store: ShelfStore = None,
    shelf_password_file: ShelfPassword = None,
    country: Country = None,
    back: Annotated[bool, typer.Option("--back", help="out of its place, among the stores of the instance")] = False,
    as_json: AsJson = False,
) -> None:
    """Move an organisation, while nothing runs, into a place of its own or back; what it leaves is destroyed."""
    from etanche.clock import SystemClock
    from etanche.instance import Instance, Resettle, resettle

    house: House = context.obj
    log_to_stderr()
    to = _site(place, data_store, data_password_file, shelf_store, shelf_password_file, country)
    if back is (to is not None):
        raise Unreadable("say where the organisation is to be", hint="name a folder with --place, or say --back")
    secret, clock = house.passphrase(), SystemClock()
    order = Resettle(folder=house.data, name=name, to=to, by=by)
    moved = resettle(
        order, passphrase=lambda: secret, clock=clock, tell=lambda step: tell(words(f"stores.step.{step}"))
    )
    # Opening the instance is what destroys what was left.
    with Instance.open(house.data, passphrase=lambda: secret, clock=clock) as instance:
        left = instance.left
    if as_json:
        show_json({"rows": moved.rows, "left": left})
    else:
        for tree, rows in moved.rows.items():
            show(words("stores.moved", store=words(f"stores.{tree}"), rows=rows))
        show(words("organisation.moved"), style="yellow")
        if back:
            show(words("organisation.moved-back"), style="yellow")
    if left is not None:
        tell(words("stores.left", why=left), style="yellow")
        raise typer.Exit(FINDING)


def _site(
    place: Path | None,
    data_store: str | None,
    data_password_file: Path | None,
    shelf_store: str | None,
    shelf_password_file: Path | None,
    country: str | None,
) -> Site | None:
    """Return the place that is meant, if one is."""
    from etanche.instance import Address, Site, Stores

    data = None if data_store is None else Address(url=data_store, password_file=data_password_file)
    shelf = None if shelf_store is None else Address(url=shelf_store, password_file=shelf_password_file)
    if place is None and (data or shelf or country):
        raise Unreadable(
            "stores of its own need a folder, for keys, tombstones and what else is in files",
            hint="name an empty folder with --place",
        )
    return None if place is None else Site(folder=place, stores=Stores(data=data, shelf=shelf, country=country))
