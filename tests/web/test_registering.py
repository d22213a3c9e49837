"""Opening an account by its pages: what is asked and told, what strangers, scanners and late comers get, and what comes of what is not as it should be."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from tests.accounts.conftest import ANN, SECRET
from tests.conftest import CHEAP_KDF, PASSPHRASE
from tests.proof.conftest import PROVIDED
from tests.watching import watched
from tests.web.browsing import FROM_US, Browser, forms, in_front_of

from etanche.accounts import Text
from etanche.clock import FixedClock
from etanche.instance import Instance


@pytest.mark.clause("A4", "C10")
def test_somebody_opens_an_account_and_is_in(browser: Browser) -> None:
    """An address; then, by the link of the letter, name and password, with what is asked of it and what is accepted: their account is open."""
    written = browser.send("/account/register", email=ANN)
    asked = browser.get(browser.link(Text.OPEN))
    page = browser.send_from(asked, name="Ann", **{"new-password": SECRET})

    assert "has not been sent" in written.text
    assert "We have written" not in written.text
    assert "14 characters at least" in asked.text
    assert f'value="{ANN}"' in asked.text
    assert re.search(r"you accept the terms \(version [\d-]+\)", asked.text)
    assert "/o/instance/privacy" in asked.text
    assert "/account" == page.url.path
    assert ANN in page.text
    assert "A second factor" in page.text


@pytest.mark.parametrize("asks", ["register", "recover"])
@pytest.mark.parametrize("asked_before", [0, 22])
def test_asking_for_a_letter_says_the_same_of_every_address(browser: Browser, asks: str, asked_before: int) -> None:
    """Same status, headers and page, whether there is an account or not, and whether there have been enough letters."""
    browser.registered()
    browser.forget()
    asked = browser.get(f"/account/{asks}")
    for number in range(asked_before):
        for email in (ANN, "nobody@example.org"):
            browser.desk.accounts.ask_account(email, language="en", place=f"place {number}")
    before = len(browser.desk.letters)
    there = browser.send_from(asked, email=ANN)
    nowhere = browser.send_from(asked, email="nobody@example.org")

    assert (200, there.text, there.headers) == (nowhere.status_code, nowhere.text, nowhere.headers)
    assert (0 if asked_before else 2) == len(browser.desk.letters) - before


@pytest.mark.parametrize("asks", ["register", "recover"])
def test_a_page_that_asks_for_a_letter_does_the_same_work(browser: Browser, asks: str) -> None:
    """Attack: by the pages too the stores are asked the same, in the same order, whether there is an account or not."""
    browser.registered()
    browser.forget()
    browser.desk.late = True
    asked = browser.get(f"/account/{asks}")
    browser.send_from(asked, email="stranger@example.org")
    did = []
    for email in (ANN, "nobody@example.org"):
        with watched() as work:
            browser.send_from(asked, email=email)
        did.append(work.plain)

    assert did[0] == did[1]
    assert any("outbox" in one for one in did[0])


def test_who_opens_letters_without_a_reader_opens_no_account(browser: Browser) -> None:
    """Attack: a scanner of letters follows the link, with and without a form of its own; in another browser the link works still, once."""
    browser.send("/account/register", email=ANN)
    link = browser.link(Text.OPEN)
    for _ in range(3):
        browser.client.head(link)
        browser.get(link)
        sent = browser.client.post(link, data={"link": parse_qs(urlsplit(link).query)["link"][0]}, headers=FROM_US)
        assert 403 == sent.status_code
    before = browser.desk.accounts.means.keeping.by_email(ANN)
    browser.forget()
    inside = browser.send(link, **{"new-password": SECRET})
    browser.forget()
    again = browser.get(link)

    assert before is None
    assert "/account" == inside.url.path
    assert (403, []) == (again.status_code, [one for one in forms(again.text) if "new-password" in one.html])
    assert "log in" in again.text


def test_a_link_that_is_too_old_is_told_before_anything_is_typed(browser: Browser) -> None:
    """The page has no form, and leads to another letter; one filled in too late is answered the same."""
    browser.send("/account/register", email=ANN)
    link = browser.link(Text.OPEN)
    filled = browser.get(link)
    browser.desk.clock.advance(timedelta(days=1))
    late = browser.get(link)
    sent = browser.send_from(filled, **{"new-password": SECRET})

    assert [403, 403] == [late.status_code, sent.status_code]
    for page in (late, sent):
        assert "does not work, or not any more" in page.text
        assert '"/account/register"' in page.text
        assert "new-password" not in page.text
    assert browser.desk.accounts.means.keeping.by_email(ANN) is None


def test_terms_that_changed_meanwhile_are_shown_again(browser: Browser) -> None:
    """What was accepted is what was shown: with another version the account is not open, and the page says why."""
    browser.send("/account/register", email=ANN)
    page = browser.get(browser.link(Text.OPEN))
    sent = browser.send_from(page, terms="1999-01-01", **{"new-password": SECRET})
    inside = browser.send_from(sent, **{"new-password": SECRET})

    assert 403 == sent.status_code
    assert "have changed meanwhile" in sent.text
    assert "/account" == inside.url.path


@pytest.mark.clause("W15")
def test_what_is_wrong_with_a_password_is_told_with_who_asks(browser: Browser) -> None:
    """The figure and the organisation stand above the form; the password is nowhere in the page."""
    browser.send("/account/register", email=ANN)
    page = browser.send(browser.link(Text.OPEN), name="Ann of Cleves", **{"new-password": "too short"})

    assert 400 == page.status_code
    assert re.search(r"Too short: [^<]+ asks for 14 characters at least", page.text)
    assert 'role="alert"' in page.text
    assert 'value="Ann of Cleves"' in page.text
    assert "too short" not in page.text


@pytest.mark.clause("G2")
def test_where_a_provider_opens_accounts_the_form_opens_none(tmp_path: Path, clock: FixedClock) -> None:
    """The page has no form, sending one all the same is refused, a link of before opens nothing, and the login page leads nowhere."""
    made = Instance.create(tmp_path / "data", charter=PROVIDED, passphrase=PASSPHRASE, clock=clock, kdf=CHEAP_KDF)
    with made as instance, in_front_of(instance, clock, Browser) as browser:
        page = browser.get("/account/register")
        login = browser.get("/account/login")
        token = forms(login.text)[0].hidden["token"]
        fields = {"token": token, "email": ANN, "name": "Ann", "new-password": SECRET, "password": SECRET}
        sent = browser.client.post("/account/register", data=fields, headers=FROM_US)
        with_link = browser.client.post("/account/register", data=fields | {"link": "x"}, headers=FROM_US)

    assert [403, 403, 403] == [page.status_code, sent.status_code, with_link.status_code]
    assert "accounts are opened by a provider" in page.text
    assert "new-password" not in page.text
    assert "/account/register" not in login.text
    assert [] == browser.desk.letters


def test_more_fields_than_a_form_has_change_nothing(browser: Browser) -> None:
    """A level, an account, a factor or a date sent along is not looked at."""
    extra = {"level": "second-factor", "account": "00" * 16, "opened": "2000-01-01", "roles": "operator", "totp": "x"}
    browser.send("/account/register", email=ANN, name="Eve", **extra)
    page = browser.get(browser.link(Text.OPEN))
    inside = browser.send_from(page, name="Ann", email="eve@example.org", **{"new-password": SECRET}, **extra)

    assert ANN in inside.text
    assert "eve@example.org" not in inside.text
    assert "21\xa0November 2026" in inside.text
    assert "none" in inside.text


@pytest.mark.parametrize(
    "email", ["ann@example.org\r\nBcc: eve@example.org", "ann@example.org%0aBcc:e@e.example", '"a b"@c.de']
)
def test_an_address_cannot_become_a_line_of_a_letter(browser: Browser, email: str) -> None:
    """It is refused at the form, and no letter is written."""
    page = browser.send("/account/register", email=email)

    assert 400 == page.status_code
    assert [] == browser.desk.letters


def test_what_is_typed_is_repeated_escaped_or_not_at_all(browser: Browser) -> None:
    """A script in an address or a name is text."""
    evil = '"><script>alert(1)</script>'
    asked = browser.send("/account/register", email=evil)
    browser.send("/account/register", email=ANN)
    page = browser.send(browser.link(Text.OPEN), name=evil, **{"new-password": "short"})

    assert "<script>alert" not in asked.text + page.text
    assert "&gt;&lt;script" in page.text
