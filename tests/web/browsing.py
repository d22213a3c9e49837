"""A browser without scripts in front of every page of an instance, and what it does with forms, letters and codes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from html import unescape
from typing import TypeVar
from urllib.parse import urlsplit

import httpx2
import pyotp
from starlette.testclient import TestClient
from starlette.types import ASGIApp
from tests.accounts.conftest import ANN, SECRET, Desk

from etanche.accounts import Text
from etanche.clock import FixedClock
from etanche.instance import Instance, Roles
from etanche.web import Callers, create_app, link_page, pages_of

HERE = "http://127.0.0.1:8040"
FROM_US = {"sec-fetch-site": "same-origin"}


@dataclass
class Browser:
    """A browser without scripts, in front of the pages of an instance."""

    desk: Desk
    client: TestClient

    def get(self, address: str) -> httpx2.Response:
        """Open a page."""
        return self.client.get(address)

    def send(self, address: str, which: str = "", **fields: str) -> httpx2.Response:
        """Open a page, fill in one of its forms, and send it; without a word for the button it is the first."""
        page = self.get(address)
        return self.send_from(page, which, **fields)

    def send_from(self, page: httpx2.Response, which: str = "", **fields: str) -> httpx2.Response:
        """Fill in a form of a page, and send it."""
        form = next(one for one in forms(page.text) if which in one.html)
        return self.client.post(form.address, data=form.hidden | fields, headers=FROM_US)

    def link(self, text: Text) -> str:
        """Return the path of the link in the last letter of a sort."""
        note = next(one for one in reversed(self.desk.letters) if one.text is text)
        address = urlsplit(note.link)
        return f"{address.path}?{address.query}"

    def registered(self, email: str = ANN, password: str = SECRET) -> httpx2.Response:
        """Open an account by its pages; the browser is logged in then."""
        self.send("/account/register", email=email)
        return self.send(self.link(Text.OPEN), name="Ann", **{"new-password": password})

    def forget(self) -> None:
        """Be another browser."""
        self.client.cookies.clear()


@dataclass
class Form:
    """A form of a page."""

    html: str

    @property
    def address(self) -> str:
        """Where it goes."""
        return unescape(re.findall(r'action="([^"]+)"', self.html)[0])

    @property
    def hidden(self) -> dict[str, str]:
        """What it carries unseen."""
        found = re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', self.html)
        return {name: unescape(value) for name, value in found}


def forms(html: str) -> list[Form]:
    """Return the forms of a page."""
    return [Form(one) for one in re.findall(r"<form.*?</form>", html, flags=re.DOTALL)]


OneBrowser = TypeVar("OneBrowser", bound=Browser)


@contextmanager
def in_front_of(
    instance: Instance, clock: FixedClock, sort: type[OneBrowser], *, api: ASGIApp | None = None
) -> Iterator[OneBrowser]:
    """Give a browser of a sort in front of the pages of an instance; it follows redirects."""
    desk = Desk(instance, clock, site=HERE, page=link_page)
    app = create_app(
        instance,
        base_url=HERE,
        callers=Callers(knows=desk.accounts, members=Roles(instance)),
        pages=pages_of(instance, desk.accounts, address=HERE),
        api=api,
        houses=instance.organisation,
    )
    with TestClient(app, base_url=HERE, headers={"accept-language": "en"}) as client:
        yield sort(desk, client)


def code(secret: str, desk: Desk) -> str:
    """Return the code that an application shows now."""
    return pyotp.TOTP(secret).at(int(desk.clock.now().timestamp()))


def set_up_codes(browser: Browser) -> tuple[str, list[str]]:
    """Set an application of codes up by its page; return its secret and the codes on paper."""
    page = browser.send("/account/factors", "Set up an application", password=SECRET)
    secret = re.findall(r'<code class="breakable">(\w+)</code>', page.text)[0]
    done = browser.send_from(page, "Check the code", code=code(secret, browser.desk))
    return secret, re.findall(r"<li><code>([\w-]+)</code></li>", done.text)
