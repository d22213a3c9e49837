"""`etanche notice FILE`: the notice people read, from a charter. Needs no instance."""

from __future__ import annotations

import re
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from etanche.cli.terminal import write
from etanche.errors import Unreadable

OPT_OUT = "/opt-out"

_SERVER = re.compile(r"https?://[A-Za-z0-9.:\[\]-]+(/[A-Za-z0-9._~/-]*)?")


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
    base_url: Annotated[
        str | None,
        typer.Option(metavar="URL", help="where the instance is served, so that the notice leads to its opt-out page"),
    ] = None,
) -> None:
    """Write the notice of a charter to standard output, in UTF-8."""
    from etanche.charter import load
    from etanche.clock import SystemClock
    from etanche.notice import document, html, markdown

    refusals_at = None if base_url is None else f"{checked(base_url)}{OPT_OUT}"
    page = document(load(file, now=SystemClock().now()), lang.value, refusals_at=refusals_at)
    write(markdown(page) if form is Format.MD else html(page))


def checked(url: str) -> str:
    """
    Return the address of a server without its last slash.

    Raises:
        Unreadable: it is no address that a link may lead to.
    """
    if not _SERVER.fullmatch(url):
        raise Unreadable(
            "`--base-url` is not the address of a server", hint="write it as `https://privacy.example.org`"
        )
    return url.rstrip("/")
