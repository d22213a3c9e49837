"""Bites grow and shrink by how long the last ones took, pause after each, and let a waiting writer in between."""

from __future__ import annotations

import struct
import threading
from typing import TYPE_CHECKING

import pytest
from tests.conftest import IN_FILES

from etanche.store import facts, records
from etanche.vault import bites
from etanche.vault.bites import AIM_SECONDS, FIRST, LEAST, MOST, PAUSE_SECONDS, Bites, next_size

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from tests.vault.conftest import House

    from etanche.store import Connection


class Told:
    """A watch that is told, with a disk on which each row takes so long."""

    def __init__(self, rows: int, *, seconds_a_row: float) -> None:
        """Have so many rows."""
        self.left = rows
        self.pace = seconds_a_row
        self.at = 0.0
        self.rests: list[float] = []
        self.sizes: list[int] = []

    def bite(self, _connection: Connection, size: int) -> int:
        """Delete at most so many rows, in their time."""
        gone = min(size, self.left)
        self.left -= gone
        self.at += gone * self.pace
        self.sizes.append(size)
        return gone

    def rest(self, seconds: float) -> None:
        """Let time pass."""
        self.rests.append(seconds)
        self.at += seconds


def taken(house: House, disk: Told) -> list[int]:
    """Return the sizes of the bites in which everything went."""
    Bites(house.store, watch=lambda: disk.at, rest=disk.rest).all_of(disk.bite)

    assert disk.left == 0
    return disk.sizes


@IN_FILES
@pytest.mark.clause("C5")
@pytest.mark.parametrize(("seconds_a_row", "size"), [(0.000_001, 5_000), (0.000_02, 250), (0.000_05, 100)])
def test_bites_come_to_take_the_time_aimed_at(house: House, seconds_a_row: float, size: int) -> None:
    """On a quick disk bites grow, on a slow one they shrink, until one takes five milliseconds."""
    sizes = taken(house, Told(40 * size, seconds_a_row=seconds_a_row))

    assert FIRST == sizes[0]
    assert size == pytest.approx(sizes[-1], abs=1)
    assert pytest.approx(AIM_SECONDS, rel=0.02) == sizes[-1] * seconds_a_row


@IN_FILES
def test_a_disk_that_turns_slow_is_noticed(house: House) -> None:
    """When every row takes ten times as long, bites are ten times as small after a few."""
    disk = Told(20_000, seconds_a_row=0.000_005)
    bites_of_it = Bites(house.store, watch=lambda: disk.at, rest=disk.rest)
    for _ in range(8):
        bites_of_it.take(disk.bite)
    before, disk.pace = bites_of_it.size, 0.000_05
    for _ in range(8):
        bites_of_it.take(disk.bite)

    assert (1_000, 100) == (before, bites_of_it.size)


@IN_FILES
def test_one_slow_write_changes_little(house: House) -> None:
    """A single bite that took a hundred times as long as its neighbours does not make the next one small."""
    disk = Told(100_000, seconds_a_row=0.000_005)
    bites_of_it = Bites(house.store, watch=lambda: disk.at, rest=disk.rest)
    for _ in range(8):
        bites_of_it.take(disk.bite)
    disk.pace = 0.000_5
    bites_of_it.take(disk.bite)

    assert 1_000 == bites_of_it.size


@pytest.mark.parametrize("seconds_a_row", [0.0, 1e-12, 1.0])
def test_no_bite_is_endless_or_empty(seconds_a_row: float) -> None:
    """Whatever a watch says, the next bite has some rows, and not all."""
    small, large = LEAST, MOST
    for _ in range(20):
        small, large = next_size(small, seconds_a_row), next_size(large, seconds_a_row)

    assert LEAST <= small == large <= MOST


@IN_FILES
def test_each_bite_is_followed_by_a_pause_in_which_nobody_writes(house: House) -> None:
    """During the pause another writer gets the lock at once."""
    wrote: list[bool] = []

    def rest(seconds: float) -> None:
        assert seconds == PAUSE_SECONDS
        with house.store.writing() as connection:
            facts.put(connection, house.organisation, "met", "yes")
            wrote.append(True)

    disk = Told(1_000, seconds_a_row=0.000_02)
    Bites(house.store, watch=lambda: disk.at, rest=rest).all_of(disk.bite)

    assert len(wrote) == len(disk.sizes) - 1


@IN_FILES
def test_waiting_for_the_lock_is_not_taken_for_a_slow_disk(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """Time that passes before the transaction has begun makes no bite smaller."""
    disk = Told(10_000, seconds_a_row=0.000_02)
    writing = house.store.writing

    def late() -> AbstractContextManager[Connection]:
        disk.at += 60
        return writing()

    monkeypatch.setattr(house.store, "writing", late)

    assert {FIRST} == set(taken(house, disk)[1:])


@IN_FILES
@pytest.mark.clause("C5")
def test_a_writer_comes_in_between_the_bites_of_a_sweep(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """While a day goes in bites another thread writes, more than once, before the last row is gone."""
    house.put(*(house.visit(days_ago=200) for _ in range(2_000)))
    monkeypatch.setattr(bites, "MOST", FIRST)
    done, met, wants = threading.Event(), [], threading.Event()

    def others() -> None:
        while not done.is_set():
            wants.wait()
            with house.store.writing() as connection:
                met.append(len(records.days_with_rows(connection, house.organisation)))

    thread = threading.Thread(target=others)
    thread.start()
    bite = records.bite

    def watched(connection: Connection, organisation: bytes, category: int, day: str, size: int) -> int:
        wants.set()
        return bite(connection, organisation, category, day, size)

    monkeypatch.setattr(records, "bite", watched)
    house.vault.sweep()
    done.set()
    thread.join()

    assert 3 <= sum(1 for left in met if left)


@IN_FILES
def test_bites_leave_the_log_short(house: House) -> None:
    """However much is deleted, what it writes is moved out of the log every few bites, by no commit that others wait for."""
    wrote = bytes(100_000)
    left: list[int] = []

    def bite(connection: Connection, size: int) -> int:
        facts.put(connection, house.organisation, f"bitten-{len(left)}", wrote.hex())
        left.append(_left(house))
        return size if len(left) < 4 * bites.RELIEVED_AFTER else 0

    Bites(house.store, watch=lambda: 0.0, rest=lambda _: None).all_of(bite)

    assert 0 < max(left) < 2 * max(left[: bites.RELIEVED_AFTER])
    assert [0] * 3 == left[bites.RELIEVED_AFTER :: bites.RELIEVED_AFTER]


def _left(house: House) -> int:
    """Return how many pages of the log are not in the file yet, as the index of the log says (sqlite.org/walformat.html, 2.1 and 2.2)."""
    index = house.store.path.with_name("data.sqlite-shm").read_bytes()
    (written,), (moved,) = struct.unpack_from("=I", index, 16), struct.unpack_from("=I", index, 96)
    return int(written) - int(moved)
