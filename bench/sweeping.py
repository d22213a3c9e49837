"""
A sweep of a million due records, and a writer who does not want to wait for it.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from bench.ground import BOOKSHOP, NOW, house, visits
from bench.results import Result, percentile
from etanche.clock import FixedClock
from etanche.instance import Instance
from etanche.store import facts

RECORDS = 1_000_000
BATCH = 10_000
TERM = 180
"""Days for which visits are kept."""

BESIDE, ALONE = 2, 10
"""Days of records that are swept beside a writer, and alone."""

EVERY_SECONDS = 0.005
"""How long the writer rests between two transactions."""

WHY_RATE = (
    "what is deleted is overwritten with zeros, and each bite of five milliseconds is followed by a sync of the disk and by "
    "a pause for others; a bench with larger bites and no pause is quicker, and holds writers up"
)
WHY_PAUSE = "a bite aims at five milliseconds; a busy processor or a slow sync of the disk makes single ones longer"


@contextmanager
def writer(instance: Instance) -> Iterator[list[float]]:
    """Let a thread write a little again and again; give how long it waited for its turn each time."""
    waited: list[float] = []
    over = threading.Event()

    def write() -> None:
        while not over.wait(EVERY_SECONDS):
            began = time.perf_counter()
            with instance.store.writing() as connection:
                waited.append(time.perf_counter() - began)
                facts.put(connection, instance.organisation_id, "bench", str(len(waited)))

    thread = threading.Thread(target=write)
    thread.start()
    try:
        yield waited
    finally:
        over.set()
        thread.join()


def measure(scale: float) -> Iterator[Result]:
    """Sweep two days of visits beside a writer, then ten days of them alone."""
    batch = visits(BATCH, days=BESIDE + ALONE)
    batches = max(1, int(RECORDS * scale) * (BESIDE + ALONE) // ALONE // BATCH)
    clock = FixedClock(NOW)
    with house(BOOKSHOP, clock) as instance:
        door = instance.vault.door("site-visits", actor="bench")
        for _ in range(batches):
            door.put_many("visit", batch)
        clock.advance(timedelta(days=TERM - ALONE))
        yield from _beside(instance)
        clock.advance(timedelta(days=ALONE))
        yield from _alone(instance, sum(one.at > NOW - timedelta(days=ALONE) for one in batch) * batches)


def _beside(instance: Instance) -> Iterator[Result]:
    with writer(instance) as quiet:
        time.sleep(2)
    with writer(instance) as waited:
        assert instance.vault.sweep(confirmed_by="bench").destroyed == BESIDE
    yield Result(name="a writer's pause while nothing is swept, p99", value=percentile(quiet, 99) * 1000, unit="ms")
    yield Result(
        name="a writer's pause beside the sweep, p99",
        value=percentile(waited, 99) * 1000,
        unit="ms",
        target=20,
        low=percentile(waited, 50) * 1000,
        high=max(waited) * 1000,
        why=WHY_PAUSE,
    )


def _alone(instance: Instance, records: int) -> Iterator[Result]:
    began = time.perf_counter()
    assert instance.vault.sweep(confirmed_by="bench").destroyed == ALONE
    yield Result(
        name=f"sweep of {records:,} due records, records a second",
        value=records / (time.perf_counter() - began),
        unit="records/s",
        target=100_000,
        better="more",
        why=WHY_RATE,
    )
