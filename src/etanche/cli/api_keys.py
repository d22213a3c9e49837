"""`etanche api-key`: keys by which programs ask an organisation for something, over HTTP."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from etanche.cli.acting import Actor, AsJson
from etanche.cli.house import House
from etanche.cli.terminal import show, show_json, table, words
from etanche.errors import Unreadable

if TYPE_CHECKING:
    from etanche.accounts import ApiKey

app = typer.Typer(
    help="The keys by which programs ask over HTTP: each opens what it was made for, for a time.",
    no_args_is_help=True,
    rich_markup_mode=None,
)

Named = Annotated[str, typer.Argument(help="what the key is called, such as web-shop")]
For = Annotated[
    list[str],
    typer.Option(
        "--for", metavar="ACT", help="what it may do: put, read, count, update, forget, tell, erase…; may be repeated"
    ),
]
Categories = Annotated[list[str] | None, typer.Option("--category", metavar="NAME", help="may be repeated")]
Purposes = Annotated[list[str] | None, typer.Option("--purpose", metavar="NAME", help="may be repeated")]


@app.command("create")
def create(
    context: typer.Context,
    name: Named,
    acts: For,
    until: Annotated[datetime, typer.Option(help="the day on which it ends, within a year", formats=["%Y-%m-%d"])],
    actor: Actor,
    role: Annotated[
        str | None, typer.Option(help="the role of the charter that it acts in; none for put alone")
    ] = None,
    purposes: Purposes = None,
    categories: Categories = None,
    channel: Annotated[str | None, typer.Option(help="the door by which records come in with it")] = None,
    as_json: AsJson = False,
) -> None:
    """Make a key, and print it: once, and never again. With `--for put` alone it takes nothing out, whatever it asks."""
    from etanche.accounts import KeyAct, Scope

    house: House = context.obj
    try:
        wanted = frozenset(map(KeyAct, acts))
    except ValueError:
        raise Unreadable("a key is made for something else", hint=f"one of {', '.join(KeyAct)}") from None
    scope = Scope(
        name=name,
        acts=wanted,
        role=role,
        purposes=frozenset(purposes or ()),
        categories=frozenset(categories or ()),
        channel=channel,
    )
    with house.open() as instance:
        made = instance.api_keys.create(scope, until=until.replace(tzinfo=UTC), by=actor)
    if as_json:
        show_json({"key": made.secret, **_json(made.key)})
        return
    show(words("api-key.made", name=name, until=f"{until:%Y-%m-%d}"))
    show(f"    {made.secret}", style="bold")


@app.command("list")
def list_(context: typer.Context, as_json: AsJson = False) -> None:
    """List the keys: what each is for, until when, and when it was last used; also those that are over."""
    house: House = context.obj
    with house.open() as instance:
        found = instance.api_keys.listed()
    if as_json:
        show_json([_json(one) for one in found])
        return
    columns = ("id", "name", "acts", "role", "until", "used", "revoked")
    rows = [[_cell(_json(one)[name]) for name in columns] for one in found]
    table([words(f"api-key.{name}") for name in columns], rows)


@app.command("revoke")
def revoke(
    context: typer.Context,
    key: Annotated[str, typer.Argument(metavar="ID", help="the id of the key: 24 hexadecimal digits")],
    actor: Actor,
) -> None:
    """End a key now."""
    from etanche.accounts import NoSuchKey

    house: House = context.obj
    try:
        wanted = bytes.fromhex(key)
    except ValueError:
        raise NoSuchKey("there is no such key", hint="see `etanche api-key list`") from None
    with house.open() as instance:
        instance.api_keys.revoke(wanted, by=actor)
    show(words("api-key.revoked-now"))


def _json(one: ApiKey) -> dict[str, object]:
    """Return a key for programs: everything but its secret."""
    return {
        "id": one.id.hex(),
        **one.scope.as_json(),
        "made": one.made.isoformat(),
        "made-by": one.made_by,
        "until": one.until.isoformat(),
        "used": None if one.used is None else one.used.isoformat(),
        "revoked": None if one.revoked is None else one.revoked.isoformat(),
    }


def _cell(value: object) -> str:
    if isinstance(value, list):
        return " ".join(map(str, value))
    text = "-" if value is None else str(value)
    return text[: len("2026-11-22T10:00")].replace("T", " ") if ":" in text else text
