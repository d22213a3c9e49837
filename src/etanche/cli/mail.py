"""`etanche mail`: letters that wait, sending them, the server they go by, the key they are signed with, and those that came back."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from etanche.cli.acting import Actor
from etanche.cli.house import House
from etanche.cli.terminal import FINDING, show, show_json, table, tell, typed_in, words
from etanche.errors import Unreadable

COLUMNS = ("letter", "kind", "posted", "tries", "due")
_LONGEST = 1 << 20
_SHOWN = 12

app = typer.Typer(
    help="Letters: what waits, the server they go by, and what a name server should say of the sender.",
    no_args_is_help=True,
    rich_markup_mode=None,
)

AsJson = Annotated[bool, typer.Option("--json", help="print for programs")]


@app.command("check")
def check(context: typer.Context, as_json: AsJson = False) -> None:
    """Print the SPF, DKIM and DMARC records that a name server should have, and talk to the server without sending anything."""
    house: House = context.obj
    with house.open() as instance:
        records = instance.mail.records()
        if not as_json:
            for one in records:
                show(f"{one.name} IN TXT {quoted(one.text)}")
        reached = instance.mail.reached()
    if as_json:
        show_json(
            {
                "records": [{"use": one.use, "name": one.name, "text": one.text} for one in records],
                "server": reached.server,
                "security": reached.security.value,
                "protocol": reached.protocol or None,
                "signed": reached.signed,
            }
        )
    else:
        show(words(f"mail.{reached.security}", server=reached.server), style=None if reached.protocol else "yellow")
        signed = words("mail.unsigned") if reached.signed is None else words("mail.signed", selector=reached.signed)
        show(signed, style="yellow" if reached.signed is None else None)
    if not reached.well:
        raise typer.Exit(FINDING)


@app.command("send")
def send(context: typer.Context, as_json: AsJson = False) -> None:
    """Send what is due now, instead of waiting for the worker; exit 1 if something still waits."""
    house: House = context.obj
    with house.open() as instance:
        done = instance.mail.send()
        waiting = instance.outbox.waiting().letters
        configured = instance.settings.mail is not None
    if as_json:
        show_json({"sent": done.sent, "given-up": done.given_up, "waiting": waiting})
    else:
        show(words("mail.sent", n=done.sent))
        if done.given_up:
            show(words("mail.given-up", n=done.given_up), style="yellow")
        show(words("mail.waiting", n=waiting))
        if not configured:
            show(words("mail.no-server"), style="yellow")
    if waiting or done.given_up:
        raise typer.Exit(FINDING)


@app.command("list")
def list_(context: typer.Context, as_json: AsJson = False) -> None:
    """List the letters that wait, without whom they are for; exit 1 if some do."""
    house: House = context.obj
    with house.open() as instance:
        waiting = instance.outbox.waiting()
        listed = instance.outbox.listed()
        configured = instance.settings.mail is not None
    if as_json:
        show_json(
            {
                "waiting": dict(waiting.kinds),
                "unreachable": waiting.unreachable,
                "letters": [one.as_json() for one in listed],
            }
        )
    else:
        if listed:
            rows = [
                (one.id[:_SHOWN], one.kind, f"{one.posted:%Y-%m-%d %H:%M}", str(one.tries), f"{one.due:%Y-%m-%d %H:%M}")
                for one in listed
            ]
            table([words(f"mail.head.{name}") for name in COLUMNS], rows)
        show(words("mail.waiting", n=waiting.letters))
        show(words("mail.unreachable", n=waiting.unreachable))
        if not configured:
            show(words("mail.no-server"), style="yellow")
    if waiting.letters:
        raise typer.Exit(FINDING)


@app.command("key")
def key(
    context: typer.Context,
    use: Annotated[
        str | None, typer.Option(metavar="SELECTOR", help="sign letters with this key from now on: it is published")
    ] = None,
    by: Actor = "command-line",
) -> None:
    """Make a key that letters are signed with, and print what to publish; then put it to use with `--use`."""
    house: House = context.obj
    with house.open() as instance:
        if use is not None:
            instance.mail.use_key(use, by=by)
            show(words("mail.used", selector=use))
            return
        made = instance.mail.make_key(by=by)
        record = next(one for one in instance.mail.records() if one.name.startswith(f"{made.name}."))
    show(f"{record.name} IN TXT {quoted(record.text)}")
    tell(words("mail.made", selector=made.name))


@app.command("bounced")
def bounced(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="the message that came back, whole; - reads the standard input")],
) -> None:
    """Take a report of a mail server about a letter that came back, and mark the address if nobody is there."""
    try:
        if str(file) == "-":
            data = sys.stdin.buffer.read(_LONGEST + 1)
        else:
            with file.open("rb") as opened:
                data = opened.read(_LONGEST + 1)
    except OSError:
        raise Unreadable(f"`{file}` cannot be read", hint="name the file that holds the message") from None
    house: House = context.obj
    with house.open() as instance:
        marked = instance.mail.bounced(data)
    show(words("mail.bounced", n=marked))


@app.command("forgive")
def forgive(context: typer.Context, by: Actor = "command-line") -> None:
    """Take back that nobody is at an address, which is read from the standard input."""
    address = typed_in().strip()
    house: House = context.obj
    with house.open() as instance:
        gone = instance.outbox.forgive(address, by=by)
    show(words("mail.forgiven" if gone else "mail.unmarked"))


def quoted(text: str) -> str:
    """Return a text as a name server's file has it: in quoted pieces."""
    from etanche.outbound import pieces

    return " ".join(f'"{piece}"' for piece in pieces(text))
