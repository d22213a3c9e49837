"""
A million records: the memory of a process that serves them, and how long the checks take that run often.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bench.ground import DESK, KDF, NOW, PASSPHRASE, arrivals, chosen, people, room, sheets, timed
from bench.results import Result
from etanche.clock import FixedClock
from etanche.instance import Instance

RECORDS = 1_000_000
BATCH = 10_000
TO_A_PERSON = 10
QUESTIONS = 1_000

WHY_MEMORY = "each kept cipher of a person's key takes some kilobytes, and the caches of the stores some megabytes each"
WHY_PROVE = "some checks count rows of every category, and reading a million rows once takes what it takes"


@contextmanager
def filled(records: int) -> Iterator[Path]:
    """Give the folder of an instance with so many records, ten to a person."""
    with room() as folder:
        made = folder / "data"
        with Instance.create(made, charter=DESK, passphrase=PASSPHRASE, clock=FixedClock(NOW), kdf=KDF) as instance:
            door, them = instance.vault.door("contact-form", actor="bench"), people(records // TO_A_PERSON)
            for first in range(0, records, BATCH):
                # The records of a person lie together, as those of a visit to a desk do.
                part = them[first // TO_A_PERSON : (first + BATCH) // TO_A_PERSON]
                door.put_many("customer-sheet", arrivals(sheets(part, min(BATCH, records), first=first)))
        yield made


def serve(folder: Path, records: int) -> None:
    """Be a process that reads all over the instance, then tell its greatest resident memory in megabytes."""
    with Instance.open(folder, passphrase=lambda: PASSPHRASE, clock=FixedClock(NOW)) as instance:
        desk = instance.vault.acting("desk", purpose="answering", actor="bench")
        them = people(records // TO_A_PERSON)
        for number in chosen(len(them), QUESTIONS):
            assert len(desk.of_person(them[number], "customer-sheet")) == TO_A_PERSON
        for number in chosen(records, QUESTIONS):
            assert len(desk.find("customer-sheet", "email", f"jeanne.{number}@example.org")) == 1
    print(most_resident_kb() / 1024)


def most_resident_kb() -> int:
    """Return the greatest resident memory of this program; `getrusage` would tell that of whoever started it, if it was larger."""
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM:"))


def measure(scale: float) -> Iterator[Result]:
    """Fill an instance, serve it from another process, and prove it."""
    records = max(BATCH, int(RECORDS * scale) // BATCH * BATCH)
    with filled(records) as folder:
        program = f"from pathlib import Path; from bench.million import serve; serve(Path({str(folder)!r}), {records})"
        told = subprocess.run(
            [sys.executable, "-c", program], env=os.environ, capture_output=True, text=True, check=True
        )
        yield Result(
            name=f"resident memory, {records:,} records served",
            value=float(told.stdout),
            unit="MB",
            target=300,
            why=WHY_MEMORY,
        )
        with Instance.open(folder, passphrase=lambda: PASSPHRASE, clock=FixedClock(NOW)) as instance:
            quick = timed(lambda: instance.prove(fast=True))
            whole = timed(instance.prove)
        yield Result(name=f"fast checks over {records:,} records", value=quick, unit="s", target=5, why=WHY_PROVE)
        yield Result(name=f"every check over {records:,} records, all files read", value=whole, unit="s")
