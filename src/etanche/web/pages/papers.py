"""`/privacy/…`: each paper as a page, and each as a file, the notice too; the files hold no verdicts and are made once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from etanche.charter import Charter, digest
from etanche.notice import document, html, markdown, papers, pdf
from etanche.proof import unchecked
from etanche.terms import Language
from etanche.web import urls
from etanche.web.safety import ALONE
from etanche.web.serving import Fixed
from etanche.web.verdicts import standing
from etanche.web.view import Site, View
from etanche.words import say

NOTICE = "notice"

FORMS: Mapping[str, tuple[str, str]] = {
    "md": ("markdown", "text/markdown; charset=utf-8"),
    "html": ("html", "text/html; charset=utf-8"),
    "pdf": ("pdf", "application/pdf"),
    "svg": ("svg", "image/svg+xml"),
    "csv": ("csv", "text/csv; charset=utf-8"),
    "txt": ("txt", "text/plain; charset=utf-8"),
    "json": ("json", "application/json"),
}
"""Suffix of a file → what it is written as, and what a browser is told."""

_NOT_FOUND = 404
_MOST = 128
"""So many files are kept; then the oldest is made anew when somebody asks for it."""


@dataclass(frozen=True, kw_only=True)
class Form:
    """Another form of a paper, and where it is."""

    title: str
    href: str


def shown(request: Request, site: Site, *, name: str) -> HTMLResponse:
    """
    Return a paper as a page, each promise on it with its verdict.

    Raises:
        NotFound: the charter has no such paper.
    """
    view = site.view(request)
    places = {page: view.link(page) for page in ("opt-out", *papers.names(site.instance.charter))}
    setting = papers.Setting(
        charter=site.instance.charter,
        language=view.language,
        places=places | {NOTICE: view.link("privacy")},
        called=site.instance.called(),
    )
    doc, stands = papers.paper(name, setting), standing(view)
    concerned = {said.id for said in doc.promises}
    return view.page(
        "paper.html",
        name=name,
        doc=doc,
        verdicts=stands.shown,
        standing={"broken": [stood for stood in stands.broken if stood.said.id in concerned]},
        forms=forms(view, name),
    )


def forms(view: View, name: str) -> tuple[Form, ...]:
    """Return the files in which a document can be had."""
    had = papers.FORMS if name == NOTICE else papers.forms(name)
    return tuple(
        Form(
            title=say(f"paper.form-{suffix}", view.language),
            href=view.site.at(urls.paper_file(name, suffix, view.language)),
        )
        for suffix, (form, _) in FORMS.items()
        if form in had
    )


def file(request: Request, site: Site) -> Response:
    """
    Return a document as a file.

    Raises:
        HTTPException: 404, there is no such document, or not in this form.
    """
    name, suffix = request.path_params["name"], request.path_params["suffix"]
    charter = site.instance.charter
    had = (NOTICE, *papers.names(charter))
    if name not in had or suffix not in FORMS:
        raise HTTPException(_NOT_FOUND)
    form, media_type = FORMS[suffix]
    if form not in (papers.FORMS if name == NOTICE else papers.forms(name)):
        raise HTTPException(_NOT_FOUND)
    language = site.view(request).language
    key = (site.root, digest(charter), name, form, language, site.instance.called())
    if key not in _files:
        made = _made(charter, name, form, language, _places(site, charter), site.instance.called())
        content = made if isinstance(made, bytes) else made.encode()
        while len(_files) >= _MOST:
            _files.pop(next(iter(_files)), None)
        _files[key] = Fixed(content=content, media_type=media_type)
    answer = _files[key].answer(request)
    answer.headers["Content-Disposition"] = f'inline; filename="{name}.{language}.{suffix}"'
    answer.headers["Content-Language"] = language
    answer.headers["Content-Security-Policy"] = ALONE
    return answer


_files: dict[tuple[str, str, str, str, Language, tuple[papers.Called, ...]], Fixed] = {}


def _places(site: Site, charter: Charter) -> dict[str, str]:
    """Return where the other pages are; a file that leaves this server leads back only to an address people know."""
    if site.base_url is None:
        return {}
    base = site.base_url.rstrip("/")
    pages = {NOTICE: urls.PRIVACY, "opt-out": urls.OPT_OUT} | {
        name: urls.PAPERS[name] for name in papers.names(charter)
    }
    return {name: f"{base}{site.at(address)}" for name, address in pages.items()}


def _made(
    charter: Charter,
    name: str,
    form: str,
    language: Language,
    places: Mapping[str, str],
    called: tuple[papers.Called, ...],
) -> str | bytes:
    """Return a document in one form, what this version cannot check marked on it."""
    missing = unchecked(charter)
    if name != NOTICE:
        setting = papers.Setting(charter=charter, language=language, places=places, unchecked=missing, called=called)
        return papers.written(name, form, setting)
    doc = document(charter, language, refusals_at=places.get("opt-out"), unchecked=missing)
    match form:
        case "pdf":
            return pdf(doc, on=max(charter.versions))
        case "html":
            return html(doc)
        case _:
            return markdown(doc)


PAGES: Mapping[str, Callable[[Request, Site], Response]] = {
    address: partial(shown, name=name) for name, address in urls.PAPERS.items()
}
