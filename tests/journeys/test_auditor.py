"""An auditor who trusts nobody: a planted record is found again in the counts, and every example of their page runs."""

from __future__ import annotations

import json
import re
import shlex
import subprocess
import sys
import zipfile
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from starlette.testclient import TestClient
from tests.conftest import PASSPHRASE, ROOT, MakeInstance
from typer.testing import CliRunner

from etanche.cli.app import app
from etanche.clock import SystemClock
from etanche.instance import Instance
from etanche.web import create_app

PAGE = (ROOT / "docs/auditing.md").read_text(encoding="utf-8")
SHELL = re.findall(r"^```sh\n(.*?)^```", PAGE, flags=re.MULTILINE | re.DOTALL)
(SCRIPT,) = re.findall(r"^```python\n(.*?)^```", PAGE, flags=re.MULTILINE | re.DOTALL)


@pytest.fixture
def house(tmp_path: Path, template: Path, make_instance: MakeInstance, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of an instance and its passphrase, in a folder where the auditor and the organisation type."""
    make_instance(tmp_path / "etanche-data", at=SystemClock()).close()
    (tmp_path / "secret").write_bytes(PASSPHRASE)
    (tmp_path / "secret").chmod(0o600)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("ETANCHE_PASSPHRASE_FILE", "secret")
    monkeypatch.setenv("LANG", "C.UTF-8")
    return tmp_path / "etanche-data"


def typed(line: str) -> None:
    """Type a command of ours, its output into a file where the line says so."""
    words = shlex.split(line)
    target = words.index(">") if ">" in words else len(words)
    done = CliRunner().invoke(app, words[1:target])
    # `prove` says by 1 that not all is kept: the sample makes promises that are only said.
    assert done.exit_code in ({0, 1} if words[1] == "prove" else {0}), (line, done.output)
    if target < len(words):
        Path(words[target + 1]).write_text(done.stdout, encoding="utf-8")


def fetched(line: str, house: Path) -> None:
    """Send what curl would send, to the pages of the house."""
    words = shlex.split(line)
    url = next(word for word in words if word.startswith("https://"))
    agent = words[words.index("-A") + 1] if "-A" in words else "curl/8"
    where = urlsplit(url)
    with (
        Instance.open(house, passphrase=lambda: PASSPHRASE, clock=SystemClock()) as instance,
        TestClient(create_app(instance), base_url="https://privacy.example.org") as browser,
    ):
        answer = browser.get(
            f"{where.path}?{where.query}" if where.query else where.path, headers={"user-agent": agent}
        )
    assert answer.status_code == 200, line
    target = words[words.index("-o") + 1]
    if target != "/dev/null":
        Path(target).write_bytes(answer.content)


def counts(file: str) -> int:
    """Return how many visits a bundle counts."""
    with zipfile.ZipFile(file) as bundle:
        return sum(json.loads(bundle.read("counts.json"))["days"]["visit"].values())


@pytest.mark.clause("P16")
def test_an_auditor_finds_their_own_record_again(house: Path) -> None:
    """All of docs/auditing.md, from the first line to the last: one visit planted is one visit more, and everything agrees."""
    for block in SHELL:
        for line in block.splitlines():
            if line.startswith("etanche "):
                typed(line)
            elif line.startswith("curl "):
                fetched(line, house)
            else:
                subprocess.run(["sh", "-c", line], check=True, capture_output=True)
    Path("look.py").write_text(SCRIPT, encoding="utf-8")
    looked = subprocess.run(
        [sys.executable, "look.py", "after.zip", "key.pem"], capture_output=True, text=True, check=True
    )

    assert counts("before.zip") + 1 == counts("after.zip")
    assert "4711 after" in looked.stdout
