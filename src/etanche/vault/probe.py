"""
The credential of one run of a check: it writes canaries, reads canaries, and reaches nothing else.
"""

from __future__ import annotations

import threading
from datetime import date
from typing import NamedTuple

from etanche.terms import new_id


class Canary(NamedTuple):
    """A record that a probe wrote."""

    category: str
    day: date
    id: bytes


class ProbeRun:
    """One run; what it wrote is remembered here, so that it can be cleaned away, and by nobody else."""

    def __init__(self, id: str | None = None) -> None:  # noqa: A002  # the noun's own attribute
        """Begin a run under an id, or under a new random one."""
        self.id = id or new_id().hex()
        self._written: list[Canary] = []
        self._persons: list[bytes] = []
        self._subjects: list[str] = []
        self._lock = threading.Lock()

    def wrote(self, canary: Canary) -> None:
        """Remember a canary."""
        with self._lock:
            self._written.append(canary)

    def written(self) -> tuple[Canary, ...]:
        """Return what was written and is not cleaned yet."""
        with self._lock:
            return tuple(self._written)

    def take(self) -> tuple[Canary, ...]:
        """Return what was written and is not cleaned yet, and forget it."""
        with self._lock:
            written, self._written = tuple(self._written), []
        return written

    # — persons

    def made_up(self, person: bytes) -> None:
        """Remember a person who never was."""
        with self._lock:
            self._persons.append(person)

    def is_ours(self, person: bytes | None) -> bool:
        """Tell whether a person was made up by this run."""
        with self._lock:
            return person in self._persons

    def told_of(self, subject: str) -> None:
        """Remember a subject of the ledger that is no person: a case, an undertaking."""
        with self._lock:
            self._subjects.append(subject)

    def take_persons(self) -> tuple[tuple[bytes, ...], tuple[str, ...]]:
        """Return the persons and the other subjects that are not cleaned yet, and forget them."""
        with self._lock:
            taken, self._persons, self._subjects = (tuple(self._persons), tuple(self._subjects)), [], []
        return taken
