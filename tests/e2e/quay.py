"""A society that answers requests, served beside a mail server of its own; and what people do in front of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page
from tests.accounts.conftest import Desk
from tests.e2e.living import living, log_in, register
from tests.e2e.test_accessible import TOO_WIDE, faults_of
from tests.outbound.conftest import Post, Postman, message_in
from tests.rights.society import Society, found

from etanche.clock import Clock
from etanche.instance import Links, Memberships
from etanche.web import urls

DPO = "dpo@lighthouse.example"
NARROW = {"width": 320, "height": 800}


@dataclass(frozen=True, kw_only=True)
class Quay:
    """The society, served, with a mail server of its own."""

    desk: Desk
    name: str
    postman: Postman

    @property
    def society(self) -> Society:
        """What it is made of."""
        return Society(house=self.desk.instance, clock=self.desk.clock, folder=self.desk.instance.folder)

    def at(self, pattern: str) -> str:
        """Return the address of a page of the society, in English."""
        return f"{self.desk.site}{urls.own(pattern, self.name)}?lang=en"

    def letters_to(self, address: str) -> list[str]:
        """Let the rounds go and the post leave; return what the letters to an address say."""
        self.desk.instance.requests.tend_all()
        self.desk.instance.mail.send()
        return [str(message_in(one).get_content()) for one in self.postman.taken if one.rcpt_tos == [address]]

    def letter_to(self, address: str) -> str:
        """Let the rounds go and the post leave; return what the last letter to an address says."""
        return self.letters_to(address)[-1]

    def link_in(self, letter: str) -> str:
        """Return the link of a letter, where the society is served here."""
        found = urlsplit(next(word for word in letter.split() if "?link=" in word))
        return f"{self.desk.site}{found.path}?{found.query}&lang=en"

    def opens(self, office: Page) -> None:
        """Let the officer open the request that waits."""
        office.goto(self.at(urls.DESK))
        office.locator("a[href*='/requests/']").first.click()
        office.locator("#said, h1 code").first.wait_for()

    def finds(self, page: Page) -> None:
        """Let somebody who is logged in find what the society holds of them."""
        page.goto(f"{self.desk.site}{urls.MY_DATA}?lang=en")
        page.get_by_label("Name of the organisation").fill(self.name)
        page.get_by_role("button", name="Look for my data").click()
        page.get_by_role("heading", name="What is held of you").or_(page.locator("h1")).first.wait_for()

    def officer(self, page: Page) -> None:
        """Open an account, and be let into the office; who is of it already logs in."""
        if self.desk.instance.accounts_house.acting("running-instance", purpose="account-keeping", actor="test").find(
            "account", "email", DPO
        ):
            log_in(page, self.desk, DPO)
            page.get_by_role("heading", name="My account").wait_for()
            return
        register(page, self.desk, DPO)
        house = self.desk.instance
        accounts = house.accounts_house.acting("running-instance", purpose="account-keeping", actor="test")
        account = accounts.find("account", "email", DPO)[0].person
        members = Memberships.of(house)
        offered = members.bootstrap(house.organisation_id, role="dpo", email=DPO, by="operator")
        members.accept(offered.token, account or b"")


@contextmanager
def served(folder: Path, postman: Postman, clock: Clock | None = None) -> Iterator[Quay]:
    """Serve the society of a folder, until the end of the block."""
    with living(folder, clock=clock) as desk:
        yield Quay(desk=desk, name=Links.of(desk.instance).first, postman=postman)


def settled(folder: Path, postman: Postman, certificate: Path, make: Callable[[Path], None] = found) -> Path:
    """Make the society, with a mail server; return its folder."""
    make(folder)
    with (folder / "instance.toml").open("a", encoding="utf-8") as settings:
        settings.write(
            f'\n[mail]\nfrom = "privacy@lighthouse.example"\nserver = "127.0.0.1"\nport = {postman.port}\nauthorities = "{certificate}"\n'
        )
    return folder


@pytest.fixture
def quay(tmp_path: Path, certificate: Path, post: Post) -> Iterator[Quay]:
    """The society, served beside its mail server."""
    postman = post("tls")
    with served(settled(tmp_path / "data", postman, certificate), postman) as made:
        yield made


SQUEEZED = "[...document.querySelectorAll('.waiting > li')].filter(li => li.clientWidth > 2 * Math.max(...[...li.children].map(it => it.offsetWidth))).length"
"""How many lines of a list leave more than half of their room empty: what they say stands in the column of the numbers."""


def sound(page: Page) -> None:
    """See that axe finds nothing on a page, that it fits 320 pixels, and that no list is squeezed into a corner of it."""
    before = page.viewport_size
    assert [] == faults_of(page), page.url
    assert 0 == page.evaluate(SQUEEZED), page.url
    page.set_viewport_size({"width": NARROW["width"], "height": NARROW["height"]})
    assert 0 == page.evaluate(TOO_WIDE), page.url
    if before is not None:
        page.set_viewport_size(before)
