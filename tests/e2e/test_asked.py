"""What people ask, in a real browser with real mail: a correction passed on, a letter on paper, the rights of Californians, a browser that says no by itself."""

from __future__ import annotations

import io
import json
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page
from tests.conftest import PASSPHRASE
from tests.consent.society import charter
from tests.consent.society import found as found_club
from tests.consent.test_told import known
from tests.consent.test_unproved import joins
from tests.e2e.living import PHONE, SECRET, OpenBrowser, log_in, log_out, register
from tests.e2e.quay import Quay, quay, served, settled, sound
from tests.e2e.test_rights import PRINTER, does, printed, reads, switched
from tests.outbound.conftest import Post, certificate, loop, post
from tests.rights.society import MAUD

from etanche.charter import add, parse_duration
from etanche.clock import day_of
from etanche.instance import Memberships
from etanche.keyring import fingerprint_of
from etanche.proof.evidence import verify_certificate
from etanche.rights import Outcome, Right
from etanche.web import urls

__all__ = ["certificate", "loop", "post", "quay"]

GPC = "Object.defineProperty(navigator, 'globalPrivacyControl', {value: true})"


@pytest.mark.clause("C18")
def test_what_somebody_corrects_on_their_page_is_passed_on(
    tmp_path: Path, certificate: Path, post: Post, open_browser: OpenBrowser
) -> None:
    """One field changed and one filled in, on a telephone; the page says so, the office reads the new words, and the printer, who had the old ones, gets a letter that says which data and repeats neither."""
    postman = post("tls")
    with served(settled(tmp_path / "data", postman, certificate, printed), postman) as made:
        person = known(made.society)
        page = open_browser(viewport=PHONE).new_page()
        register(page, made.desk, MAUD)
        made.finds(page)
        made.letters_to(PRINTER)
        page.get_by_role("link", name="Correct Register of watchers").click()
        sound(page)
        page.get_by_label("Name").fill("Maud Le Goff")
        page.get_by_label("lamp").select_option("south")
        page.get_by_role("button", name="Save the correction").click()
        page.get_by_text("Corrected.").wait_for()
        sound(page)
        mine = page.locator("main").inner_text()
        (letter,) = made.letters_to(PRINTER)
        (read,) = made.desk.instance.acting("dpo", purpose="watching", actor="ysé").of_person(person, "ledger")

    assert ("Maud Le Goff", "south") == (read.fields["name"], read.fields["lamp"])
    assert "Maud Le Goff" in mine
    assert "register of watchers" in letter
    assert not [one for one in ("Le Goff", "Keradec", "south") if one in letter]


@pytest.mark.clause("G16")
def test_an_account_goes_with_one_page(quay: Quay, open_browser: OpenBrowser) -> None:
    """The page of the account leads to one that says what goes and what stays; one confirmation, and it is gone at once: its receipt holds without us, nobody logs in with it, and no letter of it is left to open it."""
    page = open_browser(viewport=PHONE, accept_downloads=True).new_page()
    register(page, quay.desk, MAUD)
    page.locator(f"a[href^='{urls.DELETE}']").first.click()
    sound(page)
    stays = page.locator("main").inner_text()
    page.get_by_label("Password").fill(SECRET)
    page.locator("input[name=understood]").check()
    with page.expect_navigation():
        page.locator("main button.grave").click()
    sound(page)
    with page.expect_download() as given:
        page.locator("main a.button").click()
    house = quay.desk.instance.accounts_house
    key = fingerprint_of(house.public_key)
    report = verify_certificate(Path(given.value.path()).read_bytes(), fingerprint=key)
    log_in(page, quay.desk, MAUD)
    refused = page.get_by_role("alert").inner_text()
    kept = house.acting("running-instance", purpose="account-keeping", actor="test").find("account", "email", MAUD)

    assert "What stays" in stays
    assert (None, ()) == (report.rejected, report.amiss)
    assert refused
    assert () == kept


@pytest.mark.clause("C27")
def test_a_letter_on_paper_counts_from_the_day_it_came(quay: Quay, tmp_path: Path, open_browser: OpenBrowser) -> None:
    """The notice says whom to write to and which authority to complain to; the letter lies a week, is entered by hand with its date, is due a month after it came, and is answered on paper, printed from the desk: no mail goes to anybody."""
    person = quay.society.knows()
    page = open_browser(viewport=PHONE).new_page()
    page.goto(f"{quay.desk.site}{urls.PRIVACY}?lang=en")
    notice = page.locator("main").inner_text()
    authority = page.locator("main a[href*='cnil.fr']").first.get_attribute("href") or ""

    today = day_of(quay.desk.instance.clock.now(), quay.desk.instance.plan.zone)
    came = today - timedelta(days=7)
    office = open_browser().new_page()
    quay.officer(office)
    office.goto(quay.at(urls.DESK_REQUESTS))
    sound(office)
    office.get_by_label("What is asked for").select_option("access")
    office.get_by_label("Came on").fill(came.isoformat())
    office.get_by_label("In their words").fill("I should like to know what you hold of me.")
    office.get_by_label("Name, if it is given").fill("Maud Keradec")
    office.get_by_label("Number of the person").fill(person.hex())
    office.get_by_role("button", name="Enter it").click()
    office.locator("#said, h1 code").first.wait_for()
    sound(office)
    (entered,) = quay.desk.instance.requests.listed().found
    said = office.locator("main").inner_text()
    does(office, "identity-shown/document")
    office.locator("textarea[name=words]").fill("It is in the envelope.")
    does(office, "granted")
    shown = office.locator("section[aria-labelledby=answer]").inner_text()
    with office.expect_download() as paper:
        office.locator("button[name=print]").click()
    printed_out = Path(paper.value.path()).read_bytes()
    (officer,) = Memberships.of(quay.desk.instance).members(quay.desk.instance.organisation_id)
    archived = f"request archive {entered.name} --out {tmp_path}/paper.zip --as dpo --actor {officer.actor}"
    typed(quay, tmp_path, archived)
    index = zipfile.ZipFile(tmp_path / "paper.zip").read("index.html").decode()
    quay.desk.instance.requests.tend_all()
    quay.desk.instance.mail.send()

    assert "vie-privee@estran.example" in notice
    assert "Commission nationale" in notice.replace("’", "'") or "CNIL" in notice
    assert authority.startswith("https://www.cnil.fr/")
    assert add(came, parse_duration("1 month")) == entered.due
    assert "I should like to know" in said
    assert spoken(came) in said.replace("\N{NO-BREAK SPACE}", " ")
    assert "It is in the envelope." in shown
    assert printed_out.startswith(b"%PDF")
    assert "Maud Keradec" in index
    assert [] == [one.rcpt_tos for one in quay.postman.taken if MAUD in one.rcpt_tos]


def typed(quay_: Quay, room: Path, line: str, letter: str = "", *, ends: int = 0) -> Any:
    """Type a command beside the running server, as somebody at the desk does; return what it prints, for programs if they are asked to read it."""
    secret = room / "passphrase"
    secret.write_bytes(PASSPHRASE)
    secret.chmod(0o600)
    folder = str(quay_.desk.instance.folder)
    command = [str(Path(sys.executable).with_name("etanche")), "--data", folder, "--passphrase-file", str(secret)]
    done = subprocess.run(
        [*command, *line.split()], input=letter, capture_output=True, text=True, check=False, timeout=120
    )
    assert ends == done.returncode, done.stderr
    return json.loads(done.stdout) if "--json" in line else {"printed": done.stdout}


def spoken(day: date) -> str:
    """Return a day as English pages say it."""
    return f"{day.day} {day:%B %Y}"


@pytest.fixture
def coast(tmp_path: Path, certificate: Path, post: Post) -> Iterator[Quay]:
    """The club, which answers under the law of California too, served beside its mail server."""
    postman = post("tls")

    def make(folder: Path) -> None:
        text = charter().replace("  2025-09-01:", "  2026-09-01:", 1)
        found_club(folder, text.replace("  requests: ask\n", "  requests: ask\n  regimes: [gdpr, california]\n", 1))

    with served(settled(tmp_path / "data", postman, certificate, make), postman) as made:
        yield made


@pytest.mark.clause("G18")
def test_a_californian_knows_refuses_and_deletes(coast: Quay, open_browser: OpenBrowser) -> None:
    """By the form alone: an opt-out needs no proof and holds at once; what is known is answered within 45 days of receipt, with the archive; the page of who refused is as it was, but for what they refused; then everything is deleted."""
    society, house = coast.society, coast.desk.instance
    person = joins(society)
    page, form = open_browser(viewport=PHONE).new_page(), open_browser(viewport=PHONE, accept_downloads=True).new_page()
    register(page, coast.desk, MAUD)
    coast.finds(page)
    offered = features(page)
    before = reads(house, person, "offers")
    asks(coast, form, "opt-out")
    confirmed = coast.letter_to(MAUD)
    refused, served_on = reads(house, person, "offers"), reads(house, person, "watching")
    page.reload()
    left = features(page)

    office = open_browser().new_page()
    coast.officer(office)
    known_ = answered(coast, form, office, "know")
    with form.expect_download() as taken:
        form.locator("button[name=what][value=archive]").click()
    archive = zipfile.ZipFile(io.BytesIO(Path(taken.value.path()).read_bytes())).read("ledger.csv").decode()
    deleted = answered(coast, form, office, "delete")
    held = set(society.held_of(person))
    rights = {one.request.right: one.request for one in society.requests.listed(is_open=False).found}

    assert (True, False, True) == (before, refused, served_on)
    assert confirmed
    assert offered == left
    assert MAUD in archive
    assert "Fair winds." in known_
    assert "Fair winds." in deleted
    assert not {"ledger", "wish"} & held
    assert [Outcome.GRANTED] * 3 == [rights[one].outcome for one in (Right.OPT_OUT, Right.KNOW, Right.DELETE)]


def features(page: Page) -> list[str]:
    """Return what somebody can do on their page, by the words of each control."""
    return [one.strip() for one in page.locator("main :is(a, button):not([role=switch])").all_inner_texts()]


def asks(made: Quay, form: Page, right: str) -> None:
    """Ask something by the form that is there for everybody."""
    form.goto(made.at(urls.REQUEST))
    form.locator("select[name=right]").select_option(right)
    form.locator("input[name=email]").fill(MAUD)
    form.get_by_role("button", name="Ask", exact=True).click()
    form.get_by_text("Your request has come in").wait_for()


def answered(made: Quay, form: Page, office: Page, right: str) -> str:
    """Ask, prove the address, and let the officer grant it; look at the answer, and return its letter."""
    asks(made, form, right)
    form.goto(made.link_in(made.letter_to(MAUD)))
    form.get_by_role("button", name="This request is mine").click()
    form.get_by_role("button", name="This request is mine").wait_for(state="detached")
    (filed,) = made.society.requests.listed().found
    assert filed.request.received + timedelta(days=45) == filed.due
    made.opens(office)
    office.locator("textarea[name=words]").fill("Fair winds.")
    does(office, "granted")
    letter = made.letter_to(MAUD)
    form.goto(made.link_in(letter))
    return letter


@pytest.mark.clause("G18")
def test_a_browser_that_says_no_by_itself_is_heard_once(coast: Quay, open_browser: OpenBrowser) -> None:
    """Logged in, with Global Privacy Control on: one objection, of that person and nobody else, however often pages are opened, whichever browser comes next, and after logging in again; a yes of their own stands against the signal."""
    house, person, other = coast.desk.instance, joins(coast.society), coast.society.knows("rose@lighthouse.example")
    signals, plain = signalling(open_browser), open_browser(viewport=PHONE)
    page, quiet = signals.new_page(), plain.new_page()
    register(page, coast.desk, MAUD)
    page.goto(f"{coast.desk.site}{urls.ACCOUNT}?lang=en")
    coast.finds(page)
    told = page.locator("main").inner_text()
    for _ in range(3):
        page.goto(coast.at(urls.OWN))
    log_in(quiet, coast.desk, MAUD)
    quiet.get_by_role("heading", name="My account").wait_for()
    quiet.goto(coast.at(urls.OWN))
    without = set_to(quiet)
    log_out(page, coast.desk)
    log_in(page, coast.desk, MAUD)
    page.get_by_role("heading", name="My account").wait_for()
    page.goto(coast.at(urls.OWN))
    once = words_on(coast, person)
    mine = switched(quiet, "Show offers")
    page.goto(coast.at(urls.OWN))
    stands = set_to(page)

    assert "We take it as your objection" in told
    assert ("false", "true", "true") == (without, mine, stands)
    assert [("objection", "signal")] == once
    assert [*once, ("objection-withdrawn", "pages")] == words_on(coast, person)
    assert [] == words_on(coast, other)
    assert reads(house, other, "offers")


def signalling(open_browser: OpenBrowser) -> BrowserContext:
    """Open a browser that sends the signal with everything it asks for, and says so to scripts."""
    made = open_browser(viewport=PHONE, extra_http_headers={"Sec-GPC": "1"})
    made.add_init_script(GPC)
    return made


def set_to(page: Page) -> str:
    """Return what the switch of the offers says."""
    return page.get_by_role("switch", name="Show offers").get_attribute("aria-checked") or ""


def words_on(made: Quay, person: bytes) -> list[tuple[str, str]]:
    """Return what somebody said of the offers, and how."""
    return [(one.act, one.how) for one in made.desk.instance.consents.kept(person) if one.purpose == "offers"]
