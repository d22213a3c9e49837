"""
One request's view of the house: its language, its words, its links, and the pages drawn with them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache, cached_property, partial

from jinja2 import Environment, PackageLoader
from starlette.requests import Request
from starlette.responses import HTMLResponse

from etanche import __version__, notice
from etanche.charter import ChannelKind
from etanche.terms import Language
from etanche.web import urls
from etanche.web.callers import NOBODY, Callers
from etanche.web.language import chosen, preferred
from etanche.web.needs import Instance
from etanche.words import Link, Phrase, date_words, fine, number_words, phrase, quoted

VARY = "Accept-Language, Cookie, Sec-GPC"


@dataclass(frozen=True, kw_only=True)
class Site:
    """What all requests share: the house, the templates, and the address people know us under."""

    instance: Instance
    templates: Environment
    base_url: str | None = None
    callers: Callers = NOBODY
    """Who asks."""

    houses: Callable[[str], Instance] | None = None
    """Opens the house of an organisation by its name; without it every page is the first one's."""

    root: str = ""
    """What stands before the addresses of these pages; nothing for those of the first organisation."""

    def of(self, name: str) -> Site:
        """
        Return the same site as it is for the pages of one organisation, by what it is called in addresses.

        Raises:
            NotFound: there is none.
        """
        return self if self.houses is None else replace(self, instance=self.houses(name), root=urls.of(name))

    def of_request(self, request: Request) -> Site:
        """Return whose pages a request asks for: those of the organisation that its path names, or the first one's."""
        name = request.path_params.get("organisation")
        return self if name is None else self.of(str(name))

    def at(self, address: str) -> str:
        """Return an address of these pages, whoever's they are."""
        return f"{self.root}{address}"

    @property
    def zone(self) -> str:
        """Return the time zone in which the pages tell time."""
        return self.instance.plan.zone

    @property
    def counts(self) -> bool:
        """Tell whether the charter counts visits: only then is there a switch that refuses it, and something to connect."""
        charter = self.instance.charter
        doors = (charter.channels[door] for category in charter.categories.values() for door in category.from_)
        return any(door.kind is ChannelKind.AUDIENCE for door in doors)

    def view(self, request: Request) -> View:
        """Return the view of one request."""
        return View(site=self, request=request)


@cache
def templates() -> Environment:
    """Return the one template engine, with our pages and the blocks of the notice: a template is compiled once."""
    return notice.environment(PackageLoader("etanche.web", "templates"))


@dataclass(frozen=True, kw_only=True)
class View:
    """One request: in which language, and on which page."""

    site: Site
    request: Request
    kept: Language | None = None
    """The language in which somebody went away, who comes back by an address that asks for none."""

    @cached_property
    def asked(self) -> Language | None:
        """Return the language that the address asks for."""
        return self.kept or chosen(
            self.request.query_params.get(urls.LANGUAGE), self.site.instance.charter.notice.languages
        )

    @cached_property
    def language(self) -> Language:
        """Return the language of the page."""
        offered = self.site.instance.charter.notice.languages
        return self.asked or preferred(self.request.headers.get("accept-language", ""), offered)

    @property
    def base(self) -> str:
        """
        Return the address that other sites are pointed at: the configured one, else this machine's own.

        What a request says in `Host` is repeated only when it names this very machine.
        """
        if self.site.base_url is not None:
            return self.site.base_url.rstrip("/")
        host = self.request.headers.get("host", "")
        name = host.rpartition(":")[0] if host.rpartition(":")[2].isdecimal() else host
        if name in urls.LOOPBACK and host.isascii():
            return f"{self.request.scope['scheme']}://{host}"
        return f"https://{urls.SOMEWHERE}"

    def link(self, page: str, anchor: str = "") -> str:
        """Return the address of a page; a language once chosen in the address stays chosen."""
        return self._at(page, self.asked, anchor)

    def _at(self, page: str, language: Language | None, anchor: str = "") -> str:
        """Return the address of a page: what everybody reads is the organisation's, an account is the instance's."""
        # Visits are counted for the first organisation alone, so that the others have no first page.
        name = "privacy" if page == "home" and self.site.root else page
        address = urls.page(name, language, anchor)
        return self.site.at(address) if name in urls.PAGES else address

    def page(self, template: str, *, name: str, status: int = 200, path: str = "", **facts: object) -> HTMLResponse:
        """Return a page, with everything that every page shows; with a path it is there in the other language too."""
        charter = self.site.instance.charter
        address = notice.contact_address(charter)
        text = self.site.templates.get_template(template).render(
            language=self.language,
            say=notice.sayer(self.language),
            phrase_of=partial(self._phrase),
            link=self.link,
            at=self.site.at,
            menu=[one for one in ("home", "privacy", "proof", "opt-out") if self._shows(one)],
            urls=urls,
            page=name,
            organisation=fine(charter.organisation.name, self.language),
            languages=charter.notice.languages,
            counts=self.site.counts,
            members=self.site.callers.members is not None,
            enters=self.site.callers.knows is not None,
            stay=lambda address: urls.in_language(address, self.asked),
            papers=notice.papers.names(charter),
            switch_to=lambda language: self._in_other(language, name, path),
            mail=Link(text=address, href=f"mailto:{address}"),
            quoted=lambda text: quoted(text, self.language),
            date_words=lambda day: date_words(day, self.language),
            number_words=lambda number: number_words(number, self.language),
            version=__version__,
            **facts,
        )
        headers = {"Content-Language": self.language, "Vary": VARY, "Cache-Control": "no-cache"}
        return HTMLResponse(text, status_code=status, headers=headers)

    def _shows(self, page: str) -> bool:
        return {"home": not self.site.root, "opt-out": self.site.counts}.get(page, True)

    def _in_other(self, language: Language, name: str, path: str) -> str:
        if path:
            return urls.in_language(path, language)
        return self._at(name if name in urls.PAGES or name in urls.MINE else "home", language)

    def _phrase(self, key: str, **blanks: object) -> Phrase:
        """Return words of the catalogue as a phrase with links."""
        return phrase(key, self.language, **blanks)
