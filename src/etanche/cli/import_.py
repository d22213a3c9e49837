"""`etanche import CATEGORY FILE --format combined`: take a file in through the vault."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer

from etanche.cli.house import House
from etanche.cli.importing import errors_to, tell_bad, tell_records, tell_refusals
from etanche.cli.terminal import FINDING, INTERRUPTED, progress, show, show_json, tell, words
from etanche.errors import Unreadable

if TYPE_CHECKING:
    from etanche.instance import Organisation
    from etanche.intake import ImportReport
    from etanche.intake.bulk import RecordsReport, RefusalsReport

Report = TypeVar("Report")
Step = Callable[[Callable[[int], None]], Callable[[int, int], None]]


class Format(StrEnum):
    """What the file is written as."""

    COMBINED = "combined"
    COMBINED_CHOICE = "combined-choice"
    CSV = "csv"
    NDJSON = "ndjson"
    PARQUET = "parquet"
    TEXT = "text"


_LOGS = frozenset({Format.COMBINED, Format.COMBINED_CHOICE})


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What was typed."""

    file: Path
    form: Format
    channel: str | None
    mapping: Path | None
    assumed_by: str | None
    errors: Path | None
    as_json: bool


def command(
    context: typer.Context,
    category: Annotated[
        str | None, typer.Argument(help="the category of the charter that the file holds, such as visit")
    ] = None,
    file: Annotated[Path | None, typer.Argument(help="the file; gzip is recognised, but for Parquet")] = None,
    form: Annotated[
        Format | None,
        typer.Option(
            "--format",
            help="combined: the access log of Apache and nginx, taken where nothing is said; combined-choice: with the visitor's"
            " refusal in two more fields; csv, ndjson, parquet: records of persons; text: addresses, of --refusals",
        ),
    ] = None,
    channel: Annotated[
        str | None, typer.Option(help="the channel of the charter that records of persons come in by")
    ] = None,
    mapping: Annotated[
        Path | None,
        typer.Option("--map", help="which column is which field, who the person is, and what happened (YAML)"),
    ] = None,
    assumed_by: Annotated[
        str | None, typer.Option(metavar="NAME", help="whose decision the dates are that nobody recorded")
    ] = None,
    errors: Annotated[Path | None, typer.Option(help="write the numbers of bad lines there, never the lines")] = None,
    refusals: Annotated[
        Path | None,
        typer.Option(help="a list of addresses that must not be written to again, in the place of a category"),
    ] = None,
    purpose: Annotated[str | None, typer.Option(help="for --refusals: the purpose that was refused")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="print for programs")] = False,
) -> None:
    """Import a file, batch by batch; a bad line is told by its number, skipped and counted. Exit 1 if most lines are bad."""
    house: House = context.obj
    if refusals is not None:
        if purpose is None or category is not None:
            raise Unreadable(
                "a list of refusals has a purpose, and no category", hint="etanche import --refusals FILE --purpose P"
            )
        asked = Asked(
            file=refusals,
            form=form or Format.TEXT,
            channel=None,
            mapping=None,
            assumed_by=assumed_by,
            errors=errors,
            as_json=as_json,
        )
        _refusals(house, asked, purpose)
    elif category is None or file is None:
        raise Unreadable("what is to be imported is not said", hint="etanche import CATEGORY FILE")
    else:
        asked = Asked(
            file=file,
            form=form or Format.COMBINED,
            channel=channel,
            mapping=mapping,
            assumed_by=assumed_by,
            errors=errors,
            as_json=as_json,
        )
        (_log if asked.form in _LOGS else _records)(house, asked, category)


def _log(house: House, asked: Asked, category: str) -> None:
    """Import an access log."""

    def run(instance: Organisation, step: Step) -> ImportReport:
        if asked.file.is_file() and asked.form is Format.COMBINED and can_be_refused(instance, category):
            tell(words("import.deaf"), style="yellow")
        with progress(file_size(asked.file), words("import.bar", file=asked.file.name), of_bytes=True) as done:
            return instance.import_log(category, asked.file, form=asked.form.value, on_progress=step(done))

    report = _until_stopped(house, run)
    show_json(report.as_json()) if asked.as_json else tell_report(report)
    _unless_bad(report.bad, report.read)


def _records(house: House, asked: Asked, category: str) -> None:
    """Import records of persons."""

    def run(instance: Organisation, step: Step) -> RecordsReport:
        with (
            errors_to(asked.errors) as on_bad,
            progress(file_size(asked.file), words("import.bar", file=asked.file.name), of_bytes=True) as done,
        ):
            return instance.import_records(
                category,
                asked.file,
                form=asked.form.value,
                channel=asked.channel,
                mapping=asked.mapping,
                assumed_by=asked.assumed_by,
                on_progress=step(done),
                on_bad=on_bad,
            )

    report = _until_stopped(house, run)
    show_json(report.as_json()) if asked.as_json else tell_records(report)
    _unless_bad(sum(report.bad.values()), report.read)


def _refusals(house: House, asked: Asked, purpose: str) -> None:
    """Import a list of refusals."""

    def run(instance: Organisation, step: Step) -> RefusalsReport:
        with (
            errors_to(asked.errors) as on_bad,
            progress(file_size(asked.file), words("import.bar", file=asked.file.name), of_bytes=True) as done,
        ):
            return instance.import_refusals(
                asked.file,
                purpose=purpose,
                form=asked.form.value,
                assumed_by=asked.assumed_by,
                on_progress=step(done),
                on_bad=on_bad,
            )

    report = _until_stopped(house, run)
    show_json(report.as_json()) if asked.as_json else tell_refusals(report)
    _unless_bad(report.bad, report.read)


def _until_stopped(house: House, run: Callable[[Organisation, Step], Report]) -> Report:
    """Run an import; one that somebody stops says how far it came."""
    reached = 0

    def step(done: Callable[[int], None]) -> Callable[[int, int], None]:
        def told(lines: int, read: int) -> None:
            nonlocal reached
            reached = lines
            done(read)

        return told

    try:
        with house.open() as instance:
            return run(instance, step)
    except KeyboardInterrupt:
        tell(words("import.stopped", lines=reached), style="yellow")
        raise typer.Exit(INTERRUPTED) from None


def _unless_bad(bad: int, read: int) -> None:
    """Without a good line, or with more bad ones, this is probably another file, or another format."""
    if bad > read - bad:
        raise typer.Exit(FINDING)


def can_be_refused(instance: Organisation, category: str) -> bool:
    """Say whether the category is used for a purpose that people may refuse."""
    return any((purpose, category) in instance.plan.terms for purpose in instance.plan.objections)


def tell_report(report: ImportReport) -> None:
    """Print what became of the lines."""
    show(words("import.done", lines=words("import.lines", count=report.read), stored=report.stored))
    if report.already:
        show(words("import.already", lines=report.already))
    for reason, number in sorted(report.skipped.items()):
        show(f"  {number:>7}  {words(f'import.skipped.{reason}')}")
    tell_bad(report.bad, report.bad_lines)
    if report.past:
        show(words("import.past", count=report.past))


def file_size(file: Path) -> int | None:
    """Return how many bytes there are to read, or nothing if that cannot be known."""
    try:
        return file.stat().st_size
    except OSError:
        return None
