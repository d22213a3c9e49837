"""`etanche register FILE`: the register of processing, and what other people's tools read. Needs no instance."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from etanche.cli.delivering import deliver

if TYPE_CHECKING:
    from etanche.exchange import Form


class Shape(StrEnum):
    """What the register is written as."""

    CNIL = "cnil"
    ODS = "ods"
    XLSX = "xlsx"
    CSV = "csv"
    JSON = "json"
    DPV = "dpv"
    FIDESLANG = "fideslang"


class Lang(StrEnum):
    """A language of the register."""

    FR = "fr"
    EN = "en"


def command(
    file: Annotated[Path, typer.Argument(help="the charter")],
    shape: Annotated[
        Shape,
        typer.Option(
            "--as",
            help="the CNIL's model as a spreadsheet (.ods, or .xlsx if the output is called so), a flat table (csv), "
            "our own JSON, JSON-LD in the Data Privacy Vocabulary (dpv), or a manifest of Fides (fideslang)",
        ),
    ] = Shape.CNIL,
    lang: Annotated[Lang, typer.Option(help="language of the register; json and dpv hold both")] = Lang.FR,
    output: Annotated[Path | None, typer.Option(help="file to write; without it, standard output")] = None,
) -> None:
    """Write the register of processing of a charter (GDPR 30)."""
    from etanche.charter import load
    from etanche.clock import SystemClock
    from etanche.exchange import BINARY, export, register

    form = form_of(shape, output)
    made = export(register(load(file, now=SystemClock().now())), form, lang.value)
    deliver(made if form in BINARY else made.decode("utf-8"), output)


def form_of(shape: Shape, output: Path | None) -> Form:
    """Return the form to write: the CNIL's model is published as .ods, and many keep it as .xlsx."""
    from etanche.exchange import Form

    if shape is Shape.CNIL:
        return Form.XLSX if output is not None and output.suffix.lower() == ".xlsx" else Form.ODS
    return Form(shape.value)
