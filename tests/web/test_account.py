"""The pages of an account that is open: its sessions, password, address and invitations; and what programs look for there."""

from __future__ import annotations

import re
from contextlib import suppress
from urllib.parse import parse_qs

import pytest
from tests.accounts.conftest import ANN, SECRET
from tests.web.browsing import HERE, Browser

from etanche.accounts import LoginRefused, Text, TooSoon
from etanche.instance import Memberships

OTHER = "another heron, three newts"


@pytest.mark.clause("W16")
def test_sessions_are_listed_and_closed(browser: Browser) -> None:
    """The other browser's line has a button that closes it; that browser is a stranger then."""
    browser.registered()
    mine = dict(browser.client.cookies)
    browser.forget()
    browser.client.headers["user-agent"] = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
    browser.send("/account/login", email=ANN, password=SECRET)
    theirs = dict(browser.client.cookies)
    browser.forget()
    browser.client.cookies.update(mine)

    listed = browser.get("/account/sessions")
    closed = browser.send_from(listed, "Firefox 140, linux")

    assert "Firefox 140, linux" in listed.text
    assert "this one" in listed.text
    assert "1 session is closed" in closed.text
    browser.forget()
    browser.client.cookies.update(theirs)
    assert "/account/login" == browser.get("/account/sessions").url.path


def test_a_forgotten_password_is_replaced_by_a_letter(browser: Browser) -> None:
    """The link leads to a form; the new password lets in, and the link does nothing more."""
    browser.registered()
    browser.forget()
    browser.send("/account/recover", email=ANN)
    link = browser.link(Text.RESET)
    done = browser.send(link, **{"new-password": OTHER})
    again = browser.send(link, **{"new-password": SECRET})
    inside = browser.send("/account/login", email=ANN, password=OTHER)

    assert "The password is set" in done.text
    assert "This link does not work" in again.text
    assert "/account" == inside.url.path


@pytest.mark.clause("C10")
def test_strangers_everywhere_keep_nobody_out_who_reads_their_letters(browser: Browser) -> None:
    """Attack: from many places, without end; in a new browser the right password waits, and after the letter it lets in, there and in no browser that did not follow the letter."""
    browser.registered()
    browser.forget()
    for number in range(120):
        with suppress(LoginRefused, TooSoon):
            browser.desk.accounts.log_in(ANN, "wrong", place=f"network {number}")
    kept_out = browser.send("/account/login", email=ANN, password=SECRET)
    browser.send("/account/recover", email=ANN)
    browser.send(browser.link(Text.RESET), **{"new-password": OTHER})
    inside = browser.send("/account/login", email=ANN, password=OTHER)
    browser.forget()
    elsewhere = browser.send("/account/login", email=ANN, password=OTHER)

    assert (429, "/account", 429) == (kept_out.status_code, inside.url.path, elsewhere.status_code)


def test_a_password_and_an_address_are_changed(browser: Browser) -> None:
    """Each asks for the password; the address changes by a button behind the link, not by opening it."""
    browser.registered()
    changed = browser.send("/account/password", password=SECRET, **{"new-password": OTHER})
    browser.send("/account/email", password=OTHER, **{"new-email": "ann@new.example"})
    link = browser.link(Text.NEW_ADDRESS)
    browser.get(link)
    before = browser.desk.letters[-1].text
    browser.send(link, "Take this address")
    browser.forget()

    assert "/account" == changed.url.path
    assert Text.NEW_ADDRESS is before
    assert "ann@new.example" in browser.send("/account/login", email="ann@new.example", password=OTHER).text


def test_an_address_is_taken_where_the_account_that_asked_is_open(browser: Browser) -> None:
    """Attack: a stranger has Ann written to; logged out she is led to a login, in her account told that it is another's, and nothing moves."""
    browser.registered("thief@example.org")
    browser.send("/account/email", password=SECRET, **{"new-email": "ann@new.example"})
    link = browser.link(Text.NEW_ADDRESS)
    shown = browser.get(link)
    browser.forget()
    outside = browser.get(link)
    browser.registered()
    elsewhere = browser.get(link)
    browser.forget()
    browser.send("/account/login", email="thief@example.org", password=SECRET)

    assert "The account of thief@example.org" in shown.text
    assert "ann@new.example" in shown.text
    assert ("/account/login", 200) == (outside.url.path, outside.status_code)
    assert "Take this address" not in outside.text + elsewhere.text
    assert "The account of ann@example.org is open here" in elsewhere.text
    assert "The address of your account is thief@example.org" in browser.get("/account/email").text


def test_an_invitation_is_accepted_by_whoever_is_in(browser: Browser) -> None:
    """The link leads through the login to what is offered; a button accepts it, once; it gives the roles and nothing before."""
    instance = browser.desk.instance
    memberships = Memberships.of(instance)
    invited = memberships.bootstrap(instance.organisation_id, role="web-analyst", email=ANN, by="operator")
    browser.registered()
    browser.forget()
    link = f"/account/invitation?link={invited.token}"

    asked = browser.get(link)
    offer = browser.send_from(asked, email=ANN, password=SECRET)
    account = browser.desk.accounts.log_in(ANN, SECRET, place="192.0.0.0/16").session.account
    before = memberships.roles_of(account, instance.organisation_id)
    done = browser.send_from(offer)
    again = browser.get(link)

    assert "/account/login" == asked.url.path
    assert "offers you: person in charge of the website" in offer.text
    assert "You have joined" in done.text
    assert 403 == again.status_code
    assert frozenset() == before
    assert {"web-analyst"} == Memberships.of(instance).roles_of(account, instance.organisation_id)


def test_no_page_of_an_account_is_kept_or_framed(browser: Browser) -> None:
    """Neither by caches nor by other sites; and none runs a script from within."""
    browser.registered()
    for path in ("/account", "/account/sessions", "/account/factors", "/account/password", "/account/email"):
        answer = browser.get(path)

        assert 200 == answer.status_code, path
        assert "no-store" == answer.headers["cache-control"]
        assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]
        assert not re.search(r"<script(?! src=)|\son\w+=|style=", answer.text), path


def test_pages_of_an_account_are_in_the_language_that_was_chosen(browser: Browser) -> None:
    """A language in the address stays through forms and redirects."""
    page = browser.get("/account?lang=fr")
    answer = browser.send_from(page, email=ANN, password="faux faux faux")

    assert {"lang": ["fr"], "next": ["/account"]} == parse_qs(page.url.query.decode())
    assert "Cela ne vous a pas laissé entrer" in answer.text


def test_keepers_of_passwords_find_the_page(browser: Browser) -> None:
    """`/.well-known/change-password` leads to it."""
    answer = browser.client.get("/.well-known/change-password", follow_redirects=False)

    assert (302, "/account/password") == (answer.status_code, answer.headers["location"])


def test_who_found_a_hole_knows_whom_to_tell(browser: Browser) -> None:
    """`security.txt` names an address and an end that lies ahead, less than a year away."""
    text = browser.get("/.well-known/security.txt").text

    assert "Contact: mailto:vie-privee@estran.example\n" in text
    assert "Expires: 2027-04-30T00:00:00Z\n" in text
    assert f"Canonical: {HERE}/.well-known/security.txt\n" in text
