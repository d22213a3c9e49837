"""`etanche paper NAME FILE` and `etanche agreement FILE`: one document on one matter, from a charter. Needs no instance."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from etanche.cli.delivering import deliver
from etanche.cli.notice import OPT_OUT, Lang, checked, spoken

if TYPE_CHECKING:
    from collections.abc import Mapping

    from etanche.notice import papers

PRIVACY = "/privacy"


class Name(StrEnum):
    """The papers; a test compares them with those that can be made."""

    PROCESSORS = "processors"
    AGREEMENT = "agreement"
    TRACERS = "tracers"
    CALIFORNIA = "california"
    MAP = "map"
    TERMS = "terms"
    ACCESS = "access"
    HOSTS = "hosts"


class Form(StrEnum):
    """What a paper is written as; the last four are for some papers only."""

    MARKDOWN = "markdown"
    HTML = "html"
    PDF = "pdf"
    SVG = "svg"
    CSV = "csv"
    TXT = "txt"
    JSON = "json"


_OF_FILE = {".md": Form.MARKDOWN, ".htm": Form.HTML} | {f".{form}": form for form in Form if form is not Form.MARKDOWN}

File = Annotated[Path, typer.Argument(help="the charter")]
Language = Annotated[Lang | None, typer.Option(help="language of the document; without it, the first of the charter")]
Wanted = Annotated[
    Form | None,
    typer.Option(
        "--as",
        help="Markdown, one self-contained HTML page, or PDF; map and terms as a drawing (svg), access as a table (csv), "
        "hosts as a list (txt, json); without it, as the name of the output says",
    ),
]
Output = Annotated[Path | None, typer.Option(help="file to write; without it, standard output")]
Served = Annotated[
    str | None,
    typer.Option(metavar="URL", help="where the instance is served, so that the document leads to its other pages"),
]


Called = Annotated[
    Path | None,
    typer.Option(
        "--instance",
        metavar="DIR",
        help="hosts: also the databases and services of keys that the settings of this instance name",
    ),
]


def command(
    name: Annotated[Name, typer.Argument(help="which document")],
    file: File,
    lang: Language = None,
    form: Wanted = None,
    output: Output = None,
    base_url: Served = None,
    instance: Called = None,
) -> None:
    """Write one document on one matter: recipients, tracers, addresses called, the map of the data …"""
    _write(name, file, lang, form, output, base_url, instance)


def agreement(
    file: File, lang: Language = None, form: Wanted = None, output: Output = None, base_url: Served = None
) -> None:
    """Write the data-processing agreement with those we act for (GDPR 28(3))."""
    _write(Name.AGREEMENT, file, lang, form, output, base_url)


def _write(
    name: Name,
    file: Path,
    lang: Lang | None,
    form: Form | None,
    output: Path | None,
    base_url: str | None,
    instance: Path | None = None,
) -> None:
    """Make a paper and hand it over."""
    from etanche.charter import load
    from etanche.clock import SystemClock
    from etanche.notice import papers
    from etanche.proof import unchecked

    places = {} if base_url is None else _places(checked(base_url))
    charter = load(file, now=SystemClock().now())
    setting = papers.Setting(
        charter=charter,
        language=spoken(charter, lang),
        places=places,
        unchecked=unchecked(charter),
        called=() if instance is None else _called(instance),
    )
    wanted = form or _OF_FILE.get(output.suffix.lower() if output else "", Form.MARKDOWN)
    deliver(papers.written(name, wanted, setting), output)


def _called(folder: Path) -> tuple[papers.Called, ...]:
    """Return what the settings of an instance name; the instance itself stays shut."""
    from etanche.instance import called_of

    return called_of(folder)


def _places(base: str) -> Mapping[str, str]:
    """Return where the pages of a served instance are."""
    pages = {name.value: f"{base}{PRIVACY}/{name}" for name in Name}
    return {"notice": f"{base}{PRIVACY}", "opt-out": f"{base}{OPT_OUT}", **pages}
