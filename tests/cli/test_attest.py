"""Attestations as they are typed."""

from __future__ import annotations

import json
import shutil
from datetime import timedelta
from pathlib import Path

import pytest
from tests.cli.conftest import Run
from tests.conftest import CHEAP_KDF, PASSPHRASE
from tests.proof.conftest import HARBOUR, verdict_on

from etanche.clock import SystemClock
from etanche.instance import Instance

KEYED = "--passphrase-file secret"
SAID = "--evidence report.pdf --issuer Cabinet --owner security"


@pytest.fixture
def harbour(run: Run, room: Path) -> Run:
    """A command line in a folder with an instance that has attestations, and a report."""
    shutil.copyfile(HARBOUR, room / "charter.yaml")
    (room / "report.pdf").write_bytes(b"all is well")
    folder = room / "etanche-data"
    Instance.create(
        folder, charter=room / "charter.yaml", passphrase=PASSPHRASE, clock=SystemClock(), kdf=CHEAP_KDF
    ).close()
    return run


def test_evidence_is_entered_listed_and_known_again(harbour: Run, room: Path) -> None:
    """One command enters it, the list ends with 1 while another one is lacking, a file is known by its digest, and is in no file of ours."""
    today = SystemClock().now().date()
    empty = harbour(f"{KEYED} attest list")
    entered = harbour(f"{KEYED} attest attest:intrusion-test {SAID} --on {today - timedelta(days=1)}")
    person = harbour(f"{KEYED} attest confidentiality {SAID} --on {today - timedelta(days=1)} --for ann --json")
    listed = harbour(f"{KEYED} attest list --json")
    known = harbour(f"{KEYED} attest verify report.pdf")
    unknown = harbour(f"{KEYED} attest verify charter.yaml")

    assert (1, 2) == (empty.code, empty.out.count("NOTHING ENTERED"))
    assert (0, 0) == (entered.code, person.code), entered.err + person.err
    assert ["attest:intrusion-test", "attest:confidentiality"] == [one["promise"] for one in json.loads(listed.out)]
    assert "ann" == json.loads(person.out)["for"]
    assert (0, 0, 1) == (listed.code, known.code, unknown.code)
    content = b"".join(file.read_bytes() for file in (room / "etanche-data").rglob("*") if file.is_file())
    assert b"all is well" not in content


@pytest.mark.clause("P16")
@pytest.mark.parametrize(
    ("change", "finds"),
    [
        ("UPDATE attestations SET until = '2999-01-01'", "attest.forged"),
        ("DELETE FROM attestations", "attest.taken-away"),
    ],
)
def test_what_was_typed_is_looked_at_by_a_check(harbour: Run, room: Path, change: str, finds: str) -> None:
    """Evidence that nobody but a command entered: a date moved by hand, or the line taken away, breaks its promise."""
    today = SystemClock().now().date()
    assert 0 == harbour(f"{KEYED} attest attest:intrusion-test {SAID} --on {today - timedelta(days=1)}").code

    with Instance.open(room / "etanche-data", passphrase=lambda: PASSPHRASE, clock=SystemClock()) as instance:
        before = verdict_on(instance.bench, "attest:intrusion-test").because
        with instance.store.writing() as connection:
            connection.exec_driver_sql(change)
        after = verdict_on(instance.bench, "attest:intrusion-test").because

    assert ("attest.filed", finds) == (before, after)


def test_what_cannot_be_entered_says_why(harbour: Run) -> None:
    """A promise that is none is not found; a file that is none is not found; a day to come is refused."""
    today = SystemClock().now().date()
    nothing = harbour(f"{KEYED} attest nothing {SAID} --on {today}")
    no_file = harbour(
        f"{KEYED} attest intrusion-test --evidence no.pdf --issuer x --owner y --on {today - timedelta(days=1)}"
    )
    ahead = harbour(f"{KEYED} attest intrusion-test {SAID} --on {today + timedelta(days=9)}")

    assert (4, 4, 3) == (nothing.code, no_file.code, ahead.code)
    assert "attest list" in nothing.err


def test_what_ends_soon_and_what_waits_is_said_after_the_checks(harbour: Run) -> None:
    """`prove` says which evidence is about to lapse; `alerts` counts what waits, and that nobody is named to be told."""
    today = SystemClock().now().date()
    entered = harbour(f"{KEYED} attest intrusion-test {SAID} --on {today - timedelta(days=1)} --until {today}")
    proved = harbour(f"{KEYED} prove")
    listed = harbour(f"{KEYED} alerts --send")
    as_json = harbour(f"{KEYED} alerts --json")

    assert 0 == entered.code, entered.err
    assert "attest:intrusion-test: the evidence lapses on" in proved.out
    assert "within seven days" in proved.out
    assert (1, 1) == (listed.code, as_json.code)
    assert "no letter about alerts was posted" in listed.out
    assert "Nobody is named to be told" in listed.out
    assert ["week"] == [one["now"] for one in json.loads(as_json.out)]


def test_a_letter_that_goes_nowhere_is_not_called_posted(harbour: Run, room: Path) -> None:
    """Where somebody is named to be told and no server for letters is, the letter is written, and said to wait for one."""
    with (room / "etanche-data/instance.toml").open("a", encoding="utf-8") as settings:
        settings.write('\n[alerts]\nto = "team@phare.example"\n')
    today = SystemClock().now().date()
    harbour(f"{KEYED} attest intrusion-test {SAID} --on {today - timedelta(days=1)} --until {today}")
    sent = harbour(f"{KEYED} alerts --send")

    assert 0 == sent.code, sent.err
    assert "posted" not in sent.out
    assert "goes nowhere: no server is named, write a section `[mail]`" in " ".join(sent.out.split())
