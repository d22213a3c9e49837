"""`etanche webhook`: programs of others that are told what happens, at hosts that the charter declares."""

from __future__ import annotations

from typing import Annotated

import typer

from etanche.cli.acting import Actor
from etanche.cli.house import House
from etanche.cli.terminal import FINDING, show, show_json, table, tell, words

COLUMNS = ("webhook", "url", "events", "since")
_OK = range(200, 300)

app = typer.Typer(
    help="Webhooks: programs that are told what happens; signed, and only at hosts of the charter.",
    no_args_is_help=True,
    rich_markup_mode=None,
)

AsJson = Annotated[bool, typer.Option("--json", help="print for programs")]
Which = Annotated[str, typer.Argument(metavar="WEBHOOK", help="its id, as `etanche webhook list` prints it")]


@app.command("add")
def add(
    context: typer.Context,
    url: Annotated[str, typer.Argument(help="where the program answers: https://, at a host of the charter")],
    event: Annotated[
        list[str],
        typer.Option(
            "--event",
            metavar="EVENT",
            help="promise.changed, evidence.lapsing, checks.asleep or incident.opened; give it again for several",
        ),
    ],
    public: Annotated[
        bool, typer.Option("--public-key", help="sign with a key pair (v1a) instead of a shared secret (v1)")
    ] = False,
    by: Actor = "command-line",
) -> None:
    """Let a program be told, and print its id and its secret, this once."""
    house: House = context.obj
    with house.open() as instance:
        made = instance.hooks.add(url, event, by=by, public=public)
    show(f"{made.id} {made.shown}")
    tell(words("webhook.public" if public else "webhook.secret"))


@app.command("list")
def list_(context: typer.Context, as_json: AsJson = False) -> None:
    """List the programs that are told, without their secrets; exit 1 if calls wait."""
    house: House = context.obj
    with house.open() as instance:
        hooks = instance.hooks.listed()
        waiting = instance.outbox.waiting().calls
    if as_json:
        show_json({"waiting": waiting, "webhooks": [one.as_json() for one in hooks]})
    else:
        if hooks:
            rows = [(one.id, one.url, ", ".join(one.events), f"{one.made:%Y-%m-%d}") for one in hooks]
            table([words(f"webhook.head.{name}") for name in COLUMNS], rows)
        show(words("webhook.count", n=len(hooks)))
        show(words("webhook.waiting", n=waiting))
    if waiting:
        raise typer.Exit(FINDING)


@app.command("test")
def test(context: typer.Context, webhook: Which) -> None:
    """Call a program now, with an event that tells nothing (`ping`); exit 1 if it does not take it."""
    house: House = context.obj
    with house.open() as instance:
        answer = instance.hooks.test(webhook)
    show(words("webhook.answered", status=str(answer.status)))
    if answer.status not in _OK:
        raise typer.Exit(FINDING)


@app.command("rotate")
def rotate(context: typer.Context, webhook: Which, by: Actor = "command-line") -> None:
    """Give a webhook a new secret, and print it; for a day calls are signed with the old one too."""
    house: House = context.obj
    with house.open() as instance:
        made = instance.hooks.rotate(webhook, by=by)
    show(f"{made.id} {made.shown}")
    tell(words("webhook.rotated"))


@app.command("remove")
def remove(context: typer.Context, webhook: Which, by: Actor = "command-line") -> None:
    """Tell a program no more."""
    house: House = context.obj
    with house.open() as instance:
        instance.hooks.remove(webhook, by=by)
    show(words("webhook.removed"))
