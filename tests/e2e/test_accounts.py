"""Somebody opens an account, comes in, and keeps others out, in a real browser: by hand, by keyboard, on a telephone."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.accounts.conftest import Desk
from tests.e2e.living import (
    SECRET,
    OpenBrowser,
    code,
    link,
    living,
    log_in,
    log_out,
    register,
    say_password,
    with_device,
)
from tests.e2e.test_accessible import TOO_WIDE, faults_of

from etanche.accounts import Text


@pytest.fixture(scope="module")
def desk(template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """An instance of one organisation, served."""
    folder = tmp_path_factory.mktemp("accounts") / "data"
    shutil.copytree(template, folder)
    with living(folder) as served:
        yield served


@pytest.mark.clause("C11")
def test_from_the_letter_to_a_session_closed_from_elsewhere(desk: Desk, open_browser: OpenBrowser) -> None:
    """Registration, letter, application of codes, login with a code, another browser with a code on paper, closed by the first."""
    page = open_browser(viewport={"width": 390, "height": 844}).new_page()
    register(page, desk, "ann@example.org")
    page.get_by_role("link", name="set up").first.click()
    say_password(page, "offer-codes")
    page.get_by_role("button", name="Set up an application of codes").click()
    secret = page.locator("code.breakable").inner_text()
    assert page.locator("svg.qr").bounding_box()["width"] > 150  # type: ignore[index]  # it is drawn
    page.get_by_label("Six-digit code").fill(code(secret))
    page.get_by_role("button", name="Check the code").click()
    paper = page.locator(".codes code").all_inner_texts()
    assert 10 == len(paper)

    log_out(page, desk)
    log_in(page, desk, "ann@example.org")
    page.get_by_label("Six-digit code").fill(code(secret, later=1))
    page.get_by_role("button", name="Log in with this code").click()
    page.get_by_role("heading", name="My account").wait_for()

    other = open_browser().new_page()
    log_in(other, desk, "ann@example.org")
    other.get_by_label("Code on paper").fill(paper[0])
    other.get_by_role("button", name="Log in with a code on paper").click()
    other.get_by_role("heading", name="My account").wait_for()

    page.goto(f"{desk.site}/account/sessions?lang=en")
    page.get_by_role("button", name=re.compile("^Close: ")).click()
    page.get_by_text("1 session is closed").wait_for()
    other.goto(f"{desk.site}/account?lang=en")
    assert "/account/login" in other.url


@pytest.mark.clause("C11")
def test_a_passkey_lets_in(desk: Desk, open_browser: OpenBrowser) -> None:
    """A device makes one on the page of factors, and shows it at the next login: after the password, and then without one."""
    page = open_browser().new_page()
    with_device(page)
    register(page, desk, "bob@example.org")
    page.goto(f"{desk.site}/account/factors?lang=en")
    say_password(page, "ask-passkey")
    page.get_by_role("button", name="Add a passkey").click()
    page.get_by_role("button", name="Make the passkey").click()
    page.get_by_text("1 passkey is set up").wait_for()

    log_out(page, desk)
    log_in(page, desk, "bob@example.org")
    assert "/account/second-factor" in page.url
    page.get_by_role("button", name="Log in with a passkey").click()
    page.get_by_role("heading", name="My account").wait_for()

    log_out(page, desk)
    page.goto(f"{desk.site}/account/sessions?lang=en")
    page.get_by_role("button", name="Log in with a passkey").click()
    page.get_by_role("heading", name="Where your account is open").wait_for()


def test_the_keyboard_alone_opens_an_account(desk: Desk, open_browser: OpenBrowser) -> None:
    """From the top of the page that the letter leads to, in another browser than it was asked for in: the address cannot be changed, name and password are typed."""
    desk.ask("fay@example.org")
    page = open_browser(viewport={"width": 320, "height": 700}, color_scheme="dark").new_page()
    page.goto(f"{link(desk, Text.OPEN)}&lang=en")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert "policy of accounts" in page.locator(":focus").inner_text()
    for typed in ("eve@example.org", "Fay", SECRET):
        page.keyboard.press("Tab")
        page.keyboard.type(typed)
    with page.expect_navigation():
        page.keyboard.press("Enter")

    assert page.get_by_role("heading", name="My account").is_visible()
    assert "fay@example.org" in page.locator("main").inner_text()


def test_the_keyboard_alone_logs_in(desk: Desk, open_browser: OpenBrowser) -> None:
    """From the top of the page: past the menu, address, password, Enter; and what is wrong is read out."""
    page = open_browser().new_page()
    register(page, desk, "carol@example.org")
    page.context.clear_cookies()
    page.goto(f"{desk.site}/account/login?lang=en")
    for password in ("wrong wrong wrong", SECRET):
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        page.keyboard.press("Tab")
        page.keyboard.press("Control+A")
        page.keyboard.type("carol@example.org")
        page.keyboard.press("Tab")
        page.keyboard.type(password)
        with page.expect_navigation():
            page.keyboard.press("Enter")
        if password != SECRET:
            assert "did not let you in" in page.get_by_role("alert").inner_text()

    assert page.url.startswith(f"{desk.site}/account?")


STRANGERS = ["login", "register", "recover", "recover?link=x", "register?link=x", "email?link=x"]
MINE = ["", "sessions", "factors", "password", "email"]


@pytest.mark.parametrize(("language", "scheme", "width"), [("en", "light", 1280), ("fr", "dark", 390)])
def test_no_page_of_an_account_has_a_fault(
    desk: Desk, open_browser: OpenBrowser, language: str, scheme: str, width: int
) -> None:
    """Nothing that axe can find is wrong, and nothing is wider than the narrowest screen."""
    page = open_browser(color_scheme=scheme, viewport={"width": width, "height": 900}).new_page()
    faults = {}

    def look(path: str) -> None:
        sign = "&" if "?" in path else "?"
        page.goto(f"{desk.site}/account/{path}{sign}lang={language}".replace("/account/?", "/account?"))
        check(path)

    def check(name: str) -> None:
        found = faults_of(page)
        page.set_viewport_size({"width": 320, "height": 900})
        if page.evaluate(TOO_WIDE) > 0:
            found = [*found, "too wide"]
        page.set_viewport_size({"width": width, "height": 900})
        if found:
            faults[name] = found

    for path in STRANGERS:
        look(path)
    desk.ask(f"eva-{language}@example.org")
    page.goto(f"{link(desk, Text.OPEN)}&lang={language}")
    check("open")
    register(page, desk, f"dan-{language}@example.org")
    for path in MINE:
        look(path)
    page.goto(f"{desk.site}/account/factors?lang={language}")
    say_password(page, "offer-codes")
    page.locator("form", has=page.locator("[value=offer-codes]")).locator("button").click()
    check("offer")
    secret = page.locator("code.breakable").inner_text()
    page.locator("input.code").fill(code(secret))
    page.locator("form", has=page.locator("[value=confirm-codes]")).locator("button").click()
    check("codes on paper")
    page.context.clear_cookies()
    log_in(page, desk, f"dan-{language}@example.org")
    page.goto(f"{desk.site}/account/second-factor?lang={language}")
    check("second factor")

    assert {} == faults
