"""`etanche certificate`: a signed certificate for somebody who was erased, again, or as a page to read."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from etanche.cli.acting import Actor
from etanche.cli.delivering import deliver
from etanche.cli.house import House
from etanche.cli.terminal import language, show, words
from etanche.errors import Unreadable
from etanche.terms import LANGUAGES

PDF = ".pdf"


def command(
    context: typer.Context,
    person: Annotated[str, typer.Argument(help="the id of a person who was erased: 32 hexadecimal digits")],
    file: Annotated[Path, typer.Argument(help="the file to be written, and given to the person")],
    by: Actor = "command-line",
    page: Annotated[
        Path | None, typer.Option(metavar="FILE", help="write it as a page to read too: HTML, or PDF if called so")
    ] = None,
    lang: Annotated[str | None, typer.Option(metavar="[fr|en]", help="language of the page")] = None,
) -> None:
    """Give a certificate of erasure, as long as the journal remembers; each has a salt of its own, kept nowhere else."""
    from etanche.proof.evidence import certificate_page
    from etanche.vault import parse_person

    spoken = next((one for one in LANGUAGES if one == lang), None)
    if lang is not None and spoken is None:
        raise Unreadable(f"`{lang}` is no language of a page", hint="it is `fr` or `en`")
    house: House = context.obj
    with house.open() as instance:
        made = instance.certificate(parse_person(person), by=by)
        charter = instance.charter
    deliver(made, file)
    if page is not None:
        as_pdf = page.suffix.lower() == PDF
        deliver(certificate_page(made, charter, spoken or language(), as_pdf=as_pdf), page)
    show(words("certificate.given", file=file))
