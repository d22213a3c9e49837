"""
Which test executes which line of the rooms that are mutated, and how long it takes.
"""

from __future__ import annotations

import math
import pickle
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

from coverage import Coverage

KEPT = Path(__file__).parents[2] / ".mutants.seen"


@dataclass
class Seen:
    """What was seen of tests that ran once as they are."""

    cost: dict[str, float] = field(default_factory=dict)
    """Seconds of processor of each test; without end, if it fails as it is."""

    lines: dict[str, dict[int, set[str]]] = field(default_factory=dict)
    """Of each file and line, the tests that execute it."""

    @classmethod
    def kept(cls) -> Self:
        """Return what an earlier run saw, if any."""
        return cls(*pickle.loads(KEPT.read_bytes())) if KEPT.exists() else cls()  # noqa: S301 - written by this module

    def keep(self) -> None:
        """Leave it to a run that goes on with this one."""
        KEPT.write_bytes(pickle.dumps((self.cost, self.lines)))

    def add(self, coverage: Coverage) -> None:
        """Add what was measured, with the name of a test as its context."""
        data = coverage.get_data()
        for file in data.measured_files():
            of_file = self.lines.setdefault(file, {})
            for line, tests in data.contexts_by_lineno(file).items():
                of_file.setdefault(line, set()).update(filter(None, tests))

    def executing(self, file: Path, lines: Iterable[int]) -> set[str]:
        """Return the tests that execute one of these lines and pass."""
        of_file = self.lines.get(str(file), {})
        return {test for line in lines for test in of_file.get(line, ()) if self.cost[test] < math.inf}
