"""`etanche person`: persons who are one person, joined and parted."""

from __future__ import annotations

from typing import Annotated

import typer

from etanche.cli.acting import Actor, AsJson, Case
from etanche.cli.house import House
from etanche.cli.requested import headed
from etanche.cli.terminal import show, show_json, typed_in, words
from etanche.errors import Unreadable

app = typer.Typer(help="Persons who are one person.", no_args_is_help=True, rich_markup_mode=None)

Id = Annotated[str, typer.Argument(help="the id of a person: 32 hexadecimal digits")]


@app.command("group")
def group(context: typer.Context, person: Id, as_json: AsJson = False) -> None:
    """Print a person and everybody they are joined with: requests and erasure act on all of them."""
    from etanche.vault import parse_person

    house: House = context.obj
    with house.open() as instance:
        found = sorted(one.hex() for one in instance.vault.group_of(parse_person(person)))
    if as_json:
        show_json(found)
        return
    for one in found:
        show(one)


@app.command("join")
def join(
    context: typer.Context,
    one: Id,
    other: Id,
    actor: Actor,
    proved: Annotated[
        bool, typer.Option("--proved", help="control of the address was proved; else you decide")
    ] = False,
    case: Case = None,
) -> None:
    """Join two persons who are one, each with whoever they are joined with already."""
    from etanche.vault import parse_person

    house: House = context.obj
    with house.open() as instance:
        found = instance.vault.join(parse_person(one), parse_person(other), actor=actor, proved=proved, case=case)
    show(words("person.joined", n=len(found)))


@app.command("instruct")
def instruct(
    context: typer.Context,
    person: Id,
    wish: Annotated[
        str, typer.Argument(help="what becomes of their data after their death: keep, hand-over, erase, or nothing")
    ],
    actor: Actor,
) -> None:
    """Seal what somebody wishes for their data after their death. Who sees to it comes by the standard input: `Name: …`, `Email: …`."""
    from etanche.rights import Instructions, Wish, leave, take_back
    from etanche.vault import parse_person

    house: House = context.obj
    if wish not in {*Wish, "nothing"}:
        raise Unreadable(f"`{wish}` is no wish", hint=f"one of: {', '.join(Wish)}, nothing")
    named = {} if wish == "nothing" else dict(headed(typed_in())[0])
    with house.open() as instance:
        around, who = instance.requests.around, parse_person(person)
        if wish == "nothing":
            take_back(around, who, actor=actor)
        else:
            said = Instructions(wish=Wish(wish), name=named.get("name", ""), email=named.get("email", ""))
            leave(around, who, said, actor=actor)
    show(words("after.taken-back" if wish == "nothing" else "after.left"))


@app.command("part")
def part(context: typer.Context, person: Id, actor: Actor, case: Case = None) -> None:
    """Take a person out of their group."""
    from etanche.vault import parse_person

    house: House = context.obj
    with house.open() as instance:
        instance.vault.part(parse_person(person), actor=actor, case=case)
    show(words("person.parted"))
