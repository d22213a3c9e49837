"""Opening an account by its pages: what is asked and told, and what comes of addresses, passwords and fields that are not as they should be."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from tests.accounts.conftest import ANN, SECRET
from tests.conftest import CHEAP_KDF, PASSPHRASE
from tests.proof.conftest import PROVIDED
from tests.web.browsing import FROM_US, Browser, forms, in_front_of

from etanche.accounts import Text
from etanche.clock import FixedClock
from etanche.instance import Instance


@pytest.mark.clause("C10")
def test_somebody_registers_confirms_and_is_in(browser: Browser) -> None:
    """An address, a password, the link of the letter, the password again: their account is open, with a way to a second factor."""
    asked = browser.get("/account/register")
    written = browser.send_from(asked, email=ANN, name="Ann", **{"new-password": SECRET})
    page = browser.send(browser.link(Text.CONFIRM), password=SECRET)

    assert "14 characters at least" in asked.text
    assert "has not been sent" in written.text
    assert "We have written" not in written.text
    assert "/account" == page.url.path
    assert ANN in page.text
    assert "A second factor" in page.text


def test_registering_says_the_same_of_an_address_that_has_an_account(browser: Browser) -> None:
    """The page is the same to the letter, but for the token."""
    browser.registered()
    browser.forget()
    asked = browser.get("/account/register")
    there = browser.send_from(asked, email=ANN, name="", **{"new-password": "another heron, three newts"})
    nowhere = browser.send_from(
        asked, email="nobody@example.org", name="", **{"new-password": "another heron, three newts"}
    )

    assert there.text == nowhere.text
    assert [Text.REGISTERED_ALREADY, Text.CONFIRM] == browser.desk.texts()[-2:]


@pytest.mark.clause("W15")
def test_what_is_wrong_with_a_password_is_told_with_who_asks(browser: Browser) -> None:
    """The figure and the organisation stand above the form; the password is nowhere in the page."""
    page = browser.send("/account/register", email=ANN, **{"new-password": "too short"})

    assert 400 == page.status_code
    assert re.search(r"Too short: [^<]+ asks for 14 characters at least", page.text)
    assert 'role="alert"' in page.text
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
    page = browser.get("/account/register")
    extra = {"level": "second-factor", "account": "00" * 16, "opened": "2000-01-01", "roles": "operator", "totp": "x"}
    browser.send_from(page, email=ANN, name="Ann", **{"new-password": SECRET}, **extra)
    inside = browser.send(browser.link(Text.CONFIRM), password=SECRET, **extra)

    assert "21\xa0November 2026" in inside.text
    assert "none" in inside.text


@pytest.mark.parametrize(
    "email", ["ann@example.org\r\nBcc: eve@example.org", "ann@example.org%0aBcc:e@e.example", '"a b"@c.de']
)
def test_an_address_cannot_become_a_line_of_a_letter(browser: Browser, email: str) -> None:
    """It is refused at the form, and no letter is written."""
    page = browser.send("/account/register", email=email, **{"new-password": SECRET})

    assert 400 == page.status_code
    assert [] == browser.desk.letters


def test_what_is_typed_is_repeated_escaped_or_not_at_all(browser: Browser) -> None:
    """A script in an address or a name is text."""
    evil = '"><script>alert(1)</script>'
    page = browser.send("/account/register", email=evil, name=evil, **{"new-password": SECRET})

    assert "<script>alert" not in page.text
