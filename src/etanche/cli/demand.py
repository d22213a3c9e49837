"""
`etanche demand`: what authorities that may compel us demanded, who examined it, what was given, and whether the people were told.

What is demanded, and why something is decided, comes in by a file or by the standard input: an argument is seen by everybody on the machine.
"""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from etanche.cli.acting import Actor, AsJson, Purpose, Role
from etanche.cli.delivering import deliver
from etanche.cli.demand_words import counted_json, counted_row, row_of, show_demand
from etanche.cli.house import House
from etanche.cli.terminal import FINDING, show_json, table, tell, text_of, words
from etanche.errors import Unreadable

if TYPE_CHECKING:
    from etanche.incidents.demands import Sort

app = typer.Typer(
    help="What authorities demanded, what they were given, who was told.", no_args_is_help=True, rich_markup_mode=None
)

Name = Annotated[str, typer.Argument(help="the demand, such as demand-0123456789ab")]
Words = Annotated[Path, typer.Option(help="a file with what you say; - is the standard input; it is sealed")]
Day = Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"])]
COLUMNS = ("name", "received", "due", "state", "sort", "asker")
FIGURES = ("year", "sort", "came", "answered", "refused", "persons")


@app.command("open")
def open_(
    context: typer.Context,
    recipient: Annotated[str, typer.Argument(help="the recipient of the charter that demands, `as: authority`")],
    asker: Annotated[str, typer.Option(help="who exactly, with their reference; sealed")],
    ground: Annotated[str, typer.Option(help="by which law or order; sealed")],
    asked: Annotated[
        Path, typer.Option("--words", help="a file with what they demand; - is the standard input; sealed")
    ],
    sort: Annotated[str, typer.Option(help="court, police, tax, labour, supervisory, intelligence or other")] = "other",
    received: Day = None,
    due: Day = None,
    by: Actor = "",
    as_json: AsJson = False,
) -> None:
    """Write a demand down as it came: who asks, by which law, what; when it came, and until when they want an answer."""
    house: House = context.obj
    with house.open() as instance:
        made = instance.demands.open(
            recipient,
            sort=_sort(sort),
            asker=asker,
            ground=ground,
            asked=text_of(asked),
            by=by,
            received=received.date() if received else None,
            due=due.date() if due else None,
        )
        show_demand(made, instance.clock.now(), as_json=as_json)


@app.command("list")
def list_(context: typer.Context, as_json: AsJson = False) -> None:
    """List the register of demands, those with something left to do first. Exit 1 if something waits now."""
    from etanche.incidents.demands import awaited

    house: House = context.obj
    with house.open() as instance:
        found, today, now = instance.demands.all(), instance.demands.today(), instance.clock.now()
    if as_json:
        show_json([one.as_json(now) for one in found])
    elif not found:
        tell(words("demand.none"))
    else:
        table([words(f"demand.{name}") for name in COLUMNS], [row_of(one) for one in found])
    if any(awaited(one, today) for one in found):
        raise typer.Exit(FINDING)


@app.command("show")
def show_(context: typer.Context, name: Name, as_json: AsJson = False) -> None:
    """Tell one demand, in order."""
    house: House = context.obj
    with house.open() as instance:
        show_demand(instance.demands.of(name), instance.clock.now(), as_json=as_json)


@app.command("examine")
def examine(
    context: typer.Context,
    name: Name,
    person: Annotated[list[str], typer.Option(help="whom it concerns: 32 hexadecimal digits; once for each")],
    role: Annotated[str, typer.Option(help="the role in which it is answered")],
    to: Annotated[str, typer.Option("--for", help="who answers it: somebody else than you")],
    said: Annotated[Path, typer.Option("--words", help="a file that says why it is lawful; - is the standard input")],
    by: Actor = "",
    as_role: Annotated[
        str | None, typer.Option("--as", help="the role you approve it in, where the charter says who may")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Find a demand lawful: say why, name whom it concerns, and let somebody else answer it, within its own case."""
    from etanche.vault import parse_person

    house: House = context.obj
    persons = [parse_person(one) for one in person]
    with house.open() as instance:
        made = instance.demands.examine(
            name, persons=persons, role=role, to=to, words=text_of(said), by=by, as_=as_role
        )
        show_demand(made, instance.clock.now(), as_json=as_json)


@app.command("answer")
def answer(
    context: typer.Context,
    name: Name,
    role: Role,
    purpose: Purpose,
    output: Annotated[Path, typer.Option(metavar="FILE", help="where what is given is written, as JSON")],
    category: Annotated[str | None, typer.Option(help="only this category")] = None,
    record: Annotated[list[str] | None, typer.Option(help="only the record of this address; once for each")] = None,
    by: Actor = "",
) -> None:
    """Give what a demand names, through the gate: what is given, and its digest, is in the register before it is in the file."""
    from etanche.incidents import demands
    from etanche.vault import Ref

    house: House = context.obj
    refs = [Ref.parse(one) for one in record or ()]
    with house.opened_for(role, by) as instance:
        done = demands.answer(instance.demands, name, role=role, purpose=purpose, by=by, category=category, refs=refs)
        deliver(done.file, output)
    tell(words("demand.given", n=len(done.records)))


@app.command("refuse")
def refuse(
    context: typer.Context,
    name: Name,
    said: Annotated[Path, typer.Option("--words", help="a file that says why; - is the standard input")],
    by: Actor = "",
    as_json: AsJson = False,
) -> None:
    """Refuse a demand: no ground, too wide, not ours to give."""
    house: House = context.obj
    with house.open() as instance:
        show_demand(instance.demands.refuse(name, words=text_of(said), by=by), instance.clock.now(), as_json=as_json)


@app.command("silence")
def silence(
    context: typer.Context,
    name: Name,
    until: Annotated[
        datetime, typer.Option(formats=["%Y-%m-%d"], help="the day from which people may be told, in UTC")
    ],
    said: Annotated[
        Path, typer.Option("--words", help="a file that says which law forbids telling; - is the standard input")
    ],
    by: Actor = "",
    as_json: AsJson = False,
) -> None:
    """Keep from people what is done about a demand, because a law says so, until a day; a day that is past ends it."""
    house: House = context.obj
    with house.open() as instance:
        made = instance.demands.silence(name, until.replace(tzinfo=UTC), words=text_of(said), by=by)
        show_demand(made, instance.clock.now(), as_json=as_json)


@app.command("tell")
def tell_(
    context: typer.Context,
    name: Name,
    by: Actor = "",
    never: Annotated[
        Path | None, typer.Option("--never", help="a file that says why they are not told; - is the standard input")
    ] = None,
) -> None:
    """Tell the people by letter that their data were given, by whom and why; refused while a law forbids it."""
    house: House = context.obj
    with house.open() as instance:
        if never is not None:
            instance.demands.untold(name, words=text_of(never), by=by)
            tell(words("demand.untold"))
            return
        done = instance.tell_of_demand(name, by=by)
    tell(words("demand.told", n=done.letters, unreached=done.unreached))


@app.command("figures")
def figures(context: typer.Context, as_json: AsJson = False) -> None:
    """Count demands by year and kind of authority, as everybody may be told: fewer than five are not told apart."""
    from etanche.incidents.demands import figures as counted

    house: House = context.obj
    with house.open() as instance:
        found = counted(instance.demands.all())
    if as_json:
        show_json([counted_json(one) for one in found])
    elif not found:
        tell(words("demand.none"))
    else:
        table([words(f"demand.figures.{name}") for name in FIGURES], [counted_row(one) for one in found])


def _sort(text: str) -> Sort:
    from etanche.incidents.demands import Sort

    try:
        return Sort(text)
    except ValueError:
        raise Unreadable(f"`{text}` is no kind of authority", hint=f"one of: {', '.join(Sort)}") from None
