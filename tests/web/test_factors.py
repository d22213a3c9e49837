"""Second factors by their pages: codes of an application and on paper, passkeys, and what a stolen cookie sets up."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape

import pytest
from tests.accounts.authenticator import Authenticator
from tests.accounts.conftest import ANN, SECRET
from tests.web.browsing import HERE, Browser, code, forms, set_up_codes


@pytest.mark.clause("C11")
def test_codes_are_set_up_and_asked_for_at_the_next_login(browser: Browser) -> None:
    """The drawing and the secret to type, ten codes on paper once; then password, code, and on to where one was going."""
    browser.registered()
    secret, paper = set_up_codes(browser)
    again = browser.get("/account/factors")
    browser.forget()
    browser.desk.clock.advance(timedelta(minutes=1))

    asked = browser.get("/account/sessions")
    half = browser.send_from(asked, email=ANN, password=SECRET)
    wrong = browser.send_from(half, "Six-digit", code="000000x")
    whole = browser.send_from(wrong, "Six-digit", code=code(secret, browser.desk))

    assert 10 == len(paper)
    assert paper[0] not in again.text
    assert secret not in again.text
    assert "/account/login" == asked.url.path
    assert "/account/second-factor" == half.url.path
    assert 403 == wrong.status_code
    assert "/account/sessions" == whole.url.path


def test_a_code_on_paper_opens_too(browser: Browser) -> None:
    """On the day the telephone is lost, one of the ten lets in, and the page says how many are left."""
    browser.registered()
    _, paper = set_up_codes(browser)
    browser.forget()
    half = browser.send("/account/login", email=ANN, password=SECRET)

    whole = browser.send_from(half, "Code on paper", recovery=paper[3])

    assert "/account" == whole.url.path
    assert "9 codes are left" in browser.get("/account/factors").text


@pytest.mark.clause("C11")
def test_a_passkey_is_made_and_shown(browser: Browser) -> None:
    """The page carries what the browser is to ask, the only script is ours, and the answer opens the session."""
    device = Authenticator(host="127.0.0.1", origin=HERE)
    browser.registered()
    page = browser.send("/account/factors", "Add a passkey", password=SECRET)
    form = next(one for one in forms(page.text) if 'data-passkey="make"' in one.html)
    options = unescape(re.findall(r'data-options="([^"]+)"', form.html)[0])
    done = browser.send_from(page, 'data-passkey="make"', answer=device.make(options))
    browser.forget()
    half = browser.send("/account/login", email=ANN, password=SECRET)
    asked = unescape(re.findall(r'data-options="([^"]+)"', half.text)[0])
    whole = browser.send_from(half, 'data-passkey="show"', answer=device.show(asked))

    assert "script-src 'self'" in page.headers["content-security-policy"]
    assert "script-src" not in done.headers["content-security-policy"]
    assert ["/static/passkeys.js"] == re.findall(r'<script src="([^"]+)"', half.text)
    assert "/account" == whole.url.path


@pytest.mark.clause("C11")
def test_a_passkey_alone_lets_in(browser: Browser) -> None:
    """Neither address nor password is typed; the answer leads on to where one was going, and works in this browser and once."""
    device = Authenticator(host="127.0.0.1", origin=HERE)
    browser.registered()
    page = browser.send("/account/factors", "Add a passkey", password=SECRET)
    made = unescape(re.findall(r'data-options="([^"]+)"', page.text)[0])
    browser.send_from(page, 'data-passkey="make"', answer=device.make(made))
    browser.forget()
    asked = browser.get("/account/sessions")
    answer = device.show(unescape(re.findall(r'data-options="([^"]+)"', asked.text)[0]))
    whole = browser.send_from(asked, 'data-passkey="show"', answer=answer)
    browser.forget()
    again = browser.send("/account/login", 'data-passkey="show"', answer=answer)
    without = browser.send("/account/login", 'data-passkey="show"')

    assert "/account/sessions" == whole.url.path
    assert (403, 403) == (again.status_code, without.status_code)
    assert "This passkey is not accepted" in again.text


@pytest.mark.clause("C11")
def test_a_stolen_cookie_sets_up_no_factor(browser: Browser) -> None:
    """Attack: another browser with the session's cookie posts the forms of the page: without the password nothing is offered, nor shown again."""
    browser.registered()
    page = browser.get("/account/factors")
    without = [browser.send_from(page, act, password="") for act in ("offer-codes", "ask-passkey")]
    offer = browser.send_from(page, "offer-codes", password=SECRET)
    secret = re.findall(r'<code class="breakable">(\w+)</code>', offer.text)[0]
    again = browser.send_from(offer, "confirm-codes", code="000000x")
    thief = browser.send_from(offer, "confirm-codes", code=code(secret, browser.desk), proved="")
    done = browser.send_from(again, "confirm-codes", code=code(secret, browser.desk))

    assert [403, 403] == [one.status_code for one in without]
    assert all("breakable" not in one.text and "data-options" not in one.text for one in without)
    assert (403, True) == (again.status_code, secret in again.text)
    assert (403, False) == (thief.status_code, secret in thief.text)
    assert "The second factor is set up" in done.text
