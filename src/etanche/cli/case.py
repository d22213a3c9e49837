"""`etanche case`: who may look because of which case, granted by somebody else, for a time; revoked, closed."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from etanche.cli.acting import Actor
from etanche.cli.house import House
from etanche.cli.terminal import show, show_json, table, tell, typed_in, words

if TYPE_CHECKING:
    from etanche.vault import Grant

COLUMNS = ("case", "role", "actor", "by", "since", "until", "state")

app = typer.Typer(help="Who may look because of which case.", invoke_without_command=True, rich_markup_mode=None)

Name = Annotated[str, typer.Argument(help="the name of the case, such as T-12")]
Role = Annotated[str, typer.Option(help="the role it is granted in")]
For = Annotated[str, typer.Option("--for", help="who may look")]


@app.callback()
def command(
    context: typer.Context,
    case: Annotated[str | None, typer.Option(help="only this case")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="print for programs")] = False,
) -> None:
    """List what was granted, and what became of it."""
    if context.invoked_subcommand is not None:
        return
    house: House = context.obj
    with house.open() as instance:
        grants = instance.vault.grants(case)
    if as_json:
        show_json([one.as_json() for one in grants])
        return
    if not grants:
        tell(words("case.none"))
    table([words(f"case.{name}") for name in COLUMNS], [_row(one) for one in grants])


@app.command("grant")
def grant(
    context: typer.Context,
    case: Name,
    role: Role,
    whom: For,
    actor: Actor,
    as_role: Annotated[
        str | None, typer.Option("--as", help="the role you approve it in, where the charter says who may")
    ] = None,
    person: Annotated[list[str] | None, typer.Option(help="whom the case is about; anybody if left out")] = None,
    until: Annotated[
        datetime | None,
        typer.Option(help="its end, in UTC; as late as the charter lets it if left out", formats=["%Y-%m-%dT%H:%M"]),
    ] = None,
) -> None:
    """Let somebody look because of a case: you approve it, and the reason is read from the standard input and sealed."""
    from etanche.vault import parse_person

    house: House = context.obj
    about = [parse_person(one) for one in person] if person else None
    reason = typed_in().strip()
    with house.open() as instance:
        end = None if until is None else until.replace(tzinfo=UTC)
        given = instance.vault.grant(
            case, role=role, actor=whom, reason=reason, by=actor, until=end, persons=about, as_=as_role
        )
    show(words("case.granted", until=f"{given.until:%Y-%m-%d %H:%M}"), style="green")


@app.command("revoke")
def revoke(context: typer.Context, case: Name, role: Role, whom: For, actor: Actor) -> None:
    """End what a case grants somebody, now."""
    house: House = context.obj
    with house.open() as instance:
        instance.vault.revoke(case, role=role, actor=whom, by=actor)
    show(words("case.revoked"))


@app.command("close")
def close(context: typer.Context, case: Name, actor: Actor) -> None:
    """End everything that a case grants, now."""
    house: House = context.obj
    with house.open() as instance:
        instance.vault.close_case(case, by=actor)
    show(words("case.closed"))


def _row(one: Grant) -> tuple[str, ...]:
    moments = (f"{moment:%Y-%m-%d %H:%M}" for moment in (one.since, one.until))
    return one.case, one.role, one.actor, one.by, *moments, words(f"case.states.{one.over or 'open'}")
