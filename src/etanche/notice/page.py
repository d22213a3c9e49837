"""
The notice as one self-contained page, and the drawing kit that the served pages share with it.

The page holds its style, asks the network for nothing and runs no script; what a charter or a verdict says is escaped.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import cache
from importlib.resources import files

from jinja2 import BaseLoader, ChoiceLoader, Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from etanche.notice.document.blocks import Paper
from etanche.notice.verdicts import VerdictLike, shown, tally
from etanche.terms import Language
from etanche.words import Code, Link, begun_large, say

_BREAKS = (":", "/", ".")
_ADDRESS = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")


def stylesheet() -> str:
    """Return the one stylesheet, which the served pages link to and the standalone page holds."""
    return files("etanche.notice").joinpath("style.css").read_text(encoding="utf-8")


def environment(*loaders: BaseLoader) -> Environment:
    """Return the template engine: everything escaped, an unknown name an error, the blocks of the notice at hand."""
    kit = Environment(
        loader=ChoiceLoader([*loaders, PackageLoader("etanche.notice", "templates")]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    kit.filters["breakable"] = breakable
    kit.filters["unbroken"] = unbroken
    kit.filters["large"] = begun_large
    kit.tests["link"] = lambda part: isinstance(part, Link)
    kit.tests["code"] = lambda part: isinstance(part, Code)
    kit.tests["block_of"] = lambda block, name: type(block).__name__ == name
    return kit


@cache
def _own() -> Environment:
    """Return the engine of the standalone page."""
    return environment()


def breakable(name: str) -> Markup:
    """Return the id of a promise that can break after its punctuation on a narrow screen."""
    safe = escape(name)
    for mark in _BREAKS:
        safe = Markup(safe.replace(mark, Markup(f"{mark}<wbr>")))  # noqa: S704  # escaped above; only our own marks are added
    return safe


def unbroken(text: str) -> Markup:
    """Return a text whose e-mail addresses stay on one line, so that none breaks at its hyphen."""
    return Markup(_ADDRESS.sub(r'<span class="whole">\g<0></span>', str(escape(text))))  # noqa: S704  # escaped; our own marks


def sayer(language: Language) -> Callable[..., str]:
    """Return `say` for one language, as templates use it."""

    def spoken(key: str, **blanks: object) -> str:
        return say(key, language, **blanks)

    return spoken


def html(doc: Paper, verdicts: Iterable[VerdictLike] | None = None) -> str:
    """Return a notice as one page that needs no other file; with verdicts, each stands beside its promise."""
    found = {verdict.id: verdict for verdict in verdicts} if verdicts is not None else None
    shows = (
        {} if found is None else {said.id: shown(found.get(said.id), doc.language, doc.zone) for said in doc.promises}
    )
    return (
        _own()
        .get_template("notice/standalone.html")
        .render(
            doc=doc,
            say=sayer(doc.language),
            style=Markup(stylesheet()),  # noqa: S704  # our own file
            verdicts=shows,
            tally=tally((verdict.state for verdict in shows.values()), doc.language),
        )
    )
