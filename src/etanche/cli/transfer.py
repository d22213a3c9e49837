"""`etanche organisation transfer`: another controller takes over; announced to everybody, left by who wants to, then carried out."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from etanche.cli.acting import Actor, AsJson
from etanche.cli.house import House
from etanche.cli.terminal import FINDING, show, show_json, tell, text_of, words

if TYPE_CHECKING:
    from etanche.incidents.transfers import Transfer
    from etanche.instance import TakingOver

app = typer.Typer(
    help="Another controller takes over: announced, left by who wants to, carried out.",
    no_args_is_help=True,
    rich_markup_mode=None,
)


@app.command("announce")
def announce(
    context: typer.Context,
    charter: Annotated[Path, typer.Option(help="the charter of the new controller, dated the day it takes over")],
    officer: Annotated[str, typer.Option(metavar="ADDRESS", help="whom its office will be offered to")],
    role: Annotated[str, typer.Option(help="the role of the new charter that is its office, such as `dpo`")],
    by: Actor = "",
    as_json: AsJson = False,
) -> None:
    """Tell everybody by letter who takes over, when, and how to leave before; the new charter then waits for its day."""
    with _taking_over(context) as it:
        _show(it.announce(charter, officer=officer, role=role, by=by), as_json=as_json)


@app.command("go-on")
def go_on(context: typer.Context, by: Actor = "", as_json: AsJson = False) -> None:
    """Go on telling people where it was cut short, or the outbox was full."""
    with _taking_over(context) as it:
        _show(it.go_on(by=by), as_json=as_json)


@app.command("show")
def show_(context: typer.Context, as_json: AsJson = False) -> None:
    """Tell how far the change of controller is that is under way, or the last one. Exit 1 while one is under way."""
    with _taking_over(context) as it:
        found = it.register.all()
    if not found:
        tell(words("transfer.none"))
        return
    _show(found[0], as_json=as_json)
    if not found[0].over:
        raise typer.Exit(FINDING)


@app.command("carry-out")
def carry_out(context: typer.Context, by: Actor = "", as_json: AsJson = False) -> None:
    """Let the new controller have the data and nobody else: keys turned over, members and programs shut out, its office invited."""
    from etanche.web import invitation_page

    with _taking_over(context) as it:
        done, address = it.take_over(by=by), it.address
    token = done.invited.token if done.invited else None
    link = f"{address.rstrip('/')}{invitation_page(token)}" if address and token else None
    if as_json:
        show_json({**_json(done.transfer), "token": token, "link": link})
        return
    _show(done.transfer, as_json=False)
    if token:
        show(f"    {link or token}", style="bold")
    tell(words("transfer.passphrase"))


@app.command("call-off")
def call_off(
    context: typer.Context,
    said: Annotated[Path, typer.Option("--words", help="a file that says why; - is the standard input; sealed")],
    by: Actor = "",
    as_json: AsJson = False,
) -> None:
    """Call it off: its charter is taken back, and whoever was told is told."""
    with _taking_over(context) as it:
        _show(it.call_off(words=text_of(said), by=by), as_json=as_json)


@contextmanager
def _taking_over(context: typer.Context) -> Iterator[TakingOver]:
    from etanche.instance import TakingOver

    house: House = context.obj
    with house.any() as instance:
        meant = instance if house.organisation is None else instance.organisation(house.organisation)
        yield TakingOver(instance, meant)


def _show(one: Transfer, *, as_json: bool) -> None:
    if as_json:
        show_json(_json(one))
        return
    show(f"{one.name}  {one.old} → {one.new}, {one.on}", style="bold")
    for step in one.story:
        numbers = " ".join(f"{name}={number}" for name, number in step.numbers.items())
        show(f"  {step.at:%Y-%m-%d %H:%M} UTC  {words(f'transfer.what.{step.what}')}  {step.by} {numbers}".rstrip())


def _json(one: Transfer) -> dict[str, object]:
    return {
        "name": one.name,
        "from": one.old,
        "to": one.new,
        "on": one.on.isoformat(),
        "officer": one.officer,
        "role": one.role,
        "digest": one.digest,
        "announced": one.announced.isoformat(),
        "everybody-told": one.everybody,
        "letters": one.letters,
        "unreached": one.unreached,
        "waits": one.applied,
        "done": one.done.at.isoformat() if one.done else None,
        "called-off": one.called_off.at.isoformat() if one.called_off else None,
        "over": one.over,
    }
