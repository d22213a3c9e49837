"""Running the command line inside the test's own process, as a person would type it."""

from __future__ import annotations

import shlex
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from tests.conftest import BOOKSHOP, CHEAP_KDF, PASSPHRASE

from etanche.cli.app import app
from etanche.cli.terminal import guarded
from etanche.clock import SystemClock
from etanche.instance import Instance
from etanche.proof import DrillResult


@dataclass(frozen=True, kw_only=True)
class Said:
    """What a command printed and how it ended."""

    code: int
    out: str
    err: str


Run = Callable[[str], Said]

drill = Instance.drill


def drill_one_kind(instance: Instance, *, only: str | None = None) -> Iterator[DrillResult]:
    """Drill one kind of promise where all are asked for; tests/attacks drills them all, one test for each."""
    return drill(instance, only=only or "hosting")


@pytest.fixture
def room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder to type commands in, with the sample charter, a passphrase file, and an English terminal."""
    (tmp_path / "charter.yaml").write_bytes(BOOKSHOP.read_bytes())
    secret = tmp_path / "secret"
    secret.touch(mode=0o600)
    secret.write_bytes(PASSPHRASE + b"\n")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LANG", "en_IE.UTF-8")
    monkeypatch.setenv("COLUMNS", "200")
    for name in ("LC_ALL", "LC_MESSAGES", "ETANCHE_DATA", "ETANCHE_PASSPHRASE_FILE"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path


@pytest.fixture
def run(room: Path, capfd: pytest.CaptureFixture[str]) -> Run:
    """Type a command and see what it says."""

    def typed(line: str) -> Said:
        capfd.readouterr()
        try:
            code = guarded(lambda: app(shlex.split(line), prog_name="etanche"))
        except SystemExit as left:
            code = left.code if isinstance(left.code, int) else 0
        text = capfd.readouterr()
        return Said(code=code, out=text.out, err=text.err)

    return typed


@pytest.fixture(scope="session")
def initialised(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of an instance as `init` makes it, but for its cheap root: a command line does not wait for Argon2id."""
    folder = tmp_path_factory.mktemp("initialised") / "data"
    Instance.create(folder, charter=BOOKSHOP, passphrase=PASSPHRASE, clock=SystemClock(), kdf=CHEAP_KDF).close()
    return folder


@pytest.fixture
def made(run: Run, room: Path, initialised: Path) -> Run:
    """A command line in a folder where an instance was made."""
    shutil.copytree(initialised, room / "etanche-data")
    return run


@pytest.fixture
def stood_by(room: Path) -> Path:
    """A charter with a warning that is justified, one that is not, and no error."""
    text = (room / "charter.yaml").read_text(encoding="utf-8")
    path = room / "stood-by.yaml"
    reason = """justified:
  CK-04:
    at: [purposes.audience.keep]
    why: {fr: La saison, en: The season}
    by: founder
    on: 2025-11-02
    review: 2026-11-02
"""
    text = text.replace("180 days after", "26 months after").replace("    balance:", "    # balance:")
    text = text.replace("# Which clause of an older text is kept by which promise.\n", reason)
    path.write_text(text, encoding="utf-8")
    return path
