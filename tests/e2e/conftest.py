"""A real server in a process of its own, a real browser, and a website of somebody's that is measured."""

from __future__ import annotations

import functools
import http.server
import os
import re
import signal
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, sync_playwright

from etanche.clock import SystemClock, day_of
from etanche.instance import Instance
from etanche.keyring import Kdf
from etanche.vault import Arrival

ROOT = Path(__file__).parents[2]
CHROMIUM = "/usr/bin/chromium"
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--renderer-process-limit=1",
    "--process-per-site",
]
"""The last two let pages of one browser share a process: to start one costs more than most pages; what is seen stays."""

PASSPHRASE = b"a passphrase of the browser tests"
CHEAP_KDF = Kdf(memory_kib=64, iterations=1, lanes=1)
SECONDS_TO_START = 30


def fill(instance: Instance) -> None:
    """Bring in visits of many days of half a year, by many people, and look at every promise once."""
    now = instance.clock.now()
    arrivals = [
        Arrival(
            at=now - timedelta(days=back, minutes=number),
            fields={
                "address": f"198.51.{number}.7",
                "browser": "Firefox 152",
                "system": "linux",
                "terminal": "computer",
                "page": f"/livres/{number}",
                "action": "view",
            },
            who=f"visitor {number % 5}",
        )
        for back in range(0, 170, 2)
        for number in range(1, 4 + (back * 7) % 11)
    ]
    instance.vault.door("site-logs", actor="test").put_many("visit", arrivals)
    instance.journal.receipt(by="test")
    instance.prove()


@pytest.fixture(scope="package")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of an instance with half a year of visits, its passphrase in a file beside it."""
    room = tmp_path_factory.mktemp("site")
    secret = room / "passphrase"
    secret.write_bytes(PASSPHRASE)
    secret.chmod(0o600)
    charter = ROOT / "charters/bookshop.yaml"
    with Instance.create(
        room / "data", charter=charter, passphrase=PASSPHRASE, clock=SystemClock(), kdf=CHEAP_KDF
    ) as made:
        fill(made)
    return room / "data"


@pytest.fixture(scope="package")
def site(folder: Path) -> Iterator[str]:
    """The address of `etanche serve`, started as people start it."""
    with started(folder) as served:
        try:
            yield told(served)
        finally:
            served.send_signal(signal.SIGINT)
            served.communicate(timeout=SECONDS_TO_START)


@pytest.fixture
def serving(tmp_path: Path) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """A server of one's own, on an empty instance, and its address."""
    secret = tmp_path / "passphrase"
    secret.write_bytes(PASSPHRASE)
    secret.chmod(0o600)
    charter = ROOT / "charters/bookshop.yaml"
    Instance.create(
        tmp_path / "data", charter=charter, passphrase=PASSPHRASE, clock=SystemClock(), kdf=CHEAP_KDF
    ).close()
    with started(tmp_path / "data") as served:
        try:
            yield served, told(served)
        finally:
            served.kill()


def started(folder: Path) -> subprocess.Popen[str]:
    """Start `etanche serve` on a free port."""
    environment = os.environ | {
        "ETANCHE_DATA": str(folder),
        "ETANCHE_PASSPHRASE_FILE": str(folder.parent / "passphrase"),
        "LC_ALL": "C.UTF-8",
        "PYTHONUNBUFFERED": "1",
    }
    command = [str(Path(sys.executable).with_name("etanche")), "serve", "--port", "0"]
    return subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


@pytest.fixture
def records(folder: Path) -> Callable[[], int]:
    """Count the visits in the data file, behind the server's back; canaries apart."""

    def count() -> int:
        with sqlite3.connect(f"file:{folder / 'data.sqlite'}?mode=ro", uri=True) as connection:
            return int(connection.execute("SELECT count(*) FROM records WHERE canary = 0").fetchone()[0])

    return count


@pytest.fixture
def visits(folder: Path) -> Callable[[str], list[Mapping[str, str]]]:
    """Open, beside the running server, the visits of today to pages under one path."""

    def under(path: str) -> list[Mapping[str, str]]:
        with Instance.open(folder, passphrase=lambda: PASSPHRASE, clock=SystemClock()) as beside:
            today = day_of(beside.clock.now(), beside.plan.zone)
            session = beside.vault.acting("web-analyst", purpose="audience", actor="test")
            found = [record.fields for record in session.read("visit", [today])]
        return [row for row in found if row.get("page", "").startswith(path)]

    return under


def told(served: subprocess.Popen[str]) -> str:
    """Return the address that the server says it answers at."""
    assert served.stdout is not None
    for line in served.stdout:
        for word in line.split():
            if word.startswith("http://127.0.0.1:"):
                return word.rstrip("/;,.")
    raise AssertionError("the server did not start")


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """Debian's Chromium, without a window."""
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield started
        started.close()


@pytest.fixture
def open_browser(browser: Browser) -> Iterator[Callable[..., BrowserContext]]:
    """Open browsers that were never here before; what any page complains about fails the test."""
    opened: list[BrowserContext] = []
    complaints: list[str] = []

    def make(**options: object) -> BrowserContext:
        opened.append(new_context(browser, complaints, **options))
        return opened[-1]

    yield make
    for context in opened:
        context.close()
    assert complaints == []


AS_IT_CAME = {"media": "screen", "color_scheme": "light", "forced_colors": "none", "reduced_motion": "no-preference"}
LOOK = """async unfolded => {
  for (const fold of document.querySelectorAll('details')) {
    fold.dataset.came ??= fold.open ? 'open' : 'folded';
    fold.open = unfolded || fold.dataset.came === 'open';
  }
  scrollTo(0, 0);
  await Promise.allSettled(document.getAnimations().map(it => it.finished));
}"""
"""Fold what came folded, or unfold everything, and wait until a change of colours is over."""


@dataclass(kw_only=True)
class Shelf:
    """Pages that are kept open, one for each address, the browser they are in, and what was complained of in them."""

    context: BrowserContext
    complaints: list[str]
    pages: dict[str, Page] = field(default_factory=dict)


@pytest.fixture(scope="package")
def shelf(browser: Browser) -> Shelf:
    """The pages that tests lend each other, in a browser that can be touched as well."""
    complaints: list[str] = []
    return Shelf(context=new_context(browser, complaints, has_touch=True), complaints=complaints)


@pytest.fixture
def reading(shelf: Shelf) -> Iterator[Callable[..., Page]]:
    """
    Lend a page to somebody who only reads; what any page complains about fails the test.

    It is loaded when it is first asked for. Whoever comes later gets it as wide, in such a light and as folded as they
    say, scrolled to its top; where the focus and the fragment are is the one thing that remains of those before.
    """

    def lend(url: str, *, width: int = 1280, unfolded: bool = False, **media: str) -> Page:
        if url not in shelf.pages:
            page = shelf.pages[url] = shelf.context.new_page()
            page.goto(url)
        page = shelf.pages[url]
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(**(AS_IT_CAME | media))  # type: ignore[arg-type]  # Playwright's own literals
        page.evaluate(LOOK, unfolded)
        return page

    yield lend
    complaints, shelf.complaints[:] = shelf.complaints[:], []
    assert complaints == []


def new_context(browser: Browser, complaints: list[str], **options: object) -> BrowserContext:
    """Open a browser that was never here before, and note what its pages complain about."""

    def listen(page: Page) -> None:
        def heard(message: ConsoleMessage) -> None:
            if message.type in {"error", "warning"} and not re.search("40[34]", message.text):
                complaints.append(f"{page.url}: {message.text}")

        page.on("console", heard)
        page.on("pageerror", lambda error: complaints.append(f"{page.url}: {error}"))

    context = browser.new_context(**({"locale": "fr-FR", "viewport": {"width": 1280, "height": 900}} | options))  # type: ignore[arg-type]  # Playwright's own typed dictionaries
    context.on("page", listen)
    return context


@pytest.fixture
def measured(tmp_path: Path) -> Iterator[Callable[[str], str]]:
    """Put a page on a website of somebody's, on this machine, and return its address."""
    handler = functools.partial(_Quiet, directory=str(tmp_path))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()

        def put(body: str) -> str:
            (tmp_path / "page.html").write_text(
                f'<!doctype html><html lang="fr"><title>Boutique</title><link rel="icon" href="data:,">{body}',
                encoding="utf-8",
            )
            return f"http://127.0.0.1:{server.server_port}/page.html"

        yield put
        server.shutdown()


class _Quiet(http.server.SimpleHTTPRequestHandler):
    """Serves files and tells nobody."""

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # the name of the standard library
        """Say nothing."""
