"""`etanche export CATEGORY`: take a copy away, that has an end."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from etanche.cli.acting import Actor
from etanche.cli.house import House
from etanche.cli.terminal import INTERRUPTED, progress, show, show_json, tell, tell_altered, words


class Format(StrEnum):
    """What the file is written as."""

    NDJSON = "ndjson"
    CSV = "csv"
    PARQUET = "parquet"


def command(
    context: typer.Context,
    category: Annotated[str, typer.Argument(help="the category of the charter, such as customer")],
    role: Annotated[str, typer.Option(help="as what; the charter must let the role take data away (`takes-away`)")],
    purpose: Annotated[str, typer.Option(help="what for")],
    output: Annotated[Path, typer.Option(help="the file to be written; none of this name may be there")],
    by: Actor,
    case: Annotated[str | None, typer.Option(help="because of which case, where the role needs one")] = None,
    form: Annotated[Format, typer.Option("--format", help="what the file is written as")] = Format.NDJSON,
    as_json: Annotated[bool, typer.Option("--json", help="print for programs")] = False,
) -> None:
    """Export a category of records of persons: through the gate, journalled, readable by you alone, and to be destroyed in time. Exit 1 if a record did not open."""
    house: House = context.obj
    try:
        with house.opened_for(role, by) as instance, progress(None, words("export.bar", file=output.name)) as done:
            made = instance.export_records(
                category, output, form=form.value, role=role, purpose=purpose, by=by, case=case, on_progress=done
            )
    except KeyboardInterrupt:
        tell(words("export.stopped"), style="yellow")
        raise typer.Exit(INTERRUPTED) from None
    if as_json:
        show_json(made.as_json())
    else:
        show(words("export.done", records=made.records, file=made.file))
        show(words("export.until", until=made.until), style="yellow")
    tell_altered(made.altered)
