"""
`etanche incident`: what went wrong, since when we are aware of it, whom it concerns, who was told what and when.

What people write of an incident comes in by a file or by the standard input, never by an argument: an argument is seen by everybody on the machine.
"""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from etanche.cli.acting import Actor, AsJson
from etanche.cli.house import House
from etanche.cli.incident_words import row_of, show_incident
from etanche.cli.terminal import FINDING, show, show_json, table, tell, text_of, words
from etanche.errors import Unreadable

if TYPE_CHECKING:
    from etanche.incidents import Severity, Whom

app = typer.Typer(
    help="What went wrong: its clocks, whom it concerns, who was told.", no_args_is_help=True, rich_markup_mode=None
)

Name = Annotated[str, typer.Argument(help="the incident, by the first digits of its number")]
Words = Annotated[Path | None, typer.Option(help="a file with what you say; - is the standard input; it is sealed")]
Moment = Annotated[datetime | None, typer.Option(formats=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"], help="in UTC")]
Word = Annotated[str | None, typer.Option()]
COLUMNS = ("name", "opened", "state", "severity", "noticed", "title")


@app.command("open")
def open_(
    context: typer.Context,
    title: Annotated[str, typer.Option(help="what happened, in a few words; sealed")],
    by: Actor = "",
    severity: Annotated[str, typer.Option(help="unknown, none, risk or high")] = "unknown",
    as_json: AsJson = False,
) -> None:
    """Write an incident down. Say later since when you are aware of a breach: its clock begins with that."""
    house: House = context.obj
    with house.open() as instance:
        made = instance.incidents.open(title, by=by, severity=_severity(severity), tell=instance.tell_of_incident)
        show_incident(made, instance.charter, as_json=as_json)


@app.command("list")
def list_(context: typer.Context, as_json: AsJson = False) -> None:
    """List the register of incidents, the open ones first. Exit 1 if one is open."""
    from etanche.incidents import as_json as told

    house: House = context.obj
    with house.open() as instance:
        found = instance.incidents.all()
        now = instance.clock.now()
    if as_json:
        show_json([told(one, instance.charter, now) for one in found])
    elif not found:
        tell(words("incident.none"))
    else:
        table([words(f"incident.{name}") for name in COLUMNS], [row_of(one) for one in found])
    if any(one.closed is None for one in found):
        raise typer.Exit(FINDING)


@app.command("show")
def show_(context: typer.Context, name: Name, as_json: AsJson = False) -> None:
    """Tell one incident, in order, with its clocks."""
    house: House = context.obj
    with house.open() as instance:
        show_incident(instance.incidents.of(name), instance.charter, as_json=as_json, now=instance.clock.now())


@app.command("add")
def add(
    context: typer.Context,
    name: Name,
    kind: Annotated[str, typer.Argument(help="fact, measure, consequences, severity, aware or not-told")],
    by: Actor = "",
    said: Annotated[
        Path | None, typer.Option("--words", help="a file with what you say; - is the standard input")
    ] = None,
    severity: Annotated[str, typer.Option(help="with `severity`: none, risk or high")] = "",
    since: Moment = None,
    whom: Annotated[str, typer.Option("--for", help="with `not-told`: people or controllers")] = "",
    as_json: AsJson = False,
) -> None:
    """Write one more thing down: a fact, a measure, likely consequences, how severe it is, since when we are aware (the clock of 72 hours), or why somebody is not told."""
    from etanche.incidents import Kind, spare

    kinds = {"fact": Kind.FACT, "measure": Kind.MEASURE, "consequences": Kind.CONSEQUENCES}
    house: House = context.obj
    with house.open() as instance:
        it = instance.incidents
        if kind == "severity":
            made = it.add(name, Kind.SEVERITY, by=by, said={"is": _severity(severity).value})
        elif kind == "aware":
            at = since.replace(tzinfo=UTC) if since else instance.clock.now()
            made = it.add(name, Kind.AWARE, by=by, said={"since": at.isoformat()})
        elif kind == "not-told":
            made = spare(it, name, _whom(whom), words=_said(said), by=by)
        elif kind in kinds:
            made = it.add(name, kinds[kind], by=by, words=_said(said))
        else:
            raise Unreadable(
                f"`{kind}` is nothing that is added",
                hint=f"one of: {', '.join((*kinds, 'severity', 'aware', 'not-told'))}",
            )
        show_incident(made, instance.charter, as_json=as_json)


@app.command("concerned")
def concerned(
    context: typer.Context,
    name: Name,
    by: Actor = "",
    seen_by: Annotated[str | None, typer.Option(help="only lines of this actor")] = None,
    case: Word = None,
    role: Word = None,
    category: Word = None,
    since: Moment = None,
    until: Moment = None,
    as_json: AsJson = False,
) -> None:
    """Compute from the journal whom an incident concerns: everybody whose records were seen or changed by the lines that meet every condition."""
    from etanche.incidents import Scope

    scope = Scope(
        actor=seen_by,
        case=case,
        role=role,
        category=category,
        since=since.replace(tzinfo=UTC) if since else None,
        until=until.replace(tzinfo=UTC) if until else None,
    )
    house: House = context.obj
    with house.open() as instance:
        _, found = instance.incidents.scope(name, scope, by=by)
    if as_json:
        show_json(found.as_json())
        return
    show(words("incident.concerned", n=len(found.persons), records=found.records, lines=found.lines))
    for kind, records in found.categories.items():
        show(f"  {kind}: {records}")
    if found.hidden:
        tell(words("incident.hidden", n=found.hidden))
    if found.since is not None:
        show(words("incident.since", day=found.since))


@app.command("draft")
def draft(
    context: typer.Context,
    name: Name,
    whom: Annotated[str, typer.Option("--for", help="authority, people or controllers")],
    late: Annotated[str, typer.Option(help="why it comes late, where it does")] = "",
    as_json: AsJson = False,
) -> None:
    """Print what somebody is to be told, in the languages of the notice, with the law's contents. Exit 1 while something is missing."""
    from etanche.incidents import both

    house: House = context.obj
    with house.open() as instance:
        made = both(instance.incidents.of(name), instance.charter, _whom(whom), late=late)
    if as_json:
        show_json({"subject": made.subject, "text": made.text, "missing": list(made.missing)})
    else:
        show(f"{made.subject}\n\n{made.text}")
    if made.missing:
        raise typer.Exit(FINDING)


@app.command("notify")
def notify(
    context: typer.Context,
    name: Name,
    whom: Annotated[str, typer.Option("--for", help="authority, people or controllers")],
    by: Actor = "",
    to: Annotated[list[str] | None, typer.Option(help="an address of the authority, or of a controller")] = None,
    late: Annotated[str, typer.Option(help="why it comes late, where it does")] = "",
    reference: Annotated[str, typer.Option(help="what the authority calls it")] = "",
    as_json: AsJson = False,
) -> None:
    """Tell the authority, the controllers, or everybody concerned by letters; without --to it is written down that they were told by another way."""
    house: House = context.obj
    with house.open() as instance:
        done = instance.notifying.notify(name, _whom(whom), by=by, to=to or (), late=late, reference=reference)
    if as_json:
        show_json({"letters": done.letters, "unreached": done.unreached, "hidden": done.hidden})
        return
    tell(words("incident.notified", n=done.letters, unreached=done.unreached))
    if done.hidden:
        tell(words("incident.hidden", n=done.hidden))


@app.command("announce")
def announce(
    context: typer.Context,
    name: Name,
    fr: Annotated[str, typer.Option(help="what everybody reads, in French; nothing of anybody")],
    en: Annotated[str, typer.Option(help="the same, in English")],
    over: Annotated[bool, typer.Option("--over", help="it is over")] = False,
    by: Actor = "",
) -> None:
    """Say something of an incident on the public status page, in its feed and its JSON."""
    from etanche.incidents import announced

    house: House = context.obj
    with house.open() as instance:
        announced(instance.incidents, name, fr=fr, en=en, over=over, by=by)


@app.command("close")
def close(context: typer.Context, name: Name, by: Actor = "", report: Words = None, as_json: AsJson = False) -> None:
    """Close an incident with a report, once everybody was told whom the law wants told; it stays in the register for five years."""
    from etanche.incidents import close as closed

    house: House = context.obj
    with house.open() as instance:
        made = closed(instance.incidents, instance.charter, name, report=_said(report), by=by)
        show_incident(made, instance.charter, as_json=as_json)


def _said(file: Path | None) -> str:
    return "" if file is None else text_of(file)


def _severity(text: str) -> Severity:
    from etanche.incidents import Severity

    try:
        return Severity(text)
    except ValueError:
        raise Unreadable(f"`{text}` is no severity", hint=f"one of: {', '.join(Severity)}") from None


def _whom(text: str) -> Whom:
    from etanche.incidents import Whom

    try:
        return Whom(text)
    except ValueError:
        raise Unreadable(f"`{text}` is nobody who is told", hint=f"one of: {', '.join(Whom)}") from None
