"""Logging in and out by the pages: what is told of an address, where one arrives, and where nobody is led."""

from __future__ import annotations

import re
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from tests.accounts.conftest import ANN, SECRET
from tests.web.browsing import FROM_US, Browser, code, forms, set_up_codes


def test_logging_in_says_the_same_of_an_address_without_an_account(browser: Browser) -> None:
    """Same status, same headers, same page, but for the address typed and the token."""
    browser.registered()
    browser.forget()
    asked = browser.get("/account/login")
    there = browser.send_from(asked, email=ANN, password="wrong wrong wrong")
    nowhere = browser.send_from(asked, email="nob@example.org", password="wrong wrong wrong")

    assert 403 == there.status_code == nowhere.status_code
    assert there.headers == nowhere.headers
    assert unasked(there.text).replace(ANN, "nob@example.org") == unasked(nowhere.text)


def unasked(page: str) -> str:
    """Return a page without what a passkey is asked, which is new each time."""
    return re.sub(r'data-options="[^"]+"', "", page)


def test_logging_out_takes_an_act_of_ones_own(browser: Browser) -> None:
    """A link to the page asks; the button logs out, and the session is closed on our side too."""
    browser.registered()
    cookies = dict(browser.client.cookies)
    browser.get("/logout")
    still = browser.get("/account").url.path
    out = browser.send("/logout")
    browser.client.cookies.update(cookies)

    assert "/account" == still
    assert "logged out" in out.text
    assert "/account/login" == browser.get("/account").url.path


def test_a_session_planted_before_the_login_is_not_the_one_after(browser: Browser) -> None:
    """Whatever the browser showed before, it shows something new after each step."""
    browser.registered()
    browser.forget()
    browser.client.cookies.set("etanche-session", "planted-by-eve", domain="127.0.0.1")
    browser.send("/account/login", email=ANN, password=SECRET)
    values = [cookie.value for cookie in browser.client.cookies.jar if cookie.name == "etanche-session"]

    assert "planted-by-eve" not in values
    assert browser.desk.accounts.session_of("planted-by-eve") is None


@pytest.mark.parametrize(
    "next_",
    [
        "https://evil.example/",
        "//evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "javascript:alert(1)",
        "/a\nb",
        " /x",
        "//evil.example/?a=/account",
        "/\t/evil.example",
        "?about=x",
    ],
)
def test_nobody_is_led_elsewhere_after_logging_in(browser: Browser, next_: str) -> None:
    """What stands in the address or in the form is followed only if it is a path of ours."""
    browser.registered()
    browser.forget()
    asked = browser.client.get("/account/login", params={"next": next_})
    form = forms(asked.text)[0]
    sent = form.hidden | {"email": ANN, "password": SECRET, "next": next_}
    answer = browser.client.post(form.address, data=sent, headers=FROM_US, follow_redirects=False)

    assert "next" not in form.hidden
    assert "/account" == answer.headers["location"]


def test_who_logs_in_arrives_where_they_were_going(browser: Browser) -> None:
    """Query and all: what was asked for comes back once, in the language that was chosen, through the second factor too."""
    browser.registered()
    secret, _ = set_up_codes(browser)
    browser.forget()
    browser.desk.clock.advance(timedelta(minutes=1))
    asked = browser.get("/account/sessions?about=a%26b%20c&lang=fr&one=%2F%2Fevil.example")
    half = browser.send_from(asked, email=ANN, password=SECRET)
    whole = browser.send_from(half, "code", code=code(secret, browser.desk))

    assert "/account/sessions" == whole.url.path
    assert {"about": ["a&b c"], "one": ["//evil.example"], "lang": ["fr"]} == parse_qs(whole.url.query.decode())


def test_a_query_leads_nobody_elsewhere(browser: Browser) -> None:
    """Attack: too long, with lines of headers, with a way of its own, or none: a stranger is led to the login, and on to a path of ours."""
    for query in ("x" * 600, "a=%0d%0aSet-Cookie:x", "next=//evil.example", "%", "&&=", "a=\u00e9"):
        answer = browser.client.get(f"/account/sessions?{query}", follow_redirects=False)
        target = urlsplit(answer.headers["location"])
        [led] = parse_qs(target.query).get("next", [""])

        assert (303, "", "/account/login") == (answer.status_code, target.netloc, target.path)
        assert "/account/sessions" == led.partition("?")[0]
        assert "set-cookie" not in answer.headers


@pytest.mark.parametrize(
    "headers", [{"sec-fetch-site": "cross-site"}, {"sec-fetch-site": "same-site"}, {"origin": "https://evil.example"}]
)
@pytest.mark.parametrize("address", ["/account/login", "/account/register", "/account/recover", "/logout"])
def test_a_form_of_another_site_does_nothing(browser: Browser, address: str, headers: dict[str, str]) -> None:
    """Not even with a token that somebody took from a page of theirs."""
    token = forms(browser.get("/account/login").text)[0].hidden["token"]
    answer = browser.client.post(address, data={"token": token, "email": ANN}, headers=headers)

    assert 403 == answer.status_code
    assert [] == browser.desk.letters


def test_waiting_is_told_with_how_long(browser: Browser) -> None:
    """After five failures the answer is 429 with the seconds, whether there is an account or not."""
    asked = browser.get("/account/login")
    for _ in range(5):
        browser.send_from(asked, email="nobody@example.org", password="wrong")
    answer = browser.send_from(asked, email="nobody@example.org", password="wrong")

    assert (429, "1") == (answer.status_code, answer.headers["retry-after"])
