"""Each actor does their part in a real browser: a person, somebody who helps, the officer, who operates the machine, an auditor."""

from __future__ import annotations

import csv
import io
import json
import shutil
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import pytest
from playwright.sync_api import Page
from tests.accounts.conftest import Desk
from tests.e2e.living import (
    PHONE,
    OpenBrowser,
    code,
    living,
    log_in,
    log_out,
    register,
    set_up_codes,
)
from tests.organisations.conftest import LIGHTHOUSE, Two
from tests.organisations.society import societal

from etanche.instance import Memberships
from etanche.keyring import fingerprint_of
from etanche.proof.evidence import pem_of, verify_bundle, verify_certificate
from etanche.web import invitation_page, urls

MAUD, DPO, HELPER, KEEPER = "maud@example.org", "dpo@phare.example", "aide@phare.example", "machine@example.org"
DATA, AT = urls.own(urls.OWN, LIGHTHOUSE), urls.own(urls.DESK, LIGHTHOUSE)


@dataclass(frozen=True, kw_only=True)
class Town:
    """An instance on which a society stands beside the bookshop that operates it, served; and who is who there."""

    desk: Desk
    two: Two

    def at(self, path: str) -> str:
        """Return the address of a page, in English."""
        return f"{self.desk.site}{path}{'&' if '?' in path else '?'}lang=en"

    def invited(self, page: Page, token: str) -> None:
        """Open the link of an invitation, and accept it."""
        page.goto(self.at(invitation_page(token)))
        page.get_by_role("button", name="Accept").click()
        page.get_by_text("You have joined the organisation").wait_for()


@pytest.fixture(scope="module")
def town(societal: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    """The instance, served."""
    folder = tmp_path_factory.mktemp("town") / "data"
    shutil.copytree(societal, folder)
    with living(folder) as desk:
        instance = desk.instance
        yield Town(desk=desk, two=Two(instance=instance, other=instance.organisation(LIGHTHOUSE), clock=desk.clock))


@pytest.mark.clause("G1", "G2", "G3", "G4", "G8", "C11", "G16")
def test_a_person_without_a_script_on_a_telephone(town: Town, open_browser: OpenBrowser) -> None:
    """Account, letter, codes, login; what is held, a correction, a copy, a yes taken back; everything erased, and a certificate that holds."""
    town.two.write_down(MAUD)
    page = open_browser(viewport=PHONE, java_script_enabled=False, accept_downloads=True).new_page()
    register(page, town.desk, MAUD)
    secret = set_up_codes(page, town.desk)
    log_out(page, town.desk)
    log_in(page, town.desk, MAUD)
    page.get_by_label("Six-digit code").fill(code(secret, later=1))
    page.get_by_role("button", name="Log in with this code").click()

    page.goto(town.at(urls.MY_DATA))
    page.get_by_label("Name of the organisation").fill(LIGHTHOUSE)
    page.get_by_role("button", name="Look for my data").click()
    page.get_by_text("Ysée Keradec").wait_for()
    page.get_by_role("link", name="Correct").click()
    page.get_by_label("Name").fill("Maud Le Goff")
    page.get_by_role("button", name="Save the correction").click()
    page.get_by_text("Corrected.").wait_for()

    for state, said in (("false", "Your yes is written down"), ("true", "Your no is written down")):
        switch = page.get_by_role("switch", name="Write to you with news")
        assert state == switch.get_attribute("aria-checked")
        switch.click()
        page.get_by_text(said).wait_for()

    with page.expect_download() as copied:
        page.get_by_role("button", name="Download my data").click()
    copy = zipfile.ZipFile(copied.value.path())
    (row,) = csv.DictReader(io.StringIO(copy.read("ledger.csv").decode()))
    assert ("Maud Le Goff", MAUD) == (row["name"], row["email"])
    (told,) = json.loads(copy.read("data.json"))["records"]
    assert "Maud Le Goff" == told["fields"]["name"]

    page.get_by_role("link", name="Erase my data").click()
    page.get_by_label("I have seen what goes and what stays").check()
    page.get_by_role("button", name="Erase my data").click()
    page.get_by_text("destroyed the keys of 1 record").wait_for()
    with page.expect_download() as certified:
        page.get_by_role("link", name="certificate").click()
    certificate = Path(certified.value.path()).read_bytes()
    report = verify_certificate(certificate, fingerprint=fingerprint_of(town.two.other.public_key))
    assert (None, ()) == (report.rejected, report.amiss)

    page.goto(town.at(DATA))
    assert "Nothing is held of you here" in page.locator("main").inner_text()
    assert () == town.two.other.acting("dpo", purpose="watching", actor="test").find("ledger", "email", MAUD)


@pytest.mark.clause("A4", "C18", "G20", "P13")
def test_a_helper_reads_because_of_a_case_and_the_person_sees_that(town: Town, open_browser: OpenBrowser) -> None:
    """The officer comes in by the one invitation, lets a helper in, grants a case; the helper, refused before, reads; journal and person show it."""
    town.two.write_down("rose@example.org")
    memberships = Memberships.of(town.two.instance)
    society = town.two.other.organisation_id
    officer, helper = open_browser().new_page(), open_browser(viewport=PHONE).new_page()
    register(officer, town.desk, DPO)
    town.invited(officer, memberships.bootstrap(society, role="dpo", email=DPO, by="operator").token)
    (me,) = memberships.members(society)
    register(helper, town.desk, HELPER)
    set_up_codes(helper, town.desk)
    town.invited(helper, memberships.invite(society, roles=["helper"], email=HELPER, by=me.person).token)

    find(helper, town)
    assert "access:helper" in helper.get_by_role("alert").inner_text()
    assert "Ysée" not in helper.locator("main").inner_text()

    officer.goto(town.at(AT))
    officer.get_by_text("Attempt outside a case").wait_for()
    officer.get_by_role("link", name="Cases").click()
    officer.get_by_label("Case").fill("case-9")
    officer.get_by_label("Who").select_option(label=HELPER)
    officer.get_by_label("Why").fill("she rang about her lamp")
    officer.get_by_role("button", name="Grant it").click()
    officer.get_by_role("button", name="Close case case-9").wait_for()

    find(helper, town, case="case-9")
    helper.get_by_text("Ysée Keradec").wait_for()
    assert "rose" not in helper.url

    officer.get_by_role("link", name="Journal").click()
    officer.get_by_label("Case").fill("case-9")
    officer.get_by_role("button", name="Show").click()
    told = officer.locator("table").inner_text()
    assert "find ledger" in told
    assert "rose" not in told
    assert "Ysée" not in told

    rose = open_browser().new_page()
    register(rose, town.desk, "rose@example.org")
    rose.goto(town.at(urls.MY_DATA))
    rose.get_by_label("Name of the organisation").fill(LIGHTHOUSE)
    rose.get_by_role("button", name="Look for my data").click()
    looked = rose.locator("main").inner_text()
    assert "helper, looked it up" in looked
    assert "case case-9" in looked
    assert HELPER not in looked


def find(page: Page, town: Town, *, case: str = "") -> None:
    """Look somebody up by an exact value, by the keyboard alone from the first field on."""
    page.goto(town.at(f"{AT}/find"))
    page.get_by_label("Value", exact=True).focus()
    page.keyboard.type("rose@example.org")
    page.keyboard.press("Tab")
    page.keyboard.type(case)
    with page.expect_navigation():
        page.keyboard.press("Enter")


def test_who_operates_the_machine_sees_nothing_of_it(town: Town, open_browser: OpenBrowser) -> None:
    """With the role of the operator: no desk, no data, no evidence of any organisation; its invitation is the only thing they gave."""
    instance = town.two.instance
    memberships = Memberships.of(instance)
    page = open_browser().new_page()
    register(page, town.desk, KEEPER)
    built_in = instance.accounts_house.organisation_id
    town.invited(page, memberships.bootstrap(built_in, role="operator", email=KEEPER, by="command-line").token)
    names = [one.name for one in instance.organisations()]

    answers = {
        path: page.goto(town.at(path))
        for name in names
        for path in (urls.own(urls.DESK, name), urls.own(urls.DESK_JOURNAL, name), urls.own(urls.OWN, name))
    }
    answers["evidence"] = page.goto(town.at(urls.PROOF_DETAIL))
    data = page.goto(town.at(urls.MY_DATA))

    assert data is not None
    assert data.ok
    assert 3 == len(names)
    assert {404} == {one.status for one in answers.values() if one is not None}
    assert not [name for name in names if urls.own(urls.DESK, name) in page.locator("main").inner_html()]


@pytest.mark.clause("P16")
def test_an_auditor_plants_a_visit_and_finds_it(town: Town, open_browser: OpenBrowser) -> None:
    """With a browser and no account: the public key, one visit by the door that counts them, and a bundle that holds, with one more in it."""
    instance = town.two.instance
    run = instance.prove()
    before = instance.evidence(run, by="auditor", nonce="4711 before")
    page = open_browser().new_page()
    hit = f"/matomo.php?idsite=1&rec=1&url={quote('https://phare.example/4711', safe='')}"
    planted = page.request.get(f"{town.desk.site}{hit}", headers={"user-agent": page.evaluate("navigator.userAgent")})
    key = page.request.get(f"{town.desk.site}{urls.KEY}").text()
    after = instance.evidence(run, by="auditor", nonce="4711 after")
    report = verify_bundle(after, fingerprint=fingerprint_of(instance.public_key))

    assert planted.ok
    assert visits(before) + 1 == visits(after)
    assert pem_of(instance.public_key) == key
    assert (None, ()) == (report.rejected, report.amiss)
    assert [] == page.context.cookies()


def visits(bundle: bytes) -> int:
    """Return how many visits a bundle counts."""
    counts = json.loads(zipfile.ZipFile(io.BytesIO(bundle)).read("counts.json"))
    return sum(counts["days"].get("visit", {}).values())


__all__ = ["societal"]
