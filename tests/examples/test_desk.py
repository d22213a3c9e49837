"""The applications of examples/: moved onto the vault they answer as before, and what they hold is under the charter."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from tests.conftest import CHEAP_KDF, PASSPHRASE

from etanche.charter import Severity, read
from etanche.clock import SystemClock, day_of
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
def test_what_does_not_fit_is_refused_by_the_name_of_its_field(framework: str, vaulted: Path) -> None:
    """No customer is taken in without the address they were sent with, and a correction that does not fit changes nothing; each is told the field."""
    *_, added, corrected, left = talk(f"{framework}_after", vaulted, "what-does-not-fit")

    assert [422, {"detail": "the record was not taken in: unfit-value in `email`"}] == added
    assert [422, {"detail": "the correction was not taken: unfit-value in `phone`"}] == corrected
    assert "0700000000" == left[1]["phone"]


@pytest.mark.parametrize("framework", ["fastapi", "django"])
def test_it_goes_on_while_another_charter_comes_into_force(framework: str, vaulted: Path, tmp_path: Path) -> None:
    """A charter applied from another terminal stops nothing: the very next question is answered under it, without a restart."""
    today = day_of(SystemClock().now(), "Europe/Paris")
    charter = tmp_path / "newer.yaml"
    versions = f"versions:\n  {today}: {{comment: {{fr: Suivante, en: Next}}}}\n"
    charter.write_text((DESK / "charter.yaml").read_text("utf-8").replace("versions:\n", versions), "utf-8")
    opened = ["--data", str(vaulted), "--passphrase-file", str(vaulted.parent / "passphrase")]
    applied = [*opened, "apply", str(charter), "--actor", "Ann", "--yes"]
    answers = talk(f"{framework}_after", vaulted, "under-another-charter", *applied)

    assert [200, 201, 200, 204] == [status for status, _ in answers]
    with Instance.open(vaulted, passphrase=lambda: PASSPHRASE, clock=SystemClock()) as instance:
        assert today in instance.charter.versions


@pytest.mark.parametrize("framework", ["fastapi", "django"])
def test_moving_it_takes_few_lines(framework: str) -> None:
    """At most forty lines are added or changed, blank ones included, as `git diff --numstat` counts what is added; the rest only goes."""
    files = [DESK / f"{framework}_{when}" / "desk.py" for when in ("before", "after")]
    counted = subprocess.run(
        ["git", "diff", "--no-index", "--numstat", *files], capture_output=True, text=True, check=False
    )
    added = int(counted.stdout.split()[0])

    assert 0 < added <= MOST_LINES


def test_its_charter_is_sound() -> None:
    """Nothing in it is wrong, and nothing is warned of."""
    loaded = read((DESK / "charter.yaml").read_bytes(), file="charter.yaml")

    assert loaded.charter is not None
    assert [] == [one for one in loaded.findings if one.severity in {Severity.ERROR, Severity.WARNING}]
