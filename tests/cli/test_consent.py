"""`etanche consent`: a yes on paper, its list, its receipt verified without an instance, and its end, by somebody who types."""

from __future__ import annotations

import io
import json
import shutil
from datetime import timedelta
from pathlib import Path

import pytest
from tests.cli.conftest import Run
from tests.conftest import PASSPHRASE
from tests.consent.society import found
from tests.proof.conftest import verdict_on

from etanche.clock import FixedClock, SystemClock
from etanche.instance import Instance
from etanche.proof import remembered
from etanche.proof.proving import write_down
from etanche.proof.run import ProofRun

PERSON = "0" * 31 + "7"


@pytest.fixture
def typed(run: Run, room: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Types commands about the society and its club."""
    folder = tmp_path_factory.mktemp("typed") / "data"
    found(folder)
    shutil.copytree(folder, room / "data")
    monkeypatch.setenv("ETANCHE_DATA", str(room / "data"))
    monkeypatch.setenv("ETANCHE_PASSPHRASE_FILE", str(room / "secret"))
    return run


@pytest.mark.clause("C19")
def test_a_yes_on_paper_is_written_down_receipted_and_taken_back(typed: Run, room: Path) -> None:
    """Two commands alike in every word but one; the receipt is verified with the published key, and edited it is refused."""
    given = typed(f"consent give {PERSON} club --how letter --lang fr --actor ann")
    listed = {one["purpose"]: one for one in json.loads(typed(f"consent list {PERSON} --json").out)}
    typed(f"consent receipt {PERSON} club {room}/r.jsonld --actor ann")
    key = room / "key.pem"
    key.write_text(typed("keys public").out)
    verified = typed(f"verify {room}/r.jsonld --key {key}")
    (room / "r.jsonld").write_text((room / "r.jsonld").read_text().replace('"fr"', '"en"'))
    edited = typed(f"verify {room}/r.jsonld --key {key}")
    taken = typed(f"consent withdraw {PERSON} club --how letter --lang fr --actor ann")

    assert (0, 0) == (given.code, taken.code)
    assert ("yes", "letter", "fr") == (
        listed["club"]["said"],
        listed["club"]["evidence"]["how"],
        listed["club"]["evidence"]["language"],
    )
    assert "Animer le club" not in given.out
    assert 0 == verified.code, verified.out + verified.err
    assert 1 == edited.code
    assert "REJECTED" in edited.out
    assert "their no is written down" in taken.out


@pytest.mark.clause("C19", "P16")
def test_what_was_typed_as_evidence_is_looked_at_by_a_check(typed: Run, room: Path) -> None:
    """A yes that nobody but a command told: what shows it is covered by the whole run, and emptied by hand it breaks `logs:chain`."""
    assert 0 == typed(f"consent give {PERSON} club --how letter --lang fr --actor ann").code

    later = FixedClock(SystemClock().now() + timedelta(hours=2))
    with Instance.open(room / "data", passphrase=lambda: PASSPHRASE, clock=later) as instance:
        with ProofRun(instance.bench) as run:
            remembered.look(run)
        write_down(run, [], 0.0)
        before = verdict_on(instance.bench, "logs:chain").because
        with instance.store.writing() as connection:
            changed = connection.exec_driver_sql(
                "UPDATE standing SET evidence = NULL WHERE event = 'consent-given' AND evidence IS NOT NULL"
            ).rowcount
        after = verdict_on(instance.bench, "logs:chain").because

    assert changed >= 1
    assert before.startswith("logs.")
    assert ("logs.evidence-changed", True) == (after, before != after)


def test_what_cannot_be_written_down_is_said(typed: Run) -> None:
    """A way that is none, a language that is none, and a receipt of what was never said."""
    ways = typed(f"consent give {PERSON} club --how pages --actor ann")
    tongue = typed(f"consent give {PERSON} club --how desk --lang de --actor ann")
    never = typed(f"consent receipt {PERSON} letters r.jsonld --actor ann")

    assert (2, 2, 4) == (ways.code, tongue.code, never.code)
    assert "desk, letter, telephone" in ways.err


@pytest.mark.clause("C26")
def test_a_wish_for_after_death_is_sealed_and_a_death_is_checked(typed: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """Name and address come by the standard input; a death is written down for a request whose asker has shown who they are."""
    monkeypatch.setattr("sys.stdin", io.StringIO("Name: Yann\nEmail: yann@harbour.example\n"))
    left = typed(f"person instruct {PERSON} erase --actor ann")
    monkeypatch.setattr("sys.stdin", io.StringIO("Name: Yann\nEmail: yann@harbour.example\nShe has died.\n"))
    name = json.loads(
        typed("request open after-death --received 2026-11-20 --lang fr --as dpo --actor ann --json").out
    )["name"]
    early = typed(f"request died {name} {PERSON} --as dpo --actor ann")
    typed(f"request advance {name} identity-shown --proof document --as dpo --actor ann")
    checked = typed(f"request died {name} {PERSON} --as dpo --actor ann")
    monkeypatch.setattr("sys.stdin", io.StringIO(""))
    answered = typed(f"request answer {name} --as dpo --actor ann")

    assert (0, 3, 0, 3) == (left.code, early.code, checked.code, answered.code)
    assert "Yann" not in left.out
    assert "three days" in checked.out
