"""The applications of examples/: moved onto the vault they answer as before, and what they hold is under the charter."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from difflib import unified_diff
from pathlib import Path
from typing import Any

import pytest
from tests.conftest import CHEAP_KDF, PASSPHRASE

from etanche.charter import Severity, read
from etanche.clock import SystemClock
from etanche.instance import Instance

DESK = Path(__file__).parents[2] / "examples/desk"
TALK = Path(__file__).parent / "talk.py"
MOST_LINES = 40

pytestmark = pytest.mark.slow


@pytest.fixture
def vaulted(tmp_path: Path) -> Path:
    """Return the folder of an instance of the desk's charter, its passphrase beside it."""
    folder = tmp_path / "vault"
    Instance.create(
        folder, charter=DESK / "charter.yaml", passphrase=PASSPHRASE, clock=SystemClock(), kdf=CHEAP_KDF
    ).close()
    secret = tmp_path / "passphrase"
    secret.write_bytes(PASSPHRASE)
    secret.chmod(0o600)
    return folder


def talk(app: str, data: Path, *words: str) -> list[Any]:
    """Return what an application answers, run on some data in a process of its own."""
    more = {"DESK_DATA": str(data), "DESK_PASSPHRASE_FILE": str(data.parent / "passphrase"), "DESK_SECRET": "of-a-test"}
    ran = subprocess.run(
        [sys.executable, str(TALK), str(DESK / app / "desk.py"), *words],
        env={**os.environ, **more},
        capture_output=True,
        text=True,
        check=False,
    )
    assert 0 == ran.returncode, ran.stderr
    answers: list[Any] = json.loads(ran.stdout)
    return answers


@pytest.mark.parametrize("framework", ["fastapi", "django"])
def test_moved_onto_the_vault_it_answers_as_before(framework: str, tmp_path: Path, vaulted: Path) -> None:
    """Adding, finding, correcting, listing, removing, and asking for what is not there: the same answers, word for word."""
    before = talk(f"{framework}_before", tmp_path / "desk.db", "to-the-end")

    assert before == talk(f"{framework}_after", vaulted, "to-the-end")


@pytest.mark.parametrize("framework", ["fastapi", "django"])
def test_what_it_holds_is_sealed_and_a_card_number_is_turned_away(framework: str, vaulted: Path) -> None:
    """No name, address, message or card number is in any file, though each was sent; the refusal is the sender's fault, not ours."""
    *_, turned_away = talk(f"{framework}_after", vaulted, "with-a-card")
    held = b"".join(file.read_bytes() for file in vaulted.rglob("*") if file.is_file())

    assert 400 <= turned_away[0] < 500
    assert [] == [word for word in (b"Jeanne", b"jeanne@", b"0612345678", b"never came", b"4111 1111") if word in held]


@pytest.mark.parametrize("framework", ["fastapi", "django"])
def test_moving_it_takes_few_lines(framework: str) -> None:
    """At most forty lines are written or rewritten; the rest only goes."""
    before, after = (
        (DESK / f"{framework}_{when}" / "desk.py").read_text().splitlines() for when in ("before", "after")
    )
    written = [line for line in unified_diff(before, after, n=0) if line.startswith("+") and not line.startswith("+++")]

    assert len([line for line in written if line.strip("+ ")]) <= MOST_LINES


def test_its_charter_is_sound() -> None:
    """Nothing in it is wrong, and nothing is warned of."""
    loaded = read((DESK / "charter.yaml").read_bytes(), file="charter.yaml")

    assert loaded.charter is not None
    assert [] == [one for one in loaded.findings if one.severity in {Severity.ERROR, Severity.WARNING}]
