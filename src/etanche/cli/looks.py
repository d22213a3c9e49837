"""`etanche looks`: who looked at somebody's data, when and why, as that person may be shown it."""

from __future__ import annotations

from typing import Annotated

import typer

from etanche.cli.acting import Actor
from etanche.cli.house import House
from etanche.cli.terminal import show_json, table, tell, words

COLUMNS = ("at", "act", "category", "role", "purpose", "case", "recipient")


def command(
    context: typer.Context,
    person: Annotated[str, typer.Argument(help="the id of a person: 32 hexadecimal digits")],
    actor: Actor,
    as_json: Annotated[bool, typer.Option("--json", help="print for programs")] = False,
) -> None:
    """Tell who looked at a person's data: role, purpose and case, never the name of who acted; that it was shown is journalled."""
    from etanche.vault import parse_person

    house: House = context.obj
    with house.open() as instance:
        group = sorted(instance.vault.group_of(parse_person(person)))
        hidden: set[int] = set()
        shown = [look for one in group for look in instance.vault.looks(one, actor=actor, hidden=hidden)]
        found = sorted(shown, key=lambda one: one.at)
    if hidden:
        tell(words("looks.hidden", n=len(hidden)))
    if as_json:
        show_json([look.as_json() for look in found])
        return
    if not found:
        tell(words("looks.none"))
    rows = [
        (
            f"{look.at:%Y-%m-%d %H:%M:%S}",
            *(part or "-" for part in (look.act, look.category, look.role, look.purpose, look.case, look.recipient)),
        )
        for look in found
    ]
    table([words(f"looks.{name}") for name in COLUMNS], rows)
