"""`etanche notice FILE`: the notice people read, from a charter. Needs no instance."""

from __future__ import annotations

import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer


class Format(StrEnum):
    """What the notice is written as."""

    MD = "md"
    HTML = "html"


class Lang(StrEnum):
    """A language of the notice."""

    FR = "fr"
    EN = "en"


def command(
    file: Annotated[Path, typer.Argument(help="the charter")],
    lang: Annotated[Lang, typer.Option(help="language of the notice")] = Lang.FR,
    form: Annotated[Format, typer.Option("--format", help="Markdown, or one self-contained HTML page")] = Format.MD,
) -> None:
    """Write the notice of a charter to standard output."""
    from etanche.charter import load
    from etanche.notice import document, html, markdown

    page = document(load(file), lang.value)
    sys.stdout.write(markdown(page) if form is Format.MD else html(page))
