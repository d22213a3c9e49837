"""
A process killed at any boundary of a put or of an erasure brings nobody back, and loses nothing that it acknowledged.

The story (records come in for two persons, one of them is erased, one more comes in for the other) is told in a child that halts before
every boundary: each beginning and commit of a transaction, each cut of a log, each write and sync of a file.
What lies there at that moment is copied and opened like what a killed process left.
"""

from __future__ import annotations

import os
import shutil
import signal
from collections.abc import Callable
from pathlib import Path

from tests.attacks.test_crash_put_and_sweep import hang
from tests.conftest import forked
from tests.vault.conftest import NOON
from tests.vault.persons.conftest import Company, company

from etanche.clock import FixedClock
from etanche.gate import GateRefused
from etanche.instance.lagging import Lag, follow, lag
from etanche.keyring import MemoryRoot, Root
from etanche.store import Address, person_records, persons
from etanche.vault import Record

ONE, OTHER = bytes(15) + b"\1", bytes(15) + b"\2"
CATEGORIES = {
    "order": ("shop", "selling"),
    "account": ("support", "serving"),
    "ticket": ("support", "answering"),
    "invoice": ("accountant", "bookkeeping"),
}


def opened(folder: Path, root: Root, data: Address | None = None) -> Company:
    """Open a folder as a process does that knows nothing of the one before."""
    firm = Company(folder=folder, root=root, clock=FixedClock(NOON), plan=company(), data=data)
    follow(firm.store, firm.shelf, firm.tombstones)
    return firm


def begun_with(firm: Company) -> None:
    """Let two persons have a record of each category."""
    for person in (ONE, OTHER):
        firm.vault.tell(person, "contract-start", actor="ann", effective=NOON)
        for category in CATEGORIES:
            firm.put_for(category, person)
    firm.close()
    (firm.folder.parent / "said").write_text("")


def act(folder: Path, root: Root, meet: Callable[[], object], data: Address | None = None) -> None:
    """Be the child."""
    firm = opened(folder, root, data)
    hang(meet)
    for word, do in (
        ("put", lambda: firm.put_for("ticket", ONE, OTHER) and firm.put_for("order", ONE, OTHER)),
        ("erased", lambda: firm.vault.erase(ONE, actor="dpo")),
        ("again", lambda: firm.put_for("order", OTHER)),
    ):
        do()
        with (folder.parent / "said").open("a") as said:
            said.write(f"{word}\n")


def read(firm: Company, category: str, person: bytes) -> list[Record]:
    """Return what may be read of somebody; nothing if all of it is refused."""
    role, purpose = CATEGORIES[category]
    try:
        return [one for one in firm.as_(role, purpose).of_person(person, category) if one.person == person]
    except GateRefused:
        return []


def check(left: Path, root: Root, data: Address | None = None) -> bool:
    """Look at what a kill left, sweep it, and look again; return whether the erasure had begun."""
    said = set((left / "said").read_text().split())
    firm = opened(left / "instance", root, data)
    assert Lag() == lag(firm.store, firm.shelf, firm.tombstones, firm.organisation)
    with firm.store.reading() as connection:
        begun = persons.known(connection, firm.organisation, [ONE])[ONE].ended is not None
    assert "erased" not in said or begun
    for place in ("before", "after"):
        assert 1 <= len(read(firm, "invoice", ONE)), place
        if begun:
            assert [] == [one for category in ("order", "account", "ticket") for one in read(firm, category, ONE)]
            assert () == firm.put_for("order", ONE)
        if "put" in said:
            assert 2 <= len(read(firm, "ticket", OTHER))
            assert 2 + ("again" in said) <= len(read(firm, "order", OTHER))
            assert begun or 2 == len(read(firm, "order", ONE))
        firm.vault.sweep()
    with firm.store.reading() as connection:
        rows = person_records.of_person(connection, firm.organisation, ONE)
    keys = firm.shelf.keys_of_persons(firm.organisation, [ONE])
    number = firm.vault._means.numbers.categories["invoice"]
    if begun:
        assert ({number}, {number}) == ({row.category for row in rows}, {key[1] for key in keys})
        assert {"erase-begun", "erased"} <= set(firm.acts())
    firm.journal.seal()
    assert firm.journal.verify().intact
    firm.close()
    return begun


def test_a_kill_anywhere_brings_nobody_back(tmp_path: Path) -> None:
    """At every boundary: who is being erased is not read again, the sweep finishes it, nobody else loses a record, and no file looks like an old copy."""
    root, work = MemoryRoot(), tmp_path / "work"
    begun_with(opened(work / "instance", root))
    held, go = os.pipe()
    child, telling = forked(lambda tell: act(work / "instance", root, lambda: tell("halt") and os.read(held, 1)))
    begun: list[bool] = []
    with telling:
        try:
            for _ in telling:
                left = shutil.copytree(work, tmp_path / "left")
                begun.append(check(left, root))
                shutil.rmtree(left)
                os.write(go, b"!")
        finally:
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
            os.close(held)
            os.close(go)

    assert "again" in (work / "said").read_text().split()
    assert {False, True} == set(begun)
    assert sorted(begun) == begun
