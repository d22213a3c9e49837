"""`etanche journal`, `… verify` and `… head`: what was done and why, whether a line is missing, and a receipt to keep."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from etanche.cli.acting import Actor
from etanche.cli.delivering import deliver, fetched
from etanche.cli.house import House
from etanche.cli.terminal import FINDING, show, show_json, table, tell, words, write
from etanche.errors import Unreadable

if TYPE_CHECKING:
    from etanche.journal import ChainReport, Confronted, Entry, Receipt

COLUMNS = ("at", "actor", "act", "object", "decision", "facts")

app = typer.Typer(
    help="What was done, by whom, for which purpose, decided how.", invoke_without_command=True, rich_markup_mode=None
)


@app.callback()
def command(
    context: typer.Context,
    since: Annotated[
        datetime | None, typer.Option(help="only what happened from this day on", formats=["%Y-%m-%d"])
    ] = None,
    act: Annotated[str | None, typer.Option(help="only this act, such as put, read or destroyed")] = None,
    actor: Annotated[str | None, typer.Option(help="only this actor")] = None,
    person: Annotated[
        str | None,
        typer.Option(help="only what is about this person, and whoever they are joined with: 32 hexadecimal digits"),
    ] = None,
    record: Annotated[str | None, typer.Option(help="only what can be about this record: category/day/id")] = None,
    case: Annotated[
        str | None, typer.Option(help="only what was done because of this case, demand, request or incident")
    ] = None,
    last: Annotated[int, typer.Option(min=1, help="at most so many of the newest entries")] = 50,
    as_json: Annotated[bool, typer.Option("--json", help="print for programs")] = False,
) -> None:
    """List the newest entries in the order of their commits, oldest first: what took longer to write down may bear an earlier moment than the line before."""
    if context.invoked_subcommand is not None:
        return
    from etanche.vault import Ref, parse_person

    house: House = context.obj
    with house.open() as instance:
        entries = instance.journal_entries(
            since=since.date() if since else None,
            act=act,
            actor=actor,
            last=last,
            case=case,
            person=parse_person(person) if person else None,
            record=Ref.parse(record) if record else None,
        )
    if as_json:
        show_json([entry.as_json() for entry in entries])
        return
    rows = [told(entry) for entry in entries]
    if not rows:
        tell(words("journal.none"))
    table([words(f"journal.{name}") for name in COLUMNS], rows)


def told(entry: Entry) -> tuple[str, ...]:
    """Return an entry as a row; a check at work under its canary is named so."""
    facts = " ".join(f"{name}={fact}" for name, fact in entry.facts.items())
    probe = f"{words('journal.probe')} " if entry.probe else ""
    return f"{entry.at:%Y-%m-%d %H:%M:%S}", entry.actor, entry.act, entry.object, entry.decision, f"{probe}{facts}"


@app.command("verify")
def verify(
    context: typer.Context,
    receipt: Annotated[
        list[Path] | None, typer.Option(metavar="FILE", help="a receipt that somebody kept, to be confronted with it")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="print for programs")] = False,
) -> None:
    """Walk the whole chain: no line changed, dropped or moved, and every receipt still true; exit 1 if not."""
    from etanche.journal import Confronted, Receipt, as_confronted

    house: House = context.obj
    held = [Receipt.of_file(file) for file in receipt or ()]
    with house.open() as instance:
        report = instance.journal.verify()
        found = instance.journal.confront(held)
        against = instance.journal.against()
    if as_json:
        told = [as_confronted(*one) for one in zip(held, found, strict=True)]
        show_json({**report.as_json(), "receipts": told, "against": [as_confronted(*one) for one in against]})
    else:
        _tell_walk(report)
        _tell_receipts([*zip(held, found, strict=True), *against])
    if not report.intact or against or any(one is not Confronted.SAME for one in found):
        raise typer.Exit(FINDING)


@app.command("head")
def head(
    context: typer.Context,
    by: Actor = "command-line",
) -> None:
    """Print where the journal ends now, signed: a receipt to be kept by somebody else, by mail or on paper."""
    house: House = context.obj
    with house.open() as instance:
        receipt = instance.journal.receipt(by=by)
    write(receipt.written())
    tell(words("journal.head-kept"))


@app.command("anchor")
def anchor(
    context: typer.Context,
    request: Annotated[
        Path | None, typer.Option(metavar="FILE", help="only write the request here, to be sent by hand")
    ] = None,
    response: Annotated[
        Path | None, typer.Option(metavar="FILE", help="take in what the authority answered to the last request")
    ] = None,
    authority: Annotated[
        Path | None, typer.Option(metavar="FILE", help="with --response: root certificates of the authority (PEM)")
    ] = None,
    by: Actor = "command-line",
) -> None:
    """Have an authority outside put its time under the head (RFC 3161): the one configured, or any by two files."""
    from etanche.instance import authority_of

    if (response is None) != (authority is None) or (request is not None and response is not None):
        raise Unreadable(
            "an answer comes with its authority", hint="--request FILE, or --response FILE --authority FILE"
        )
    house: House = context.obj
    with house.open() as instance:
        if request is not None:
            deliver(instance.journal.ask_stamp(by=by), request)
            show(words("journal.asked", file=request))
            return
        if response is not None and authority is not None:
            stamped = instance.journal.take_stamp(fetched(response), authority_of(authority))
        else:
            stamped = instance.anchoring.stamp(by=by)
    at = f"{stamped.at:%Y-%m-%d %H:%M:%S} UTC"
    show(words("journal.stamped", position=stamped.receipt.head.position, at=at))


def _tell_walk(report: ChainReport) -> None:
    if report.intact:
        show(words("journal.intact", entries=report.entries, head=report.head), style="green")
        if report.lost:
            show(words("journal.lost", n=report.lost), style="yellow")
    elif report.fault is not None:
        show(words(f"journal.fault.{report.fault.kind}", position=report.fault.position), style="bold red")


def _tell_receipts(found: Sequence[tuple[Receipt, Confronted]]) -> None:
    from etanche.journal import WORSE, Confronted

    for receipt, one in found:
        style = "green" if one is Confronted.SAME else "bold red" if one in WORSE else "yellow"
        at = f"{receipt.at:%Y-%m-%d %H:%M} UTC"
        show(words(f"journal.receipt.{one}", position=receipt.head.position, at=at), style=style)
