"""`etanche inquiry`: what somebody tried to see outside a case, and what was found out about it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from etanche.cli.acting import Actor
from etanche.cli.house import House
from etanche.cli.terminal import FINDING, show, show_json, table, tell, typed_in, words
from etanche.errors import Unreadable

if TYPE_CHECKING:
    from etanche.vault import Inquiry

COLUMNS = ("id", "last", "actor", "role", "category", "case", "attempts", "finding")

app = typer.Typer(
    help="Attempts outside a case, and what was found out.", invoke_without_command=True, rich_markup_mode=None
)


@app.callback()
def command(
    context: typer.Context,
    as_json: Annotated[bool, typer.Option("--json", help="print for programs")] = False,
) -> None:
    """List the inquiries, those that wait for an answer first; exit 1 if one waits."""
    if context.invoked_subcommand is not None:
        return
    house: House = context.obj
    with house.open() as instance:
        found = instance.vault.inquiries()
    if as_json:
        show_json([one.as_json() for one in found])
    else:
        if not found:
            tell(words("inquiry.none"))
        table([words(f"inquiry.{name}") for name in COLUMNS], [_row(one) for one in found])
    if any(one.finding is None for one in found):
        raise typer.Exit(FINDING)


@app.command("answer")
def answer(
    context: typer.Context,
    inquiry: Annotated[str, typer.Argument(help="the id of the inquiry")],
    finding: Annotated[str, typer.Option(help="justified, mistake or breach")],
    actor: Actor,
) -> None:
    """Say what was found out; nobody does so about themselves. The words are read from the standard input and sealed."""
    from etanche.vault import Finding

    house: House = context.obj
    if finding not in Finding.__members__.values():
        raise Unreadable("an inquiry finds nothing like this", hint="justified, mistake or breach")
    said = typed_in().strip()
    with house.open() as instance:
        instance.vault.answer_inquiry(inquiry, Finding(finding), said, by=actor)
    show(words("inquiry.answered"))


def _row(one: Inquiry) -> tuple[str, ...]:
    told = (one.actor, one.role, one.category, one.case)
    finding = words(f"inquiry.findings.{one.finding or 'waits'}")
    return one.id, f"{one.last:%Y-%m-%d %H:%M}", *(part or "-" for part in told), str(one.attempts), finding
