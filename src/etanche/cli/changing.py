"""`etanche update · forget · disclose · move`: a record corrected, forgotten, given to a recipient, filed under whom it is really about."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from etanche.cli.acting import (
    Actor,
    Address,
    Addresses,
    AsJson,
    Case,
    Fields,
    Purpose,
    Role,
    acting,
    fields_of,
    print_records,
)
from etanche.cli.terminal import language, show, tell_altered, words

if TYPE_CHECKING:
    from etanche.cli.house import House


def update(
    context: typer.Context,
    ref: Address,
    role: Role,
    purpose: Purpose,
    actor: Actor,
    fields: Fields = Path("-"),
    case: Case = None,
    as_json: AsJson = False,
) -> None:
    """Correct a record: the fields given take the place of what they were, one given as null, or empty, is taken out; print what it is now."""
    from etanche.vault import Ref

    told = fields_of(fields)
    with acting(context, role, purpose, actor, case) as session:
        print_records([session.update(Ref.parse(ref), told)], as_json=as_json)


def forget(
    context: typer.Context,
    ref: Address,
    role: Role,
    purpose: Purpose,
    actor: Actor,
    case: Case = None,
) -> None:
    """Forget one record for good, and tell those who were given it."""
    from etanche.rights import telling_words
    from etanche.vault import Ref

    house: House = context.obj
    with house.opened_for(role, actor) as instance:
        requests = instance.requests
        with instance.acting(role, purpose=purpose, actor=actor, case=case) as session:
            told = requests.forget(session, Ref.parse(ref))
        lines = [telling_words(requests.around, one, language(), staff=True) for one in told]
    show(words("records.forgotten"))
    for line in lines:
        show(line)
    tell_altered(session.altered)


def disclose(
    context: typer.Context,
    recipient: Annotated[str, typer.Argument(help="a recipient of the charter")],
    refs: Addresses,
    role: Role,
    purpose: Purpose,
    actor: Actor,
    case: Case = None,
    as_json: AsJson = False,
) -> None:
    """Print records to be given to a recipient, on the charter's terms; it is journalled before. Exit 4 if nothing is there."""
    from etanche.vault import NoSuchRecord, Ref

    with acting(context, role, purpose, actor, case) as session:
        found = session.disclose_records(recipient, *map(Ref.parse, refs))
        if not found:
            raise NoSuchRecord("there is no such record", hint="it may have been forgotten, or its time may be over")
        print_records(found, as_json=as_json)


def move(
    context: typer.Context,
    ref: Address,
    to: Annotated[str, typer.Option(help="the id of the person it is really about: 32 hexadecimal digits")],
    role: Role,
    purpose: Purpose,
    actor: Actor,
    case: Case = None,
) -> None:
    """File a record under the person it is really about: sealed anew under their keys, at the same address."""
    from etanche.vault import Ref, parse_person

    with acting(context, role, purpose, actor, case) as session:
        session.move(Ref.parse(ref), parse_person(to))
    show(words("handing.moved"))
