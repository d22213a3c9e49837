"""`etanche halt` and `etanche resume`: exit codes, who may, and that a restart lifts nothing."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.cli.conftest import Run
from tests.conftest import PASSPHRASE

from etanche.clock import SystemClock
from etanche.instance import Instance

SECRET = "--passphrase-file secret"
READ = f"{SECRET} stream visit --role web-analyst --purpose audience --actor ann"


def kit_of(room: Path) -> None:
    """Make a recovery kit of the instance, and write it into a file."""
    with Instance.open(room / "etanche-data", passphrase=lambda: PASSPHRASE, clock=SystemClock()) as instance:
        (room / "kit").write_text(instance.keys.new_kit(by="ann"))


@pytest.mark.clause("P15")
def test_one_command_stops_everything_and_the_kit_ends_it(made: Run, room: Path) -> None:
    """Each command after it is refused with 5, whatever was restarted; `--status` is 1; no factor, or another kit, ends nothing; the kit does."""
    kit_of(room)
    before = made(READ)
    stopped = made(f"{SECRET} halt --reason 'a leak' --actor ann --json")
    refused = made(READ)
    status = made(f"{SECRET} halt --status")
    journal = made(f"{SECRET} journal --json --act halted")
    none = made(f"{SECRET} resume --reason mended --actor ann")
    (room / "other").write_text("AAAA")
    other = made(f"{SECRET} resume --reason mended --actor ann --kit-file other")
    (room / "code").write_text("000000")
    code = made(f"{SECRET} resume --reason mended --actor ann@example.org --code-file code")
    still = made(READ)
    ended = made(f"{SECRET} resume --reason mended --actor ann --kit-file kit")

    assert 0 == before.code == stopped.code
    assert [True] == [one["halted"] for one in json.loads(stopped.out)]
    assert 5 == refused.code == still.code
    assert "halted" in refused.err
    assert 1 == status.code
    assert "a leak" in status.out
    assert 1 == len(json.loads(journal.out))
    assert (2, 2, 3) == (none.code, other.code, code.code)
    assert 0 == ended.code
    assert 0 == made(READ).code


def test_an_older_kit_ends_nothing(made: Run, room: Path) -> None:
    """A kit that another took the place of is refused with 3; so is ending what nobody halted."""
    kit_of(room)
    (room / "kit").rename(room / "older")
    kit_of(room)
    nothing = made(f"{SECRET} resume --reason mended --actor ann --kit-file kit")
    made(f"{SECRET} halt --reason 'a leak' --actor ann")
    older = made(f"{SECRET} resume --reason mended --actor ann --kit-file older")

    assert 3 == nothing.code == older.code
    assert 5 == made(READ).code


def test_a_halt_has_a_name_and_a_reason(made: Run) -> None:
    """Without them nothing is halted."""
    for line in ("halt", "halt --actor ann", "halt --reason why"):
        assert 2 == made(f"{SECRET} {line}").code
    assert 0 == made(f"{SECRET} halt --status").code


@pytest.mark.clause("P15")
def test_an_advisory_halts_what_it_concerns(made: Run, room: Path) -> None:
    """A hole in what is installed is told with exit 1; with --halt access is stopped and an incident is open; one that concerns nothing stops nothing. Who stops it is asked on every run, before there is a hole."""
    package = {"package": {"name": "SQLAlchemy", "ecosystem": "PyPI"}, "ranges": [{"type": "ECOSYSTEM"}]}
    (room / "odd.json").write_text(json.dumps([{"id": "PYSEC-2", "affected": []}, {"id": "PYSEC-3", "affected": None}]))
    odd = made(f"{SECRET} advisories odd.json")
    assert (1, True) == (odd.code, "1 entry of this file cannot be read" in odd.err)
    for name, first in (("ours", "0"), ("none", "900")):
        package["ranges"] = [{"type": "ECOSYSTEM", "events": [{"introduced": first}]}]
        (room / f"{name}.json").write_text(json.dumps([{"id": "PYSEC-1", "affected": [package]}]))
    unnamed = made(f"{SECRET} advisories none.json --halt")
    none = made(f"{SECRET} advisories none.json --halt --actor ann")
    told = made(f"{SECRET} advisories ours.json --json")
    running = made(READ)
    (room / "ours.json").write_text(f"[{(room / 'ours.json').read_text()[1:-1]}, null]")
    halted = made(f"{SECRET} advisories ours.json --halt --actor ann")
    incidents = made(f"{SECRET} incident list --json")

    assert (2, 0, 1, 0, 1) == (unnamed.code, none.code, told.code, running.code, halted.code)
    assert ["sqlalchemy"] == [one["package"] for one in json.loads(told.out)]
    assert 5 == made(READ).code
    assert ["advisory"] == [one["detector"] for one in json.loads(incidents.out)]
