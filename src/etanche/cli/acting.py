"""
What every command has in common by which somebody acts in a role, for a purpose: the options, the session, how records are printed.

Values of fields come in by a file or by the standard input, never by an argument: an argument is seen by everybody on the machine.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from etanche.cli.terminal import show, show_json, tell_altered, typed_in
from etanche.errors import Unreadable

if TYPE_CHECKING:
    from etanche.cli.house import House
    from etanche.vault import Record, Session

Role = Annotated[str, typer.Option(help="the role you act in")]
Purpose = Annotated[str, typer.Option(help="the purpose you act for")]
Actor = Annotated[
    str, typer.Option("--actor", metavar="NAME", envvar="ETANCHE_ACTOR", help="who you are; it is journalled")
]
Case = Annotated[str | None, typer.Option(help="the case it is for, where the role needs one")]
AsJson = Annotated[bool, typer.Option("--json", help="print for programs")]
Category = Annotated[str, typer.Argument(help="the category of the charter")]
Address = Annotated[str, typer.Argument(help="the address of a record: category/day/id")]
Addresses = Annotated[list[str], typer.Argument(help="addresses of records: category/day/id")]
Fields = Annotated[Path, typer.Option(help="a file with one JSON object of fields; - is the standard input")]


@contextmanager
def acting(context: typer.Context, role: str, purpose: str, actor: str, case: str | None) -> Iterator[Session]:
    """Act until the end of the block; if a record did not open, leave with the exit code of a finding, once all else is done."""
    house: House = context.obj
    with (
        house.opened_for(role, actor) as instance,
        instance.acting(role, purpose=purpose, actor=actor, case=case) as session,
    ):
        yield session
    tell_altered(session.altered)


def fields_of(file: Path) -> dict[str, Any]:
    """
    Return the fields of a record; what they hold is repeated nowhere.

    Raises:
        Unreadable: there is no such file, or there is no JSON object in it.
    """
    if str(file) != "-" and not file.exists():
        raise Unreadable(
            f"there is no file `{file}`", hint="name a file with one JSON object, or - for the standard input"
        )
    try:
        fields = json.loads(typed_in() if str(file) == "-" else file.read_text(encoding="utf-8"))
    except OSError as error:
        raise Unreadable(
            f"`{file}` cannot be read ({type(error).__name__})", hint="name a file that you may read"
        ) from None
    except ValueError:
        fields = None
    if not isinstance(fields, dict):
        raise Unreadable("the fields are no JSON object", hint='write them like {"email": "…"}')
    return fields


def print_records(found: Iterable[Record], *, as_json: bool) -> None:
    """Print records: their addresses and fields, or all of it for programs."""
    if as_json:
        show_json([as_object(one) for one in found])
        return
    for one in found:
        show(str(one.ref), style="bold")
        for name, value in one.fields.items():
            show(f"  {name}: {value}")


def as_object(one: Record) -> dict[str, object]:
    """Return a record for programs."""
    person = None if one.person is None else one.person.hex()
    return {"ref": str(one.ref), "person": person, "fields": dict(one.fields)}
