"""Running the command line inside the test's own process, as a person would type it."""

from __future__ import annotations

import shlex
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from tests.conftest import BOOKSHOP, PASSPHRASE

from etanche.cli.app import app
from etanche.cli.terminal import guarded


@dataclass(frozen=True, kw_only=True)
class Said:
    """What a command printed and how it ended."""

    code: int
    out: str
    err: str


Run = Callable[[str], Said]


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
