"""Imports and exports that are killed: nothing is lost, nothing is there twice, nothing is left lying about."""

from __future__ import annotations

import os
import shutil
import signal
import time
from collections import Counter
from pathlib import Path

import pytest
from tests.conftest import Tell, forked
from tests.intake.bulk.conftest import Carrier, carrier, ndjson
from tests.vault.conftest import NOON

from etanche.clock import FixedClock
from etanche.intake.bulk import RecordFormat, export_records
from etanche.intake.bulk.batching import BATCH
from etanche.keyring import Root

MAPPING = """\
person: {column: No, as: number}
fields: {email: Mail, words: Words}
events: [{event: contract-start, date: Since}]
"""
RECORDS = 2 * BATCH + 500


def opened(folder: Path, root: Root) -> Carrier:
    """Open the company's files."""
    return Carrier(folder=folder, root=root, clock=FixedClock(NOON), plan=carrier())


def importing(folder: Path, root: Root, file: Path, tell: Tell) -> None:
    """Be a process that imports a file, and tells how far it has come."""
    firm = opened(folder, root)
    tell("ready")
    firm.take(file, category="account", mapping=MAPPING, progress=lambda records, _read: tell(records))
    time.sleep(60)


@pytest.mark.parametrize(("after", "wait"), [(0, 0.15), (1, 0.0), (1, 0.2)])
def test_an_import_that_is_killed_loses_nothing_and_doubles_nothing(
    founded: Path, root: Root, tmp_path: Path, after: int, wait: float
) -> None:
    """SIGKILL anywhere: the next import brings the rest, each record once, and each event of a person once."""
    folder = shutil.copytree(founded, tmp_path / "instance")
    file = ndjson(
        tmp_path / "a.ndjson", ({"No": one, "Words": f"w{one}", "Since": "2026-01-01"} for one in range(RECORDS))
    )
    child, telling = forked(lambda tell: importing(folder, root, file, tell))
    with telling:
        told = [telling.readline().strip() for _ in range(1 + after)]
        time.sleep(wait)
        os.kill(child, signal.SIGKILL)
    assert signal.SIGKILL == os.WTERMSIG(os.waitpid(child, 0)[1])
    firm = opened(folder, root)
    report = firm.take(file, category="account", mapping=MAPPING)
    words = Counter(one.fields["words"] for one in firm.as_("support", "serving").stream("account"))
    with firm.store.reading() as connection:
        events = Counter(
            row.subject
            for number in range(0, RECORDS, 97)
            for row in firm.standing.persons.under(connection, firm.vault.known_as("number", str(number)))
        )
    firm.journal.seal()

    assert (["ready", str(BATCH)][: 1 + after], RECORDS) == (told, report.already + report.stored)
    assert report.already >= after * BATCH
    assert Counter(f"w{one}" for one in range(RECORDS)) == words
    assert {1} == set(events.values())
    assert firm.journal.verify().intact
    firm.close()


def at_once(folder: Path, root: Root, file: Path, go: Path, tell: Tell) -> None:
    """Be a process that imports a file when it is told to, and tells what it did."""
    firm = opened(folder, root)
    tell("ready")
    while not go.exists():
        time.sleep(0.005)
    report = firm.take(file, category="account", mapping=MAPPING)
    tell(report.read, report.already, report.stored)
    firm.close()


def test_two_imports_at_once_bring_each_record_once(founded: Path, root: Root, tmp_path: Path) -> None:
    """Two processes that import the same file at the same time store each record once, and tell each person's event once."""
    folder, go = shutil.copytree(founded, tmp_path / "instance"), tmp_path / "go"
    file = ndjson(
        tmp_path / "a.ndjson", ({"No": one, "Words": f"w{one}", "Since": "2026-01-01"} for one in range(3_000))
    )
    children = [forked(lambda tell: at_once(folder, root, file, go, tell)) for _ in range(2)]
    ready = [telling.readline().strip() for _, telling in children]
    go.touch()
    told = [[int(number) for number in telling.readline().split()] for _, telling in children]
    ends = [os.waitpid(child, 0)[1] for child, _ in children]
    for _, telling in children:
        telling.close()
    firm = opened(folder, root)
    words = Counter(one.fields["words"] for one in firm.as_("support", "serving").stream("account"))
    with firm.store.reading() as connection:
        events = [
            len(firm.standing.persons.under(connection, firm.vault.known_as("number", str(number))))
            for number in range(0, 3_000, 97)
        ]
    firm.close()

    assert (["ready", "ready"], [0, 0]) == (ready, ends)
    assert Counter(f"w{one}" for one in range(3_000)) == words
    assert {1} == set(events)
    assert [3_000, 3_000] == [read + already for read, already, _ in told]
    assert 3_000 == sum(stored for *_, stored in told)


def exporting(folder: Path, root: Root, file: Path, tell: Tell) -> None:
    """Be a process that exports, tells of its first thousand, and then waits."""

    def stay(records: int) -> None:
        tell(records)
        time.sleep(60)

    firm = opened(folder, root)
    copy = firm.shop.take_away("order")
    export_records(copy, firm.plan.categories["order"], file, form=RecordFormat.CSV, about={}, progress=stay)


def test_an_export_that_is_killed_leaves_nothing(founded: Path, root: Root, tmp_path: Path) -> None:
    """SIGKILL in the middle of a copy: no file, under no name; what had been read is in the journal."""
    folder = shutil.copytree(founded, tmp_path / "instance")
    firm = opened(folder, root)
    firm.put_for("order", *(firm.person() for _ in range(1_200)))
    firm.close()
    there = tmp_path / "out"
    there.mkdir()
    child, telling = forked(lambda tell: exporting(folder, root, there / "orders.csv", tell))
    with telling:
        told = telling.readline().strip()
        os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    firm = opened(folder, root)
    acts = [entry.act for entry in firm.journal.entries()]
    firm.close()

    assert "1000" == told
    assert [] == list(there.iterdir())
    assert ["copy-asked", "copy"] == acts[-2:]
