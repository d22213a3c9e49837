"""
The papers: one document on one matter, each from the charter, each in both languages, each of the same kind as the notice.

    names(charter)                       →  ('processors', 'agreement', 'tracers', …): those that the charter has
    paper("hosts", Setting(…))           →  a `Paper`, of the same kind as the notice
    written("hosts", "json", setting)    →  a text or a file; `markdown`, `html` and `pdf` for all, others for some
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from etanche.charter import Charter
from etanche.errors import NotFound, Unreadable
from etanche.notice.document.blocks import Paper
from etanche.notice.markdown import markdown
from etanche.notice.page import html
from etanche.notice.papers import access, agreement, california, data_map, hosts, processors, terms, tracers
from etanche.notice.papers.frame import Called, Setting
from etanche.notice.pdf import pdf

__all__ = ["FORMS", "NAMES", "Called", "Setting", "forms", "names", "paper", "written"]


@dataclass(frozen=True, kw_only=True)
class _Kind:
    """One sort of paper: how it is made, whether a charter has it, and what else it can be written as."""

    paper: Callable[[Setting], Paper]
    applies: Callable[[Charter], bool] = lambda _: True
    also: Mapping[str, Callable[[Setting], str]] = field(default_factory=dict)


_KINDS: Mapping[str, _Kind] = {
    processors.NAME: _Kind(paper=processors.paper),
    agreement.NAME: _Kind(paper=agreement.paper, applies=agreement.applies),
    tracers.NAME: _Kind(paper=tracers.paper),
    california.NAME: _Kind(paper=california.paper, applies=california.applies),
    data_map.NAME: _Kind(paper=data_map.paper, also={"svg": data_map.as_svg}),
    terms.NAME: _Kind(paper=terms.paper, also={"svg": terms.as_svg}),
    access.NAME: _Kind(
        paper=access.paper, also={"csv": lambda setting: access.as_csv(setting.charter, setting.language)}
    ),
    hosts.NAME: _Kind(
        paper=hosts.paper,
        also={
            "txt": lambda setting: hosts.as_text(setting.charter, setting.called),
            "json": lambda setting: hosts.as_json(setting.charter, setting.called),
        },
    ),
}

NAMES = tuple(_KINDS)
"""Every paper, those that touch readers first."""

MARKDOWN, HTML, PDF = "markdown", "html", "pdf"
FORMS = (MARKDOWN, HTML, PDF)
"""What every paper can be written as."""


def names(charter: Charter) -> tuple[str, ...]:
    """Return the papers that a charter has: an agreement only where we act for somebody, California only where it applies."""
    return tuple(name for name, kind in _KINDS.items() if kind.applies(charter))


def forms(name: str) -> tuple[str, ...]:
    """Return everything that a paper can be written as, the forms of its own last."""
    return (*FORMS, *_KINDS[name].also)


def paper(name: str, setting: Setting) -> Paper:
    """
    Return a paper.

    Raises:
        NotFound: there is no such paper, or the charter has nothing to put on it.
    """
    had = names(setting.charter)
    if name not in had:
        raise NotFound(f"this charter has no `{name}`", hint=f"it has: {', '.join(had)}")
    return _KINDS[name].paper(setting)


def written(name: str, form: str, setting: Setting) -> str | bytes:
    """
    Return a paper as a text, or as the bytes of a file.

    Raises:
        NotFound: there is no such paper, or the charter has nothing to put on it.
        Unreadable: the paper has no such form.
        MissingExtra: this installation has no typesetter.
    """
    doc = paper(name, setting)
    if form not in forms(name):
        raise Unreadable(f"`{name}` is not written as `{form}`", hint=f"it can be: {', '.join(forms(name))}")
    match form:
        case "markdown":
            return markdown(doc)
        case "html":
            return html(doc)
        case "pdf":
            return pdf(doc, on=max(setting.charter.versions))
        case _:
            return _KINDS[name].also[form](setting)
