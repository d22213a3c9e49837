"""Deleting one's account of the instance: one page, one confirmation, a receipt; what it leaves, and what it must not leave empty."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape

import httpx2
import pytest
from tests.accounts.conftest import SECRET
from tests.web.visiting import AT, MAUD, OWN, Office

from etanche.keyring import fingerprint_of
from etanche.proof.evidence import verify_certificate
from etanche.web import urls

CERTIFICATE = re.compile(r'href="(/account/delete/certificate\?[^"]+)"')


def delete(office: Office, **said: str) -> httpx2.Response:
    """Say so on the page, with the password."""
    return office.send(urls.DELETE, 'name="understood"', **{"password": SECRET, "understood": "yes"} | said)


@pytest.mark.clause("C23")
def test_an_account_is_deleted_with_a_receipt(office: Office) -> None:
    """Every browser is out, nobody logs in with it, its rows open no more; the certificate is verified by anybody."""
    office.linked(MAUD)
    page = delete(office)
    where = unescape(CERTIFICATE.findall(page.text)[0])
    office.forget()
    certificate = office.get(where)
    house = office.two.instance.accounts_house
    again = office.send(urls.LOGIN, email=MAUD, password=SECRET)
    kept = house.acting("running-instance", purpose="account-keeping", actor="test").find("account", "email", MAUD)

    assert (200, True) == (page.status_code, "Your account is deleted" in page.text)
    assert (403, urls.LOGIN, ()) == (again.status_code, office.get(urls.ACCOUNT).url.path, kept)
    assert 200 == certificate.status_code
    report = verify_certificate(certificate.content, fingerprint=fingerprint_of(house.public_key))
    assert (None, ()) == (report.rejected, report.amiss)


def test_what_organisations_hold_stays_and_is_said_before(office: Office) -> None:
    """The page leads to each of them; after the deletion the register of the society still has her."""
    office.linked(MAUD)
    page = office.get(urls.DELETE)
    delete(office)
    register = office.two.other.acting("dpo", purpose="watching", actor="test")

    assert f'href="{OWN}/erase"' in page.text
    assert 1 == len(register.find("ledger", "email", MAUD))


@pytest.mark.parametrize("wrong", [{"password": "wrong"}, {"password": ""}, {"understood": ""}])
def test_nothing_is_deleted_without_the_password_and_the_confirmation(office: Office, wrong: dict[str, str]) -> None:
    """The page says what is missing; whoever works somewhere still does."""
    office.as_warden()
    answer = delete(office, **wrong)

    assert answer.status_code in {400, 403}
    assert 200 == office.get(AT).status_code


def test_a_member_leaves_their_organisations_first(office: Office) -> None:
    """Its name is said before, and its journal has that they left; the office they are not of goes on."""
    person = office.as_warden()
    page = office.get(urls.DELETE)
    delete(office)
    members = office.two.memberships.members(office.two.other.organisation_id)
    (line,) = office.two.other.journal_entries(since=None, act="member-left", actor=None, last=5)

    assert "You leave: Phare" in page.text
    assert person not in {one.person for one in members}
    assert {"person": person.hex()} == line.facts


def test_the_last_of_an_office_cannot_go(office: Office) -> None:
    """The page names the organisation and has no form; sent all the same, nothing happens to any membership."""
    office.as_dpo()
    page = office.get(urls.DELETE)
    sent = office.client.post(
        urls.DELETE,
        data={"token": office.token(), "password": SECRET, "understood": "yes"},
        headers={"sec-fetch-site": "same-origin"},
    )

    assert ("Not yet" in page.text, "<li>Phare</li>" in page.text, 'name="understood"' in page.text) == (
        True,
        True,
        False,
    )
    assert 403 == sent.status_code
    assert 200 == office.get(AT).status_code


def test_the_certificate_is_for_who_has_its_word_and_for_a_week(office: Office) -> None:
    """A letter changed, another act's word, and a week later: there is no such page."""
    office.in_as(MAUD)
    where = unescape(CERTIFICATE.findall(delete(office).text)[0])
    path, _, word = where.partition("link=")
    changed = f"{path}link={word[:20]}{'A' if word[20] != 'A' else 'B'}{word[21:]}"
    statuses = [office.get(one).status_code for one in (where, changed, urls.DELETED, f"{path}link=x")]
    office.two.clock.advance(timedelta(days=8))

    assert [200, 404, 404, 404, 404] == [*statuses, office.get(where).status_code]


def test_somebody_without_a_password_comes_in_anew_first(office: Office) -> None:
    """A session that is not new stands for no password; a new one does."""
    office.in_as(MAUD)
    keeping = office.desk.accounts.means.keeping
    holder = keeping.by_email(MAUD)
    assert holder is not None
    known = keeping.credentials(holder.id)
    assert known is not None
    keeping.change(known, password=None)
    office.two.clock.advance(timedelta(minutes=11))
    late = delete(office, password="")
    office.two.clock.advance(timedelta(minutes=-5))

    assert (403, 200) == (late.status_code, delete(office, password="").status_code)
