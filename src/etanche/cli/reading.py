"""`etanche read · find · stream · count · aggregate`: records of persons, seen by somebody acting in a role for a purpose."""

from __future__ import annotations

import json
from typing import Annotated

import typer

from etanche.cli.acting import (
    Actor,
    AsJson,
    Case,
    Category,
    Purpose,
    Role,
    acting,
    as_object,
    print_records,
)
from etanche.cli.terminal import show, show_json, table, typed_in, words, write
from etanche.errors import Unreadable


def read(
    context: typer.Context,
    role: Role,
    purpose: Purpose,
    actor: Actor,
    refs: Annotated[list[str] | None, typer.Argument(help="addresses of records: category/day/id")] = None,
    person: Annotated[str | None, typer.Option(help="the id of a person: 32 hexadecimal digits")] = None,
    category: Annotated[str | None, typer.Option(help="with --person: only this category")] = None,
    case: Case = None,
    as_json: AsJson = False,
) -> None:
    """Read records by their addresses, or all that may be seen of a person. Exit 4 if nothing is there."""
    from etanche.vault import NoSuchRecord, Ref, parse_person

    if bool(refs) == bool(person):
        raise Unreadable("name addresses of records, or a person", hint="one of the two, not both")
    with acting(context, role, purpose, actor, case) as session:
        found = (
            session.of_person(parse_person(person), category) if person else session.get(*map(Ref.parse, refs or []))
        )
        if not found and not session.altered:
            raise NoSuchRecord("there is no such record", hint="it may have been forgotten, or its time may be over")
        print_records(found, as_json=as_json)


def find(
    context: typer.Context,
    category: Category,
    field: Annotated[str, typer.Argument(help="a field that the charter calls findable")],
    role: Role,
    purpose: Purpose,
    actor: Actor,
    case: Case = None,
    as_json: AsJson = False,
) -> None:
    """Find the records that have a value in a field; the value is read from the standard input. Exit 4 if there is none."""
    from etanche.vault import NoSuchRecord

    value = typed_in().strip()
    with acting(context, role, purpose, actor, case) as session:
        found = session.find(category, field, value)
        if not found and not session.altered:
            raise NoSuchRecord("no record has this value", hint="it is read from the standard input, in one line")
        print_records(found, as_json=as_json)


def stream(
    context: typer.Context,
    category: Category,
    role: Role,
    purpose: Purpose,
    actor: Actor,
    case: Case = None,
) -> None:
    """Print the records of a category, oldest first, one JSON object a line; each batch is asked for anew and journalled before."""
    with acting(context, role, purpose, actor, case) as session:
        for one in session.read(category):
            write(json.dumps(as_object(one), ensure_ascii=False) + "\n")


def count(
    context: typer.Context,
    category: Category,
    role: Role,
    purpose: Purpose,
    actor: Actor,
    case: Case = None,
    as_json: AsJson = False,
) -> None:
    """Count the records of persons of a category for which the purpose is alive; none is opened."""
    with acting(context, role, purpose, actor, case) as session:
        records = session.count(category)
        show_json({"records": records}) if as_json else show(words("records.counted", records=records))


def aggregate(
    context: typer.Context,
    category: Category,
    field: Annotated[str, typer.Argument(help="the field that tells people apart: a choice, a yes or no, a country…")],
    role: Role,
    purpose: Purpose,
    actor: Actor,
    case: Case = None,
    as_json: AsJson = False,
) -> None:
    """Count people by what a field of theirs says; where the purpose gives out groups only, never so few that one is told apart."""
    with acting(context, role, purpose, actor, case) as session:
        found = session.aggregate(category, field)
    if as_json:
        told = {"people": found.people, "sorts": found.sorts, "others": found.others, "at-least": found.at_least}
        show_json(told)
        return
    # Fewer than one person is nobody.
    hidden = words("records.too-few", least=found.at_least) if found.at_least > 1 else "0"
    rows = [(sort or "-", str(number)) for sort, number in found.sorts.items()]
    rows += [(words("records.others"), hidden if found.others is None else str(found.others))]
    rows += [(words("records.all"), hidden if found.people is None else str(found.people))]
    table((field, words("records.people")), rows)
