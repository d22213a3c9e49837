"""However many persons come in or go out, the memory of the process is that of a few batches: who came is not kept."""

from __future__ import annotations

import gc
import sys
from pathlib import Path

import pytest
from tests.intake.bulk.conftest import MAPPING, Carrier, ndjson

from etanche.intake.bulk.batching import BATCH
from etanche.keyring.lease import LEASE
from etanche.standing import lately
from etanche.vault import Arrival

BATCHES = 6
EVENTS = """\
events:
  - {event: contract-start, date: Created, assumed: 2026-01-15}
  - {event: last-contact, date: Created, assumed: 2026-01-15}
  - {event: contract-end, date: Created, assumed: 2026-02-15}
"""

LEFT = 0.5
"""Objects that one person may leave behind; what is remembered of any one was a dozen."""


class Weighed:
    """How many objects there are after each batch, with the leases of the keys over."""

    def __init__(self, firm: Carrier) -> None:
        self._firm = firm
        self._held: list[int] = []

    def note(self, *_done: object) -> None:
        """Count, once a lease has passed in which nobody came."""
        self._firm.clock.advance(LEASE)
        gc.collect()
        self._held.append(sys.getallocatedblocks())

    def each(self, done: int) -> None:
        """Count where so many are whole batches."""
        if done % BATCH == 0:
            self.note()

    @property
    def left(self) -> float:
        """What each person of the later batches left behind; the first two fill what is bounded."""
        assert len(self._held) >= BATCHES
        return (self._held[-1] - self._held[1]) / (BATCH * (len(self._held) - 2))


@pytest.fixture
def weighed(firm: Carrier, monkeypatch: pytest.MonkeyPatch) -> Weighed:
    """Watch the memory, where the ledger remembers as few as half a batch."""
    monkeypatch.setattr(lately, "MOST_KEPT", BATCH // 2)
    return Weighed(firm)


def test_persons_that_are_imported_leave_nothing_behind(firm: Carrier, tmp_path: Path, weighed: Weighed) -> None:
    """Each record is somebody new, of whom three things are told: after the sixth batch there is what there was after the second."""
    rows = ({"Customer": one, "Words": "w", "Name": f"n{one}"} for one in range(BATCHES * BATCH))
    file = ndjson(tmp_path / "a.ndjson", rows)
    report = firm.take(file, mapping=MAPPING + EVENTS, progress=weighed.note)

    assert BATCHES * BATCH == report.stored
    assert weighed.left < LEFT


def test_persons_that_come_by_a_door_and_go_out_leave_nothing_behind(
    firm: Carrier, tmp_path: Path, weighed: Weighed
) -> None:
    """A process that takes batches in all day, and then hands a copy out, holds no more after each of them."""
    door, going = firm.vault.door("desk", actor="ann"), Weighed(firm)
    for _ in range(BATCHES):
        who = (firm.person() for _ in range(BATCH))
        door.put_many("order", [Arrival(at=firm.clock.now(), fields={"words": "w"}, person=one) for one in who])
        weighed.note()
    made = firm.export(tmp_path / "out.ndjson", progress=going.each)

    assert BATCHES * BATCH == made.records
    assert weighed.left < LEFT
    assert going.left < LEFT
