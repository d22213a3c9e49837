"""Obligations in a real browser with real mail: somebody asks without an account and takes their answer; an incident is told from its first word to the status page; everything halts and goes on."""

from __future__ import annotations

import io
import zipfile
from datetime import timedelta
from pathlib import Path

import pytest
from tests.e2e.living import PHONE, OpenBrowser, code, register, set_up_codes
from tests.e2e.quay import Quay, quay, sound
from tests.outbound.conftest import certificate, loop, post
from tests.rights.society import MAUD

from etanche.notice import moment_words
from etanche.web import urls

__all__ = ["certificate", "loop", "post", "quay"]


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


@pytest.mark.clause("G21", "G22")
def test_an_incident_is_told_from_its_first_word_to_the_status_page(quay: Quay, open_browser: OpenBrowser) -> None:
    """The officer writes it down, computes whom it concerns, reads until when the authority is told and what the drafts say, tells the people by letters that a server took and the authority; everybody reads of it; then it is closed."""
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
    said = (office.locator("main").text_content() or "").replace("\N{NO-BREAK SPACE}", " ")
    aware, zone = quay.desk.instance.incidents.all()[0].aware, quay.desk.instance.plan.zone
    assert aware is not None
    until = moment_words(aware + timedelta(hours=72), zone, "en").replace("\N{NO-BREAK SPACE}", " ")
    says("announce", fr="Un incident est en cours.", en="An incident is going on.")
    says("tell", whom="people")
    letter = quay.letter_to(MAUD)
    says("tell", whom="authority", reference="V-1")
    sound(office)
    stranger = open_browser(viewport=PHONE).new_page()
    stranger.goto(f"{quay.desk.site}{urls.STATUS}?lang=en")
    sound(stranger)
    status = stranger.locator("main").inner_text()
    feeds = [
        stranger.request.get(f"{quay.desk.site}{one}?lang=en").text() for one in (urls.STATUS_FEED, urls.STATUS_JSON)
    ]
    says("close", words="Mended, and told.")
    (incident,) = quay.desk.instance.incidents.all()

    assert f"Until {until}" in said
    assert [] == [one for one in ("egister of watchers", "Somebody may write to you.", "His access") if one not in said]
    assert "His access was taken away." in letter
    assert "An incident is going on." in status
    assert ["An incident is going on." in one for one in feeds] == [True, True]
    assert not any("Grebe" in one for one in (status, *feeds))
    assert "Mended, and told." == incident.report


@pytest.mark.clause("P15")
def test_the_officer_halts_and_lets_go_on(quay: Quay, open_browser: OpenBrowser) -> None:
    """One button: nobody's own page is read while the notice and the status page are; it goes on with a second factor, a name and a reason."""
    quay.society.knows()
    page, office = open_browser(viewport=PHONE).new_page(), open_browser().new_page()
    register(page, quay.desk, MAUD)
    quay.finds(page)
    quay.officer(office)
    secret = set_up_codes(office, quay.desk)
    office.goto(quay.at(urls.DESK_HALT))
    sound(office)
    office.locator("input[name=reason]").fill("a leak in a component")
    with office.expect_navigation():
        office.locator("button.grave").click()
    stopped = page.request.get(quay.at(urls.OWN)).status
    public = [page.request.get(f"{quay.desk.site}{one}").status for one in (urls.PRIVACY, urls.STATUS, urls.PROOF)]
    status = page.request.get(f"{quay.desk.site}{urls.STATUS_JSON}").json()["state"]
    office.goto(quay.at(urls.DESK_HALT))
    office.locator("input[name=reason]").fill("upgraded")
    office.locator("input[name=code]").fill(code(secret, later=1))
    with office.expect_navigation():
        office.locator("form[action*=resume] button").click()
    on = page.request.get(quay.at(urls.OWN)).status

    assert (503, 200) == (stopped, on)
    assert [200] * 3 == public
    assert "halted" == status
    assert quay.desk.instance.halter.stopped() is None
