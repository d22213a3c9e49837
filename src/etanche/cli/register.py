"""`etanche register FILE`: the register of processing, and what other people's tools read. Needs no instance."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from etanche.cli.delivering import deliver
from etanche.cli.notice import Lang, spoken
from etanche.errors import Unreadable

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


_OF_FILE = {f".{shape}": shape for shape in (Shape.ODS, Shape.XLSX, Shape.CSV, Shape.JSON)} | {
    ".jsonld": Shape.DPV,
    ".yml": Shape.FIDESLANG,
    ".yaml": Shape.FIDESLANG,
}


def command(
    file: Annotated[Path, typer.Argument(help="the charter")],
    shape: Annotated[
        Shape | None,
        typer.Option(
            "--as",
            help="the CNIL's model as a spreadsheet (.ods, or .xlsx if the output is called so), a flat table (csv), "
            "our own JSON, JSON-LD in the Data Privacy Vocabulary (dpv), or a manifest of Fides (fideslang); "
            "without it, as the name of the output says, else the CNIL's model",
        ),
    ] = None,
    lang: Annotated[
        Lang | None,
        typer.Option(help="language of the register, json and dpv hold both; without it, the first of the charter"),
    ] = None,
    output: Annotated[Path | None, typer.Option(help="file to write; without it, standard output")] = None,
) -> None:
    """Write the register of processing of a charter (GDPR 30)."""
    from etanche.charter import load
    from etanche.clock import SystemClock
    from etanche.exchange import BINARY, export, register

    form = form_of(shape, output)
    charter = load(file, now=SystemClock().now())
    made = export(register(charter), form, spoken(charter, lang))
    deliver(made if form in BINARY else made.decode("utf-8"), output)


def form_of(shape: Shape | None, output: Path | None) -> Form:
    """
    Return the form to write: the one asked for, else the one the file is called after.

    The CNIL's model is published as .ods, and many keep it as .xlsx.

    Raises:
        Unreadable: no form goes by such a name.
    """
    from etanche.exchange import Form

    suffix = output.suffix.lower() if output else ""
    if shape is None and suffix and suffix not in _OF_FILE:
        raise Unreadable(
            f"no form of a register ends in `{suffix}`", hint=f"say which with `--as`, or use {', '.join(_OF_FILE)}"
        )
    if shape is Shape.CNIL:
        return Form.XLSX if suffix == ".xlsx" else Form.ODS
    return Form((shape or _OF_FILE.get(suffix, Shape.ODS)).value)
