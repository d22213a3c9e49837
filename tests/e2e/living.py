"""A server on this machine whose letters are caught, under a name that passkeys work for; and what people do in front of it."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pyotp
import uvicorn
from playwright.sync_api import BrowserContext, Page
from tests.accounts.conftest import Desk
from tests.conftest import PASSPHRASE

from etanche.accounts import Text
from etanche.clock import Clock, FixedClock, SystemClock
from etanche.instance import Instance, Roles
from etanche.web import Callers, create_app, link_page, pages_of, server

OpenBrowser = Callable[..., BrowserContext]
SECRET = "an old heron, two frogs"
PHONE = {"width": 390, "height": 844}


def place() -> server.Listening:
    """Take a place to serve at, under a name that passkeys work for."""
    taken = server.listen(host="127.0.0.1", port=0)
    return taken._replace(address=taken.address.replace("127.0.0.1", "localhost"))


@contextmanager
def living(folder: Path, listening: server.Listening | None = None, clock: Clock | None = None) -> Iterator[Desk]:
    """Serve every page of an instance until the end of the block, with the service of accounts behind it; its hashes are cheap."""
    listening = listening or place()
    address = listening.address
    with (
        listening.socket,
        Instance.open(folder, passphrase=lambda: PASSPHRASE, clock=clock or SystemClock()) as instance,
    ):
        desk = Desk(instance, FixedClock(instance.clock.now()), site=address, page=link_page)
        served = instance.roster.name_of(instance.organisation_id)
        callers = Callers(knows=desk.accounts, members=Roles(instance), served=served)
        pages = pages_of(instance, desk.accounts, address=address)
        app = create_app(instance, base_url=address, callers=callers, pages=pages, houses=instance.organisation)
        running = uvicorn.Server(uvicorn.Config(app, log_config=None, lifespan="off"))
        thread = threading.Thread(target=running.run, kwargs={"sockets": [listening.socket]})
        thread.start()
        try:
            yield desk
        finally:
            running.should_exit = True
            thread.join()


def link(desk: Desk, text: Text) -> str:
    """Return the link of the last letter of a sort."""
    return next(note.link for note in reversed(desk.letters) if note.text is text)


def register(page: Page, desk: Desk, email: str) -> None:
    """Open an account by its pages, as its holder does."""
    page.goto(f"{desk.site}/account/register?lang=en")
    page.get_by_label("E-mail address").fill(email)
    page.get_by_role("button", name="Write to this address").click()
    page.get_by_role("heading", name=re.compile("The letter waits|We have written")).wait_for()
    page.goto(link(desk, Text.OPEN) + "&lang=en")
    page.get_by_label("Name").fill("Ann")
    page.get_by_label("New password").fill(SECRET)
    page.get_by_role("button", name="Open the account").click()
    page.get_by_role("heading", name="My account").wait_for()


def log_in(page: Page, desk: Desk, email: str, password: str = SECRET) -> None:
    """Say address and password."""
    page.goto(f"{desk.site}/account/login?lang=en")
    page.get_by_label("E-mail address").fill(email)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Log in", exact=True).click()


def log_out(page: Page, desk: Desk) -> None:
    """Log out by the page that asks."""
    page.goto(f"{desk.site}/logout?lang=en")
    page.get_by_role("button", name="Log out").click()


def code(secret: str, *, later: int = 0) -> str:
    """Return the code that an application shows now, or so many steps later."""
    return pyotp.TOTP(secret).at(int(time.time()) + 30 * later)  # noqa: TID251 - the application's own clock


def set_up_codes(page: Page, desk: Desk) -> str:
    """Set an application of codes up; return its secret."""
    page.goto(f"{desk.site}/account/factors?lang=en")
    say_password(page, "offer-codes")
    page.get_by_role("button", name="Set up an application of codes").click()
    secret = page.locator("code.breakable").inner_text()
    page.get_by_label("Six-digit code").fill(code(secret))
    page.get_by_role("button", name="Check the code").click()
    page.locator(".codes code").first.wait_for()
    return secret


def say_password(page: Page, act: str) -> None:
    """Say the password once more, in the form of a page that does something."""
    page.locator("form", has=page.locator(f"[value={act}]")).locator("input[type=password]").fill(SECRET)


def with_device(page: Page) -> None:
    """Give a browser a device that keeps passkeys, and says that its holder is there."""
    device = page.context.new_cdp_session(page)
    device.send("WebAuthn.enable")
    options = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True}
    device.send(
        "WebAuthn.addVirtualAuthenticator",
        {"options": options | {"isUserVerified": True, "automaticPresenceSimulation": True}},
    )
