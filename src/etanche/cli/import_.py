"""`etanche import CATEGORY FILE --format combined`: take a file in through the vault."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from etanche.cli.house import House
from etanche.cli.terminal import FINDING, INTERRUPTED, progress, show, show_json, tell, words

if TYPE_CHECKING:
    from etanche.instance import Instance
    from etanche.intake import ImportReport

SHOWN = 10
"""So many numbers of bad lines are shown; `--json` has a thousand."""


class Format(StrEnum):
    """What the file is written as."""

    COMBINED = "combined"
    COMBINED_CHOICE = "combined-choice"


def command(
    context: typer.Context,
    category: Annotated[str, typer.Argument(help="the category of the charter that the file holds, such as visit")],
    file: Annotated[Path, typer.Argument(help="the file; gzip is recognised")],
    form: Annotated[
        Format,
        typer.Option(
            "--format",
            help="combined: the access log of Apache and nginx; combined-choice: with the visitor's refusal in two more fields",
        ),
    ] = Format.COMBINED,
    as_json: Annotated[bool, typer.Option("--json", help="print for programs")] = False,
) -> None:
    """Import a file, batch by batch; a bad line is told by its number, skipped and counted. Exit 1 if most lines are bad."""
    house: House = context.obj
    reached = 0
    try:
        with house.open() as instance:
            if file.is_file() and form is Format.COMBINED and can_be_refused(instance, category):
                tell(words("import.deaf"), style="yellow")
            with progress(file_size(file), words("import.bar", file=file.name), of_bytes=True) as done:

                def step(lines: int, read: int) -> None:
                    nonlocal reached
                    reached = lines
                    done(read)

                report = instance.import_log(category, file, form=form.value, on_progress=step)
    except KeyboardInterrupt:
        tell(words("import.stopped", lines=reached), style="yellow")
        raise typer.Exit(INTERRUPTED) from None
    if as_json:
        show_json(report.as_json())
    else:
        tell_report(report)
    # Without a good line, or with more bad ones, this is probably another file, or another format.
    if report.bad > report.read - report.bad:
        raise typer.Exit(FINDING)


def can_be_refused(instance: Instance, category: str) -> bool:
    """Say whether the category is used for a purpose that people may refuse."""
    return any((purpose, category) in instance.plan.terms for purpose in instance.plan.objections)


def tell_report(report: ImportReport) -> None:
    """Print what became of the lines."""
    show(words("import.done", lines=words("import.lines", count=report.read), stored=report.stored))
    if report.already:
        show(words("import.already", lines=report.already))
    for reason, number in sorted(report.skipped.items()):
        show(f"  {number:>7}  {words(f'import.skipped.{reason}')}")
    if report.bad_lines:
        listed = ", ".join(str(number) for number in report.bad_lines[:SHOWN])
        show(words("import.bad", count=report.bad, lines=listed + (" …" if report.bad > SHOWN else "")), style="yellow")
    if report.past:
        show(words("import.past", count=report.past))


def file_size(file: Path) -> int | None:
    """Return how many bytes there are to read, or nothing if that cannot be known."""
    try:
        return file.stat().st_size
    except OSError:
        return None
