"""
What a backup lacks beside records and standing: rows of the other tables, which no key opens but which a restore has to bring back.

Compared are, as far as no later act changes them, the rows that the living house had an hour before the backup and still has: the journal and whom its
lines are about, checkpoints and cuts, charters and the numbers of names, verdicts, alerts, attestations, incidents, demands, changes of controller,
finished imports, letters that wait, who is logged in, keys of programs and keys that sign. Marks are compared where their record is unchanged, counts
by day, and the register of requests with the journal that came back with it. Evidence and alerts have to be under our hand as they are here.
What is *not* compared: the sequences, the facts an instance keeps of itself, and what of a row may change (when a session was last seen, how often a letter was tried).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Final

from etanche.clock import day_of
from etanche.journal import is_ours
from etanche.proof.attested_rows import is_ours as is_signed
from etanche.proof.bench import Bench
from etanche.rights import differing
from etanche.store import Connection, alerts, attestations, beside, counts, moment_text
from etanche.vault import CARRIED

_LONGEST: Final = timedelta(hours=1)
"""As for records: no transaction takes longer."""

_BEFORE: Final = timedelta(days=1)


def rows_left_out(restored: Bench, living: Bench, taken: datetime) -> tuple[int, Counter[str]]:
    """
    Return how many rows were compared, and how many a backup lacks or has otherwise, by their table.

    Args:
        restored: the backup, put back.
        living: the house it was made of.
        taken: the moment of the backup.
    """
    looked, lost = 0, Counter[str]()
    with living.store.reading() as here, restored.store.reading() as back:
        for name, found in _tables(here, back, living, taken):
            looked += found.looked
            lost[name] += found.lost
        for name, unsigned in _unsigned(here, back, living).items():
            lost[name] += unsigned
    lost["requests"] += differing(restored.store, restored.journal, restored.organisation).total()
    return looked, +lost


def _unsigned(here: Connection, back: Connection, living: Bench) -> Counter[str]:
    """Return how many rows lost our signature, or mark, that the living house has under ours; what was renamed or told since was signed anew."""
    owner, signer = living.organisation, living.keyring.signer(living.organisation)
    lost: Counter[str] = Counter()
    papers = {row.seq: row for row in attestations.known(back, owner)}
    for row in attestations.known(here, owner):
        lost["attestations"] += row.seq in papers and is_signed(row, signer) and not is_signed(papers[row.seq], signer)
    letters = {row.seq: row for row in alerts.known(back, owner)}
    for one in alerts.known(here, owner):
        lost["alerts"] += one.seq in letters and is_ours(one, signer) and not is_ours(letters[one.seq], signer)
    return lost


def _tables(here: Connection, back: Connection, living: Bench, taken: datetime) -> Iterator[tuple[str, beside.Lost]]:
    owner, settled = living.organisation, moment_text(taken - _LONGEST)
    for name in beside.SAME:
        yield name, beside.rows_lost(here, back, owner, name, settled)
    yield from zip(("entries", "entry_persons"), beside.lines_lost(here, back, owner, settled), strict=True)
    yield "names", beside.names_lost(here, back, owner, settled)
    yield from zip(("marks", "person_marks"), beside.marks_lost(here, back, owner), strict=True)
    yield "counts", _counts(here, back, living, taken)


def _counts(here: Connection, back: Connection, living: Bench, taken: datetime) -> beside.Lost:
    """Look for the counts of days that were over; those of marks that are taken away grow later, and are left out."""
    until = day_of(taken - _LONGEST - _BEFORE, living.plan.zone).isoformat()
    mine = {
        at: n for at, n in counts.read(here, living.organisation, until=until).items() if not at[1].startswith(CARRIED)
    }
    theirs = counts.read(back, living.organisation, until=until)
    return beside.Lost(len(mine), sum(1 for at, n in mine.items() if theirs.get(at) != n))
