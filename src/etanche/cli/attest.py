"""`etanche attest PROMISE`, `attest list`, `attest verify FILE`: what people answer for, with evidence that has a date and an end."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from etanche.cli.acting import Actor
from etanche.cli.groups import DefaultGroup
from etanche.cli.house import House
from etanche.cli.terminal import FINDING, show, show_json, table, tell, words

if TYPE_CHECKING:
    from etanche.proof import Attested

ENTER = "enter"
COLUMNS = ("promise", "for", "issuer", "owner", "until", "state")
_SHOWN = 12


class Entering(DefaultGroup):
    """A promise may stand where a command would: then evidence is entered for it."""

    default = ENTER


app = typer.Typer(
    cls=Entering,
    help="What people attest: `etanche attest PROMISE --evidence FILE …` enters evidence for a promise that no machine can check.",
    no_args_is_help=True,
    rich_markup_mode=None,
)

AsJson = Annotated[bool, typer.Option("--json", help="print for programs")]
Day = Annotated[datetime, typer.Option("--on", metavar="DATE", formats=["%Y-%m-%d"], help="the day of the evidence")]


@app.command(ENTER)
def enter(
    context: typer.Context,
    promise: Annotated[str, typer.Argument(help="an attestation of the charter: `attest:intrusion-test`")],
    evidence: Annotated[
        Path, typer.Option(metavar="FILE", help="the evidence; its digest is kept, the file stays yours")
    ],
    issuer: Annotated[str, typer.Option(metavar="NAME", help="who issued it: a firm, or a function")],
    owner: Annotated[str, typer.Option(metavar="NAME", help="who answers for it: a function")],
    on: Day,
    until: Annotated[
        datetime | None,
        typer.Option(
            metavar="DATE",
            formats=["%Y-%m-%d"],
            help="the last day on which it counts; without it, as the charter says",
        ),
    ] = None,
    link: Annotated[
        str | None, typer.Option(metavar="URL", help="where everybody can read it; the proof page leads there")
    ] = None,
    about: Annotated[
        str | None, typer.Option("--for", metavar="ACTOR", help="whose undertaking it is, if a role needs it")
    ] = None,
    by: Actor = "command-line",
    as_json: AsJson = False,
) -> None:
    """Enter evidence for an attestation; the word `enter` may be left out. What was entered before stays, and counts no more."""
    from etanche.instance import file_digest
    from etanche.proof import Evidence

    house: House = context.obj
    found = Evidence(
        name=promise,
        digest=file_digest(evidence),
        issuer=issuer,
        owner=owner,
        link=link,
        made=on.date(),
        until=until.date() if until else None,
        about=about,
        by=by,
    )
    with house.open() as instance:
        entered = instance.attest(found)
    if as_json:
        show_json(entered.as_json())
        return
    row = entered.row
    show(
        words(
            "attest.entered", name=row.name, until=entered.until, digest=row.digest.hex()[:_SHOWN], days=entered.left
        ),
        style="green",
    )


@app.command("list")
def list_(context: typer.Context, as_json: AsJson = False) -> None:
    """List what was entered, the nearest end first, and what was not; exit 1 if anything lapsed, is missing or was changed."""
    house: House = context.obj
    with house.open() as instance:
        found = instance.attestations.listed()
        lacking = sorted(set(instance.charter.attested) - {one.row.name for one in found})
    if as_json:
        show_json(
            [*(one.as_json() for one in found), *({"promise": f"attest:{name}", "until": None} for name in lacking)]
        )
    elif found or lacking:
        rows = [(f"attest:{name}", "", "", "", "", words("attest.missing")) for name in lacking]
        table([words(f"attest.{name}") for name in COLUMNS], [*map(told, found), *rows])
    else:
        tell(words("attest.none"))
    if lacking or any(one.left < 0 or not one.ours for one in found):
        raise typer.Exit(FINDING)


@app.command("verify")
def verify(
    context: typer.Context, file: Annotated[Path, typer.Argument(help="a file of evidence")], as_json: AsJson = False
) -> None:
    """Say what a file is the evidence of, by its digest; exit 1 if of nothing."""
    from etanche.instance import file_digest

    house: House = context.obj
    digest = file_digest(file)
    with house.open() as instance:
        found = instance.attestations.evidenced(digest)
    if as_json:
        show_json([one.as_json() for one in found])
    elif found:
        table([words(f"attest.{name}") for name in COLUMNS], list(map(told, found)))
    else:
        tell(words("attest.unknown", digest=digest.hex()[:_SHOWN]))
    if not found:
        raise typer.Exit(FINDING)


def told(one: Attested) -> tuple[str, ...]:
    """Return evidence as a row."""
    row, until = one.row, one.until
    return f"attest:{row.name}", row.about or "", row.issuer, row.owner, _day(until), state_words(one)


def state_words(one: Attested) -> str:
    """Say how evidence stands."""
    if not one.ours:
        return words("attest.changed")
    return words("attest.lapsed") if one.left < 0 else words("attest.in-date", days=one.left)


def _day(day: date) -> str:
    return day.isoformat()
