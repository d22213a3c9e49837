"""`etanche disclose` and `etanche move`: a record given to a recipient, or filed under the person it is really about."""

from __future__ import annotations

from typing import Annotated

import typer

from etanche.cli.house import House
from etanche.cli.records import Actor, AsJson, Case, Purpose, Role, print_records
from etanche.cli.terminal import show, words


def disclose(
    context: typer.Context,
    recipient: Annotated[str, typer.Argument(help="a recipient of the charter")],
    refs: Annotated[list[str], typer.Argument(help="addresses of records: category/day/id")],
    role: Role,
    purpose: Purpose,
    actor: Actor,
    case: Case = None,
    as_json: AsJson = False,
) -> None:
    """Print records to be given to a recipient, on the charter's terms; it is journalled before. Exit 4 if nothing is there."""
    from etanche.vault import NoSuchRecord, Ref

    house: House = context.obj
    with house.open() as instance:
        session = instance.vault.acting(role, purpose=purpose, actor=actor, case=case)
        found = session.disclose_records(recipient, *map(Ref.parse, refs))
    if not found:
        raise NoSuchRecord("there is no such record", hint="it may have been forgotten, or its time may be over")
    print_records(found, as_json=as_json)


def move(
    context: typer.Context,
    ref: Annotated[str, typer.Argument(help="the address of a record: category/day/id")],
    to: Annotated[str, typer.Option(help="the id of the person it is really about: 32 hexadecimal digits")],
    role: Role,
    purpose: Purpose,
    actor: Actor,
    case: Case = None,
) -> None:
    """File a record under the person it is really about: sealed anew under their keys, at the same address."""
    from etanche.vault import Ref, parse_person

    house: House = context.obj
    with house.open() as instance:
        instance.vault.acting(role, purpose=purpose, actor=actor, case=case).move(Ref.parse(ref), parse_person(to))
    show(words("handing.moved"))
