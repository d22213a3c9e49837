"""Obligations in a real browser with real mail: somebody asks without an account and takes their answer; an incident is told from its first word to the status page."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page
from tests.accounts.conftest import Desk
from tests.e2e.living import PHONE, OpenBrowser, living, register
from tests.e2e.test_accessible import TOO_WIDE, faults_of
from tests.outbound.conftest import Post, Postman, certificate, loop, message_in, post
from tests.rights.society import MAUD, Society, found

from etanche.instance import Links, Memberships
from etanche.web import urls

__all__ = ["certificate", "loop", "post"]

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

    def letter_to(self, address: str) -> str:
        """Let the rounds go and the post leave; return what the last letter to an address says."""
        self.desk.instance.requests.tend_all()
        self.desk.instance.mail.send()
        return str(message_in([one for one in self.postman.taken if one.rcpt_tos == [address]][-1]).get_content())

    def link_in(self, letter: str) -> str:
        """Return the link of a letter, where the society is served here."""
        found = urlsplit(next(word for word in letter.split() if "?link=" in word))
        return f"{self.desk.site}{found.path}?{found.query}&lang=en"

    def officer(self, page: Page) -> None:
        """Open an account, and be let into the office."""
        register(page, self.desk, DPO)
        house = self.desk.instance
        accounts = house.accounts_house.acting("running-instance", purpose="account-keeping", actor="test")
        account = accounts.find("account", "email", DPO)[0].person
        members = Memberships.of(house)
        offered = members.bootstrap(house.organisation_id, role="dpo", email=DPO, by="operator")
        members.accept(offered.token, account or b"")


@pytest.fixture
def quay(tmp_path: Path, certificate: Path, post: Post) -> Iterator[Quay]:
    """The society, served beside its mail server."""
    folder, postman = tmp_path / "data", post("tls")
    found(folder)
    with (folder / "instance.toml").open("a", encoding="utf-8") as settings:
        settings.write(
            f'\n[mail]\nfrom = "privacy@lighthouse.example"\nserver = "127.0.0.1"\nport = {postman.port}\nauthorities = "{certificate}"\n'
        )
    with living(folder) as desk:
        yield Quay(desk=desk, name=Links.of(desk.instance).first, postman=postman)


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


@pytest.mark.clause("A7", "C18")
def test_somebody_asks_without_an_account_and_takes_their_answer(quay: Quay, open_browser: OpenBrowser) -> None:
    """A form, a letter that a mail server took, a button that proves the address; the officer answers on a page; a second letter leads to the archive."""
    quay.society.knows()
    page = open_browser(viewport=PHONE, accept_downloads=True).new_page()
    page.goto(quay.at(urls.REQUEST))
    sound(page)
    page.locator("select[name=right]").select_option("access")
    page.locator("input[name=email]").fill(MAUD)
    page.locator("textarea[name=words]").fill("Everything, please.")
    page.get_by_role("button", name="Ask", exact=True).click()
    page.get_by_text("Your request has come in").wait_for()
    sound(page)
    page.goto(quay.link_in(quay.letter_to(MAUD)))
    sound(page)
    page.get_by_role("button", name="This request is mine").click()
    page.get_by_role("button", name="This request is mine").wait_for(state="detached")

    office = open_browser().new_page()
    quay.officer(office)
    office.goto(quay.at(urls.DESK))
    sound(office)
    office.locator("a[href*='/requests/']").first.click()
    office.get_by_text("Everything, please.").wait_for()
    sound(office)
    office.locator("textarea[name=words]").fill("Fair winds.")
    office.locator("button[name=act][value=granted]").click()
    office.locator("button[name=act][value=granted]").wait_for(state="detached")

    answer = quay.letter_to(MAUD)
    page.goto(quay.link_in(answer))
    sound(page)
    with page.expect_download() as taken:
        page.locator("button[name=what][value=archive]").click()
    archive = zipfile.ZipFile(io.BytesIO(Path(taken.value.path()).read_bytes()))

    assert "Fair winds." in answer
    assert "Fair winds." in page.locator("main").inner_text()
    assert MAUD in archive.read("ledger.csv").decode()


@pytest.mark.clause("G22", "C26")
def test_an_incident_is_told_from_its_first_word_to_the_status_page(quay: Quay, open_browser: OpenBrowser) -> None:
    """The officer writes it down, computes whom it concerns, tells the people by letters that a server took and the authority; everybody reads of it; then it is closed."""
    person = quay.society.knows()
    quay.desk.instance.acting("dpo", purpose="watching", actor="grebe").of_person(person, "ledger")
    office = open_browser().new_page()
    quay.officer(office)
    office.goto(quay.at(urls.DESK_INCIDENTS))
    sound(office)
    office.locator("input[name=title]").fill("Grebe read what was not his")
    office.locator("form", has=office.locator("input[name=title]")).locator("button[type=submit]").click()
    office.get_by_role("heading", name="Grebe read what was not his").wait_for()
    sound(office)

    def says(what: str, **fields: str) -> None:
        """Unfold the form of a happening, fill it in, and send it."""
        form = office.locator("form", has=office.locator(f"input[name=do][value={what}]"))
        office.locator("details", has=form).locator("summary").click()
        for name, value in fields.items():
            field = form.locator(f"[name={name}]")
            if field.first.get_attribute("type") == "radio":
                form.locator(f"[name={name}][value={value}]").check()
            else:
                field.fill(value)
        with office.expect_navigation():
            form.locator("button[type=submit]").click()

    says("aware")
    says("severity", severity="high")
    says("scope", actor="grebe")
    says("consequences", words="Somebody may write to you.")
    says("measure", words="His access was taken away.")
    says("announce", fr="Un incident est en cours.", en="An incident is going on.")
    says("tell", whom="people")
    letter = quay.letter_to(MAUD)
    says("tell", whom="authority", reference="V-1")
    sound(office)
    stranger = open_browser(viewport=PHONE).new_page()
    stranger.goto(f"{quay.desk.site}{urls.STATUS}?lang=en")
    sound(stranger)
    status = stranger.locator("main").inner_text()
    says("close", words="Mended, and told.")
    (incident,) = quay.desk.instance.incidents.all()

    assert "His access was taken away." in letter
    assert "An incident is going on." in status
    assert "Grebe" not in status
    assert "Mended, and told." == incident.report
