"""`etanche sweep`: destroy what is past its term, keys first."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from etanche.cli.house import House
from etanche.cli.terminal import FINDING, language, show, show_json, words

if TYPE_CHECKING:
    from etanche.vault import Going, SweepReport


def told(report: SweepReport) -> str:
    """Return a sweep in one sentence."""
    if report.dry_run:
        return words("sweep.dry", days=len(report.days))
    if not report.destroyed and not report.rows:
        return words("sweep.records.done", records=report.records) if report.records else words("sweep.none")
    return words("sweep.done", days=report.destroyed, rows=report.rows)


def going(one: Going) -> str:
    """Return what would go of a category, by which rule, and since when it is due."""
    from etanche.notice import keep_words
    from etanche.words import list_words

    lang = language()
    records = words("sweep.going.records", records=one.records)
    held = [words("sweep.going.days", days=one.days), records] if one.days else [records]
    rules = [
        words(f"sweep.going.{why}" if purpose == why else "sweep.going.event", event=why, purpose=purpose)
        if isinstance(why, str)
        else words("sweep.going.rule", rule=keep_words(why, lang), purpose=purpose)
        for purpose, why in one.because
    ]
    return words(
        "sweep.going.line",
        category=one.category,
        held=list_words(held, lang),
        rule=list_words(rules, lang) if rules else words("sweep.going.no-rule"),
        since=one.since,
    )


def command(
    context: typer.Context,
    dry_run: Annotated[bool, typer.Option(help="say what would go, and destroy nothing")] = False,
    confirmed_by: Annotated[
        str | None,
        typer.Option(metavar="NAME", help="go on although a guard stopped the sweep; your name is journalled"),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="print for programs")] = False,
) -> None:
    """Destroy the keys of every day past its term, then its bytes."""
    house: House = context.obj
    with house.open() as instance:
        report = instance.vault.sweep(dry_run=dry_run, confirmed_by=confirmed_by)
    if as_json:
        show_json(report.as_json())
    else:
        show(told(report))
        for one in report.going:
            show(f"  {going(one)}")
        for due in report.days:
            show(f"  {due.category}  {due.day}")
        if report.records and (report.dry_run or report.destroyed or report.rows):
            show(words(f"sweep.records.{'dry' if report.dry_run else 'done'}", records=report.records))
        for late in report.records_waiting:
            until = f"{late.until:%Y-%m-%d %H:%M} UTC"
            show(words("sweep.records.waiting", records=late.records, category=late.category, until=until))
        if report.waiting:
            show(words("sweep.waiting", days=len(report.waiting)))
        if not report.final:
            show(words("sweep.not-final"), style="yellow")
        if report.keyless:
            show(words("sweep.keyless", records=report.keyless), style="red")
    if report.keyless or not report.final:
        raise typer.Exit(FINDING)
