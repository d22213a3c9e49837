"""
A process killed at any boundary of a move, or of the erasure of an alias group, leaves no record twice, lost, or half erased.

A child moves a record from one person to another, then erases a group of two; it halts before every boundary,
and what lies there at that moment is opened like what a killed process left.
"""

from __future__ import annotations

import os
import shutil
import signal
from pathlib import Path

from tests.attacks.test_crash_erase import opened
from tests.attacks.test_crash_put_and_sweep import hang
from tests.conftest import Tell, forked

from etanche.keyring import MemoryRoot, Root
from etanche.store import persons
from etanche.vault import Ref

WRONG, RIGHT, ONE, OTHER = (bytes(15) + bytes([number]) for number in range(1, 5))


def act(folder: Path, root: Root, tell: Tell, held: int, ref: Ref) -> None:
    """Be the child."""
    firm = opened(folder, root)
    hang(lambda: tell("halt") and os.read(held, 1))
    firm.shop.move(ref, RIGHT)
    firm.vault.erase(ONE, actor="dpo")


def check(left: Path, root: Root, ref: Ref) -> tuple[bool, bool]:
    """Look at what a kill left, sweep it, look again; return whether the record was moved, and whether the group had ended."""
    firm = opened(left, root)
    with firm.store.reading() as connection:
        ended = {row.person for row in persons.ended(connection, firm.organisation)}
    assert ended in (set(), {ONE, OTHER})
    whose = set()
    for _ in range(2):
        (record,) = firm.shop.get(ref)
        whose.add(record.person)
        assert [ref] == [one.ref for one in firm.shop.stream("order") if one.person in {WRONG, RIGHT}]
        assert [ref] == [one.ref for one in firm.shop.find("order", "email", "moved@estran.example")]
        firm.vault.sweep()
    assert not ended or [ref] == [one.ref for one in firm.shop.stream("order")]
    assert len(whose) == 1
    assert whose <= {WRONG, RIGHT}
    firm.close()
    return whose == {RIGHT}, bool(ended)


def test_a_kill_anywhere_leaves_one_record_and_ends_a_group_whole(tmp_path: Path) -> None:
    """At every boundary the record is under exactly one of the two, and found there; of a group all have ended, or nobody."""
    root, work = MemoryRoot(), tmp_path / "work"
    firm = opened(work, root)
    (ref,) = firm.put_for("order", WRONG, email="moved@estran.example")
    firm.put_for("order", ONE, OTHER)
    firm.vault.join(ONE, OTHER, actor="ann")
    firm.close()
    held, go = os.pipe()
    child, telling = forked(lambda tell: act(work, root, tell, held, ref))
    seen: list[tuple[bool, bool]] = []
    with telling:
        try:
            for _ in telling:
                left = shutil.copytree(work, tmp_path / "left")
                seen.append(check(left, root, ref))
                shutil.rmtree(left)
                os.write(go, b"!")
        finally:
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
            os.close(held)
            os.close(go)

    assert {(False, False), (True, False), (True, True)} == set(seen)
    assert sorted(seen) == seen
