"""Rights in a real browser with real mail: a letter that erases, what somebody decides on their own page, what they wish for after their death."""

from __future__ import annotations

import io
import smtplib
import zipfile
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page
from tests.conftest import PASSPHRASE
from tests.consent.society import charter
from tests.consent.society import found as found_club
from tests.consent.test_told import known
from tests.e2e.living import PHONE, OpenBrowser, register
from tests.e2e.quay import Quay, quay, served, settled, sound
from tests.outbound.conftest import Post, certificate, loop, post
from tests.rights.society import MAUD
from tests.rights.test_letters_in import TO, letter

from etanche.accounts import Throttle
from etanche.cli.letters import taken
from etanche.clock import SystemClock
from etanche.gate import GateRefused
from etanche.instance import Instance
from etanche.intake import LetterDoor
from etanche.keyring import fingerprint_of
from etanche.proof.evidence import verify_certificate
from etanche.rights import Duty, Right
from etanche.web import urls

__all__ = ["certificate", "loop", "post", "quay"]

PRINTER, HEIR = "privacy@printer.example", "yann@harbour.example"


class Later(SystemClock):
    """The machine's clock, so much later."""

    def __init__(self, by: timedelta) -> None:
        """Be later by so much."""
        self._by = by

    def now(self) -> datetime:
        """Return the machine's time, later."""
        return super().now() + self._by


def write(quay_: Quay, text: str) -> None:
    """Deliver a letter to the contact address of the society, as its mail server hands it over."""
    house = quay_.desk.instance
    throttle = Throttle(quay_.desk.clock)
    with (
        LetterDoor(lambda one: taken(house, throttle, one), host="127.0.0.1", port=0) as door,
        smtplib.LMTP("127.0.0.1", door.port) as server,
    ):
        assert {} == server.sendmail(MAUD, [TO], letter(text))


def does(page: Page, act: str) -> None:
    """Press a button of the desk, and wait for the page that answers."""
    with page.expect_navigation():
        page.locator(f"button[name=act][value='{act}']").click()


@pytest.mark.clause("A7", "C23", "C25")
def test_a_letter_erases_and_a_year_later_nothing_shows_it(
    tmp_path: Path, certificate: Path, post: Post, open_browser: OpenBrowser
) -> None:
    """Mailed to the contact address; a link goes back and is followed; the officer erases; the printer and the person are written to, and hold a certificate that nobody needs us for; a year after the answer the request is gone."""
    postman = post("tls")
    folder = settled(tmp_path / "data", postman, certificate)
    with served(folder, postman) as made:
        society = made.society
        person = society.knows()
        society.gives(person, "printer")
        write(made, "Hello, please delete everything you hold about me.")
        link = made.link_in(made.letter_to(MAUD))
        office = open_browser().new_page()
        made.officer(office)
        (asked,) = society.requests.listed().found
        page = open_browser(viewport=PHONE, accept_downloads=True).new_page()
        page.goto(link)
        page.get_by_role("button", name="This request is mine").click()
        page.get_by_role("button", name="This request is mine").wait_for(state="detached")
        made.opens(office)
        office.locator("textarea[name=words]").fill("Fair winds.")
        does(office, "granted")
        sound(office)
        page.goto(made.link_in(made.letter_to(MAUD)))
        with page.expect_download() as given:
            page.locator("button[name=what][value=certificate]").click()
        files = zipfile.ZipFile(io.BytesIO(Path(given.value.path()).read_bytes()))
        key = fingerprint_of(made.desk.instance.public_key)
        reports = [verify_certificate(files.read(one), fingerprint=key) for one in files.namelist()]

        assert Right.ERASURE is asked.request.right
        assert "ledger" not in society.held_of(person)
        assert [PRINTER] == [one.rcpt_tos[0] for one in postman.taken if one.rcpt_tos == [PRINTER]]
        assert {(None, ())} == {(one.rejected, one.amiss) for one in reports}
        assert "Fair winds." in page.locator("main").inner_text()
        who = asked.person
    counts = []
    for days in (364, 368):
        with Instance.open(folder, passphrase=lambda: PASSPHRASE, clock=Later(timedelta(days=days))) as house:
            house.requests.tend_all()
            house.vault.sweep(confirmed_by="ysé")
            house.requests.tidy()
            held = {one.record.category for one in house.vault.mirror(who, by="test").held()}
            counts.append((sum(len(house.requests.listed(is_open=one).found) for one in (True, False)), "ask" in held))

    assert [(1, True), (0, False)] == counts


@pytest.mark.clause("C24")
def test_in_doubt_a_document_is_asked_for_and_destroyed(quay: Quay, open_browser: OpenBrowser) -> None:
    """By the form; the link left a doubt, so the officer asks for a document: the clock stands, and says so; looked at, it is destroyed, the clock goes on, and who asked is answered by mail."""
    society = quay.society
    page, office = open_browser(viewport=PHONE).new_page(), open_browser().new_page()
    page.goto(quay.at(urls.REQUEST))
    page.locator("select[name=right]").select_option("access")
    page.locator("input[name=email]").fill(MAUD)
    page.get_by_role("button", name="Ask", exact=True).click()
    page.get_by_text("Your request has come in").wait_for()
    assert quay.letters_to(MAUD)
    quay.officer(office)
    quay.opens(office)
    early = office.locator("button[value='identity-asked/document']").count()
    does(office, "identity-not-shown")
    does(office, "identity-asked/document")
    (asked,) = society.requests.listed().found
    society.put("identity-proof", asked.person, {"shown": "the card of a lamplighter"})
    does(office, "identity-shown/document")
    (shown,) = society.requests.listed().found
    held = set(society.held_of(asked.person))
    does(office, "granted")
    answer = quay.letter_to(MAUD)
    clocks = [one.request.clock(Duty.ANSWER) for one in (asked, shown)]

    assert 0 == early
    assert [True, False] == [one.stopped for one in clocks if one is not None]
    assert {"ask"} == held
    assert shown.name in answer


@pytest.mark.clause("C19", "C20", "C21", "C22")
def test_what_somebody_decides_on_their_own_page_is_done_and_passed_on(
    tmp_path: Path, certificate: Path, post: Post, open_browser: OpenBrowser
) -> None:
    """A copy for another service, taken in there; a yes taken back as it was given; an objection at once and one that is weighed; a freeze, by a request that the officer grants; the printer is written to each time."""
    postman = post("tls")
    with served(settled(tmp_path / "data", postman, certificate, printed), postman) as made:
        society, house = made.society, made.desk.instance
        person = known(society)
        page = open_browser(viewport=PHONE, accept_downloads=True).new_page()
        register(page, made.desk, MAUD)
        made.finds(page)
        with page.expect_download() as given:
            page.locator("button[name=what][value=portable]").click()
        with zipfile.ZipFile(given.value.path()) as files:
            files.extractall(tmp_path / "portable")
        copied = tmp_path / "portable/ledger.ndjson"
        read_before = [reads(house, person, one) for one in ("offers", "census", "watching")]
        before = page.get_by_role("switch", name="Run the club").get_attribute("aria-checked")
        clubbed = switched(page, "Run the club")
        after_no = set(society.held_of(person))
        offers, census = switched(page, "Show offers"), switched(page, "Study who watches")
        read_then = reads(house, person, "watching")
        page.goto(made.at(urls.OWN_REQUESTS))
        sound(page)
        page.locator("select[name=right]").select_option("restriction")
        page.get_by_role("button", name="Ask", exact=True).click()
        page.wait_for_load_state()
        office = open_browser().new_page()
        made.officer(office)
        made.opens(office)
        does(office, "granted")
        written = made.letters_to(PRINTER)
        answered = made.letter_to(MAUD)
        read = [reads(house, person, one) for one in ("offers", "census", "watching")]
        made.finds(page)
        mine = page.locator("main").inner_text()

    with Instance.open(_elsewhere(tmp_path), passphrase=lambda: PASSPHRASE, clock=SystemClock()) as other:
        report = other.import_records(
            "ledger", copied, form="ndjson", channel="desk", mapping=tmp_path / "portable/ledger.map.yaml"
        )

    assert (1, 1) == (report.read, report.stored)
    assert ("true", "false") == (before, clubbed)
    assert "wish" not in after_no
    assert ("false", "false", True) == (offers, census, read_then)
    assert ([True] * 3, [False] * 3) == (read_before, read)
    assert "Maud Keradec" in mine
    assert ["wishes of the club" in one for one in written] == [True, False]
    assert "restricted here" in written[1]
    assert answered


def printed(folder: Path) -> None:
    """Make the club, whose wishes are printed elsewhere."""
    found_club(
        folder,
        charter().replace("receives: {ledger: [watching]}", "receives: {ledger: [watching], wish: [club]}", 1),
    )


def switched(page: Page, title: str) -> str:
    """Press the switch of a purpose; return what it says then."""
    with page.expect_navigation():
        page.get_by_role("switch", name=title).click()
    return page.get_by_role("switch", name=title).get_attribute("aria-checked") or ""


def reads(house: Instance, person: bytes, purpose: str) -> bool:
    """Tell whether the office reads somebody's entry for a purpose."""
    try:
        return bool(list(house.acting("dpo", purpose=purpose, actor="ysé").of_person(person, "ledger")))
    except GateRefused:
        return False


def _elsewhere(tmp_path: Path) -> Path:
    """Make another instance, which takes people's copies in."""
    folder = tmp_path / "elsewhere/data"
    folder.parent.mkdir()
    found_club(folder)
    return folder


@pytest.mark.clause("C26")
def test_what_somebody_wished_for_after_their_death_is_done(
    tmp_path: Path, certificate: Path, post: Post, open_browser: OpenBrowser
) -> None:
    """Said on their page; the one they named asks by the form and proves the address; the officer checks; the dead are written to, in case they live; three days later the officer has it done, and everything goes that no law keeps."""
    postman = post("tls")
    folder = settled(tmp_path / "data", postman, certificate)
    with served(folder, postman) as made:
        person = made.society.knows()
        made.society.gives(person, "printer")
        page = open_browser(viewport=PHONE).new_page()
        register(page, made.desk, MAUD)
        made.finds(page)
        page.goto(made.at(urls.OWN_AFTER_DEATH))
        page.locator("input[name=name]").fill("Yann Le Goff")
        page.locator("input[name=email]").fill(HEIR)
        does(page, "erase")
        wished = page.locator("main").inner_text()
        sound(page)

        heir = open_browser(viewport=PHONE).new_page()
        heir.goto(made.at(urls.REQUEST))
        heir.locator("select[name=right]").select_option("after-death")
        heir.locator("input[name=email]").fill(HEIR)
        heir.locator("textarea[name=words]").fill("My aunt Maud has died.")
        heir.get_by_role("button", name="Ask", exact=True).click()
        heir.get_by_text("Your request has come in").wait_for()
        heir.goto(made.link_in(made.letter_to(HEIR)))
        heir.get_by_role("button", name="This request is mine").click()
        heir.get_by_role("button", name="This request is mine").wait_for(state="detached")
        office = open_browser().new_page()
        made.officer(office)
        made.opens(office)
        office.locator("input[name=person]").fill(person.hex())
        does(office, "died")
        told = made.letter_to(MAUD)
    with served(folder, postman, Later(timedelta(days=3, hours=1))) as made:
        office = open_browser().new_page()
        made.officer(office)
        made.opens(office)
        office.locator("textarea[name=words]").fill("Our condolences.")
        does(office, "granted")
        answer = made.letter_to(HEIR)
        held = set(made.society.held_of(person))
        letters = made.letters_to(PRINTER)

    assert "Yann Le Goff" in wished
    assert "after-death" in told
    assert HEIR not in told
    assert {"receipt"} == held
    assert "the data are erased" in answer
    assert 1 == len(letters)
