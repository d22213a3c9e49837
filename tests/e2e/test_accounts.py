"""Somebody opens an account, comes in, and keeps others out, in a real browser: by hand, by keyboard, on a telephone."""

from __future__ import annotations

import re
import shutil
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pyotp
import pytest
import uvicorn
from playwright.sync_api import BrowserContext, Page
from tests.accounts.conftest import Desk
from tests.conftest import PASSPHRASE
from tests.e2e.test_accessible import TOO_WIDE, faults_of

from etanche.accounts import Text
from etanche.clock import FixedClock, SystemClock
from etanche.instance import Instance, Roles
from etanche.web import Callers, account_pages, create_app, link_page, server

OpenBrowser = Callable[..., BrowserContext]
SECRET, OTHER = "an old heron, two frogs", "another heron, three newts"


@pytest.fixture(scope="module")
def desk(template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """A server on this machine, under a name that passkeys work for; its letters are caught, its hashes are cheap."""
    folder = tmp_path_factory.mktemp("accounts") / "data"
    shutil.copytree(template, folder)
    listening = server.listen(host="127.0.0.1", port=0)
    address = listening.address.replace("127.0.0.1", "localhost")
    with Instance.open(folder, passphrase=lambda: PASSPHRASE, clock=SystemClock()) as instance:
        desk = Desk(instance, FixedClock(instance.clock.now()), site=address, page=link_page)
        callers = Callers(knows=desk.accounts)
        app = create_app(
            instance, base_url=address, callers=callers, pages=account_pages(desk.accounts, Roles(desk.instance))
        )
        running = uvicorn.Server(uvicorn.Config(app, log_config=None, lifespan="off"))
        thread = threading.Thread(target=running.run, kwargs={"sockets": [listening.socket]})
        thread.start()
        try:
            yield desk
        finally:
            running.should_exit = True
            thread.join()
            listening.socket.close()


def link(desk: Desk, text: Text) -> str:
    """Return the link of the last letter of a sort."""
    return next(note.link for note in reversed(desk.letters) if note.text is text)


def register(page: Page, desk: Desk, email: str) -> None:
    """Open an account by its pages, as its holder does."""
    page.goto(f"{desk.site}/account/register?lang=en")
    page.get_by_label("E-mail address").fill(email)
    page.get_by_label("Name").fill("Ann")
    page.get_by_label("New password").fill(SECRET)
    page.get_by_role("button", name="Open the account").click()
    page.get_by_text("We have written").wait_for()
    page.goto(link(desk, Text.CONFIRM) + "&lang=en")
    page.get_by_label("Password").fill(SECRET)
    page.get_by_role("button", name="Confirm my address").click()
    page.get_by_role("heading", name="My account").wait_for()


def log_in(page: Page, desk: Desk, email: str, password: str = SECRET) -> None:
    """Say address and password."""
    page.goto(f"{desk.site}/account/login?lang=en")
    page.get_by_label("E-mail address").fill(email)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Log in", exact=True).click()


def code(secret: str, *, later: int = 0) -> str:
    """Return the code that an application shows now, or so many steps later."""
    return pyotp.TOTP(secret).at(int(time.time()) + 30 * later)  # noqa: TID251 - the application's own clock


@pytest.mark.clause("C11")
def test_from_the_letter_to_a_session_closed_from_elsewhere(desk: Desk, open_browser: OpenBrowser) -> None:
    """Registration, letter, application of codes, login with a code, another browser with a code on paper, closed by the first."""
    page = open_browser(viewport={"width": 390, "height": 844}).new_page()
    register(page, desk, "ann@example.org")
    page.get_by_role("link", name="set up").first.click()
    page.get_by_role("button", name="Set up an application of codes").click()
    secret = page.locator("code.breakable").inner_text()
    assert page.locator("svg.qr").bounding_box()["width"] > 150  # type: ignore[index]  # it is drawn
    page.get_by_label("Six-digit code").fill(code(secret))
    page.get_by_role("button", name="Check the code").click()
    paper = page.locator(".codes code").all_inner_texts()
    assert 10 == len(paper)

    page.goto(f"{desk.site}/logout?lang=en")
    page.get_by_role("button", name="Log out").click()
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
    """A device makes one on the page of factors, and shows it at the next login: the script is ours, and asks it alone."""
    context = open_browser()
    page = context.new_page()
    device = context.new_cdp_session(page)
    device.send("WebAuthn.enable")
    options = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True}
    device.send(
        "WebAuthn.addVirtualAuthenticator",
        {"options": options | {"isUserVerified": True, "automaticPresenceSimulation": True}},
    )
    register(page, desk, "bob@example.org")
    page.goto(f"{desk.site}/account/factors?lang=en")
    page.get_by_role("button", name="Add a passkey").click()
    page.get_by_role("button", name="Make the passkey").click()
    page.get_by_text("1 passkey is set up").wait_for()

    page.goto(f"{desk.site}/logout?lang=en")
    page.get_by_role("button", name="Log out").click()
    log_in(page, desk, "bob@example.org")
    assert "/account/second-factor" in page.url
    page.get_by_role("button", name="Log in with a passkey").click()
    page.get_by_role("heading", name="My account").wait_for()


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
    register(page, desk, f"dan-{language}@example.org")
    for path in MINE:
        look(path)
    page.goto(f"{desk.site}/account/factors?lang={language}")
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
