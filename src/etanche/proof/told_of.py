"""
A register against the journal: every happening of a register is a line, so one that was taken out of it is missed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping

from etanche.journal import Entry, Fact
from etanche.proof.run import ProofRun


def fewer(
    run: ProofRun,
    stories: Mapping[str, int],
    *,
    object: str,  # noqa: A002  # the word of the journal
    name: Callable[[Entry], Fact | None],
    forgotten: str,
) -> int:
    """Return of how many stories fewer things stand in a register than lines tell of, those left out that went at the end of their time."""
    lines: Counter[str] = Counter()
    gone: set[str] = set()
    for line in run.bench.journal.lines(object=object):
        called = str(name(line.entry) or "")
        if line.entry.act == forgotten:
            gone.add(called)
        elif called:
            lines[called] += 1
    return sum(1 for called, number in lines.items() if called not in gone and stories.get(called, 0) < number)
