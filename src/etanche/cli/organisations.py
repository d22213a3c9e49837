"""`etanche organisation`: the organisations of an instance; how one is made, and how its first member comes in."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from etanche.cli.acting import Actor
from etanche.cli.house import House
from etanche.cli.terminal import show, show_json, table, words, write
from etanche.errors import OutOfReach, Unreadable

if TYPE_CHECKING:
    from etanche.instance import Instance, Named

app = typer.Typer(
    help="The organisations of the instance: each has its charter, its keys and its members.",
    no_args_is_help=True,
    rich_markup_mode=None,
)

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
    place: Annotated[
        Path | None,
        typer.Option(metavar="FOLDER", help="an empty folder for stores of its own, apart from the instance's"),
    ] = None,
    data_store: Annotated[
        str | None, typer.Option(metavar="URL", help="in its place: an empty PostgreSQL database for the data")
    ] = None,
    data_password_file: Annotated[Path | None, typer.Option(help="the password of --data-store (mode 0600)")] = None,
    shelf_store: Annotated[
        str | None, typer.Option(metavar="URL", help="in its place: one for the shelf of keys, on another server")
    ] = None,
    shelf_password_file: Annotated[Path | None, typer.Option(help="the password of --shelf-store (mode 0600)")] = None,
    country: Annotated[
        str | None, typer.Option(metavar="CC", help="the country its place is in, if it is not the instance's")
    ] = None,
    by: Actor = "command-line",
    as_json: AsJson = False,
) -> None:
    """Make an organisation that obeys a charter of its own; its first member comes in by `organisation invite`."""
    from etanche.instance import Address, Site, Stores, brought

    house: House = context.obj
    data = None if data_store is None else Address(url=data_store, password_file=data_password_file)
    shelf = None if shelf_store is None else Address(url=shelf_store, password_file=shelf_password_file)
    stores = Stores(data=data, shelf=shelf, country=country)
    if place is None and stores != Stores():
        raise Unreadable(
            "stores of its own need a place, for what is in files: keys, tombstones, settings",
            hint="name an empty folder with --place",
        )
    at = None if place is None else Site(folder=place, stores=stores)
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
