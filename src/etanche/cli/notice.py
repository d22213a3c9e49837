"""`etanche notice FILE`: the notice people read, from a charter, as a page, Markdown or PDF. Needs no instance."""

from __future__ import annotations

import re
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from etanche.cli.delivering import deliver
from etanche.errors import Unreadable

if TYPE_CHECKING:
    from etanche.charter import Charter
    from etanche.notice import Paper
    from etanche.terms import Language

OPT_OUT = "/opt-out"

_SERVER = re.compile(r"https?://[A-Za-z0-9.:\[\]-]+(/[A-Za-z0-9._~/-]*)?")


class Form(StrEnum):
    """What the notice is written as."""

    MARKDOWN = "markdown"
    HTML = "html"
    PDF = "pdf"


class Lang(StrEnum):
    """A language of the notice."""

    FR = "fr"
    EN = "en"


_OF_FILE = {".html": Form.HTML, ".htm": Form.HTML, ".md": Form.MARKDOWN, ".pdf": Form.PDF}


def command(
    file: Annotated[Path, typer.Argument(help="the charter")],
    lang: Annotated[
        Lang | None, typer.Option(help="language of the notice; without it, the first of the charter")
    ] = None,
    form: Annotated[
        Form | None,
        typer.Option(
            "--as", help="Markdown, one self-contained HTML page, or PDF; without it, as the name of the output says"
        ),
    ] = None,
    output: Annotated[Path | None, typer.Option(help="file to write; without it, standard output")] = None,
    base_url: Annotated[
        str | None,
        typer.Option(metavar="URL", help="where the instance is served, so that the notice leads to its opt-out page"),
    ] = None,
    served: Annotated[
        bool,
        typer.Option(
            help="the HTML page that an instance keeps at the address of this version, byte for byte: "
            "its SHA-256 stands on `/privacy/versions`"
        ),
    ] = False,
) -> None:
    """Write the notice of a charter."""
    from etanche.charter import load
    from etanche.clock import SystemClock
    from etanche.notice import document
    from etanche.proof import unchecked

    if served:
        _serve(file, lang, form, output, base_url)
        return
    refusals_at = None if base_url is None else f"{checked(base_url)}{OPT_OUT}"
    charter = load(file, now=SystemClock().now())
    language = spoken(charter, lang)
    doc = document(charter, language, refusals_at=refusals_at, unchecked=unchecked(charter))
    deliver(_made(doc, charter, form or _OF_FILE.get(output.suffix if output else "", Form.MARKDOWN)), output)


def _serve(file: Path, lang: Lang | None, form: Form | None, output: Path | None, base_url: str | None) -> None:
    """
    Write the page of a version as an instance serves it.

    Raises:
        Unreadable: something else was asked for at the same time, or the charter is not written in this language.
    """
    from etanche.charter import load
    from etanche.instance import served_page

    if base_url is not None or form not in {None, Form.HTML}:
        raise Unreadable(
            "`--served` is one page and no other", hint="leave out `--base-url`, and `--as` but for `html`"
        )
    charter = load(file)
    deliver(served_page(charter, spoken(charter, lang)), output)


def _made(doc: Paper, charter: Charter, form: Form) -> str | bytes:
    """Return the notice in one form."""
    from etanche.notice import html, markdown, pdf

    match form:
        case Form.PDF:
            return pdf(doc, on=max(charter.versions))
        case Form.HTML:
            return html(doc)
        case Form.MARKDOWN:
            return markdown(doc)


def spoken(charter: Charter, lang: Lang | None) -> Language:
    """
    Return the language asked for, or the charter's first.

    Raises:
        Unreadable: the charter is not written in it.
    """
    languages = charter.notice.languages
    if lang is None:
        return languages[0]
    if lang.value not in languages:
        raise Unreadable(
            f"the charter has no texts in `{lang.value}`", hint=f"it is written in `{'`, `'.join(languages)}`"
        )
    return lang.value


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
