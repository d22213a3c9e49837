"""
A process killed at any boundary of a reading leaves no reading without its line.

Four threads of a child read the records of a person at once, so that their lines share commits, and tell each reading that came back.
The child dies at one boundary after the other; what it had been given is in the journal of what it left.
"""

from __future__ import annotations

import os
import signal
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from tests.attacks.test_crash_put_and_sweep import hang, killer
from tests.conftest import Tell, forked
from tests.vault.conftest import NOON
from tests.vault.persons.conftest import Company, company

from etanche.clock import FixedClock
from etanche.gate import GateRefused
from etanche.keyring import MemoryRoot, Root

PERSON = bytes(15) + b"\1"
READERS, READINGS = 4, 6


def opened(folder: Path, root: Root) -> Company:
    """Open a folder as a process does that knows nothing of the one before."""
    return Company(folder=folder, root=root, clock=FixedClock(NOON), plan=company())


def act(folder: Path, root: Root, boundary: int, said: Path) -> None:
    """Be the child: read in several threads, and die at a boundary."""
    firm = opened(folder, root)
    told = os.open(said, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    write = os.write

    def read(reader: int) -> None:
        for number in range(READINGS):
            if reader == 0 and number % 2:
                with pytest.raises(GateRefused):
                    firm.as_("writer", "writing").of_person(PERSON, "order")
                write(told, b"-")
            else:
                assert firm.as_("shop", "selling").of_person(PERSON, "order")
                write(told, b"+")

    hang(killer(boundary))
    with ThreadPoolExecutor(READERS) as pool:
        list(pool.map(read, range(READERS)))


@pytest.fixture(scope="module")
def firm(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Root]:
    """A company with one record of one person, closed."""
    folder, root = tmp_path_factory.mktemp("read") / "instance", MemoryRoot()
    made = opened(folder, root)
    made.put_for("order", PERSON)
    made.close()
    return folder, root


@pytest.mark.clause("C4")
@pytest.mark.parametrize("boundary", [2, 3, 5, 9, 17, 33, 55])
def test_no_reading_without_its_line(firm: tuple[Path, Root], boundary: int, tmp_path: Path) -> None:
    """Whatever came back before the kill, granted or refused, is a line of the journal; the chain goes on over it."""
    folder, root = firm
    before = lines(folder, root)

    def child(_tell: Tell) -> None:
        act(folder, root, boundary, tmp_path / "said")

    process, telling = forked(child)
    telling.close()
    assert signal.SIGKILL == os.waitpid(process, 0)[1]
    said = (tmp_path / "said").read_bytes()
    after = lines(folder, root)

    assert said.count(b"+") <= after[0] - before[0] <= READERS * READINGS
    assert said.count(b"-") <= after[1] - before[1]


def lines(folder: Path, root: Root) -> tuple[int, int]:
    """Return how many readings were granted and refused, by the journal, which is sealed and verified."""
    firm = opened(folder, root)
    firm.journal.seal()
    assert firm.journal.verify().intact
    entries = firm.journal.entries(act="read")
    firm.close()
    granted = sum(entry.decision == "granted" for entry in entries)
    return granted, len(entries) - granted
