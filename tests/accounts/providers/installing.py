"""
The certified provider, from the registry of npm: fetched once for each lock file, and what went wrong said in one sentence; and a charter that names it.
"""

from __future__ import annotations

import fcntl
import hashlib
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from tests.conftest import BOOKSHOP

HERE = Path(__file__).parent
TOOLS = Path(sys.executable).parent
LOCK = HERE / "package-lock.json"
MODULES = HERE / "node_modules"
DONE = MODULES / ".installed"
"""Written last, with the digest of the lock file: neither half an installation nor one of another lock is taken for whole."""

LONGEST = 300
NPM = ("ci", "--ignore-scripts", "--prefer-offline", "--fetch-retries=3", "--fetch-timeout=60000")

CHARTER = """
hosts:
  sign-in:
    address: 127.0.0.1
    ports: [PORT]
    called-by: server
    when: {fr: "Quand vous vous connectez par lui", en: "When you come in by it"}

providers:
  certified:
    name: Certified
    host: sign-in
    scopes:
      address: {asks: email, title: {fr: "Votre adresse", en: "Your address"}, for: [welcome]}
      calendar: {asks: calendar, title: {fr: "Agenda", en: "Calendar"}, for: [plan]}
"""
FEATURES = """
features:
  welcome: {title: {fr: accueil, en: welcome}}
  plan: {title: {fr: planning, en: planning}}
"""


@dataclass(frozen=True)
class Certified:
    """The provider, running."""

    issuer: str
    certificate: Path

    @property
    def port(self) -> int:
        """The port it answers at."""
        return urlsplit(self.issuer).port or 0


def install() -> None:
    """Install the provider if this lock file was not installed yet; of several processes one does, and the others find it."""
    wanted = hashlib.sha256(LOCK.read_bytes()).hexdigest()
    with LOCK.open("rb") as one_at_a_time:
        fcntl.flock(one_at_a_time, fcntl.LOCK_EX)
        if DONE.exists() and DONE.read_text() == wanted:
            return
        shutil.rmtree(MODULES, ignore_errors=True)
        try:
            subprocess.run([TOOLS / "npm", *NPM], cwd=HERE, check=True, capture_output=True, text=True, timeout=LONGEST)
        except (OSError, subprocess.SubprocessError) as error:
            told = str(getattr(error, "stderr", None) or error).strip()[-2000:]
            pytest.fail(
                f"`oidc-provider` could not be fetched from the registry of npm; these tests need it once, then no more:\n{told}",
                pytrace=False,
            )
        DONE.write_text(wanted)


def charter_with(certified: Certified) -> str:
    """Return the charter of the bookshop with the provider in it."""
    said = CHARTER.replace("PORT", str(certified.port))
    text = BOOKSHOP.read_text(encoding="utf-8")
    return text.replace("\ncarries:", f"{said}\ncarries:").replace("\ncategories:", f"{FEATURES}\ncategories:")


@contextmanager
def provider(certificate: Path, folder: Path, *backs: str) -> Iterator[Certified]:
    """
    Run the provider until the end of the block; `backs` are the addresses that it sends people back to.

    It ends when what it reads from ends: at the end of the block, and when whoever runs it is killed. A signal would reach the script
    that starts it, and not itself.
    """
    install()
    complaints = folder / "stderr"
    with (
        complaints.open("wb") as told,
        subprocess.Popen(
            [TOOLS / "node", "provider.mjs", certificate, *backs],
            cwd=HERE,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=told,
            text=True,
        ) as process,
    ):
        assert process.stdin is not None
        assert process.stdout is not None
        issuer = process.stdout.readline().strip()
        try:
            if not issuer.startswith("https://"):
                pytest.fail(f"the provider did not start:\n{complaints.read_text()[-2000:]}", pytrace=False)
            yield Certified(issuer, certificate)
        finally:
            process.stdin.close()
