"""
Takes the pictures of the README, with Debian's Chromium, from the real pages of a real instance. Run by hand:

    .venv/bin/python docs/screenshots.py [--data ./etanche-data]

Without `--data` it makes an instance as `etanche demo` does, in a throw-away folder, and serves it the same way.
The pictures show what a visitor sees first: one screen, not the whole page, so that they stay small.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal

from playwright.sync_api import Browser, sync_playwright

HERE = Path(__file__).parent
PICTURES = HERE / "screenshots"
MOST_BYTES = 150_000
COMMAND = str(Path(sys.executable).with_name("etanche"))
CHROMIUM = "/usr/bin/chromium"
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--hide-scrollbars",
]

Scheme = Literal["light", "dark"]
WIDE, PHONE = (1280, 860), (390, 844)
TALL = (1280, 1060)
"""High enough for the whole plot."""

SHOTS: tuple[tuple[str, str, tuple[int, int], Scheme], ...] = (
    ("home", "/?lang=en", TALL, "light"),
    ("privacy", "/privacy?lang=en", WIDE, "light"),
    ("proof", "/proof?lang=en", WIDE, "light"),
    ("proof-dark", "/proof?lang=fr", WIDE, "dark"),
    ("privacy-phone", "/privacy?lang=fr", PHONE, "light"),
    ("opt-out", "/opt-out?lang=en", WIDE, "light"),
)


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """Serve an instance, and yield its address."""
    environment = os.environ | {"ETANCHE_DATA": str(folder), "LC_ALL": "C.UTF-8", "PYTHONUNBUFFERED": "1"}
    subprocess.run([COMMAND, "demo", "--exit"], env=environment, check=True, stdout=subprocess.DEVNULL)
    secret = ["--passphrase-file", str(folder / "passphrase")]
    with subprocess.Popen(
        [COMMAND, *secret, "serve", "--port", "0"], env=environment, stdout=subprocess.PIPE, text=True
    ) as server:
        try:
            yield next(
                word.rstrip("/;,.")
                for line in server.stdout or ()
                for word in line.split()
                if word.startswith("http://127.0.0.1:")
            )
        finally:
            server.send_signal(signal.SIGINT)
            server.communicate()


def take(browser: Browser, url: str) -> Iterator[Path]:
    """Take every picture; yield each file."""
    for name, page, (width, height), scheme in SHOTS:
        context = browser.new_context(viewport={"width": width, "height": height}, color_scheme=scheme)
        shown = context.new_page()
        shown.goto(url + page)
        path = PICTURES / f"{name}.png"
        shown.screenshot(path=path)
        context.close()
        yield path


def main() -> int:
    """Take the pictures and tell their sizes; exit 1 if one is too heavy for the repository."""
    PICTURES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as room, sync_playwright() as playwright:
        folder = Path(sys.argv[2]) if sys.argv[1:2] == ["--data"] else Path(room) / "data"
        with served(folder) as url:
            browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
            sizes = {path: path.stat().st_size for path in take(browser, url)}
            browser.close()
    for path, size in sizes.items():
        print(f"{size:>8,} {path.relative_to(HERE)}")
    return int(any(size > MOST_BYTES for size in sizes.values()))


if __name__ == "__main__":
    sys.exit(main())
