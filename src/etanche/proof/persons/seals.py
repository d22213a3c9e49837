"""
Seals of records of persons: each opens where it was written, for whom it was written, and nowhere else.
"""

from __future__ import annotations

from collections.abc import Iterator

from etanche.keyring import SealBroken, SealingKey, knows_nobody
from etanche.proof.outcome import Outcome, broken, unproven
from etanche.proof.persons.minimise import searched
from etanche.proof.persons.scene import bound_to, keys_of, marks, row_of, scenes, slot_of
from etanche.proof.persons.survey import survey, unnumbered
from etanche.proof.run import ProofRun
from etanche.store import RecordRow
from etanche.terms import new_id


def looked_at(run: ProofRun) -> Outcome | tuple[int, int, int, int]:
    """Inspect everything there is of persons; return how many files, tables, canaries and living records, or what is wrong."""
    if not run.reach.persons:
        # In a category that no check can write into there may be records all the same.
        opened = living(run)
        return opened if isinstance(opened, Outcome) else (0, 0, 0, opened)
    if wrong := in_clear(run):
        return wrong
    tried, opened = elsewhere(run), living(run)
    if isinstance(tried, Outcome):
        return tried
    if isinstance(opened, Outcome):
        return opened
    found = searched(run)
    return found.files, found.tables, tried, opened


def in_clear(run: ProofRun) -> Outcome | None:
    """Search every byte for what was sealed of made-up persons; return what is wrong."""
    found = searched(run)
    open_ = [found.found[name] for name in marks(run).in_seals() if name in found.found]
    return broken("sealed.in-clear", files=max(open_)) if open_ else None


def elsewhere(run: ProofRun) -> Outcome | int:
    """Carry records of made-up persons to another day, another record, another person; return how many were tried, or what opened."""
    tried = 0
    for category in sorted(run.reach.persons):
        for row, key in _ours(run, category):
            tried += 1
            others = (
                row._replace(day="1999-12-31"),
                row._replace(id=new_id()),
                row._replace(person=new_id()),
                row._replace(canary=not row.canary),
            )
            if any(_opens(key, row, other) for other in others):
                return broken("sealed.unbound", records=1)
    return tried or unproven("no-canary")


def carried_over(run: ProofRun, category: str) -> tuple[int, int]:
    """Return how many records of made-up persons open for another organisation or person, and how many were tried."""
    rows = list(_ours(run, category))
    moved = sum(
        1
        for row, key in rows
        if _opens(key, row, row._replace(organisation=new_id())) or _opens(key, row, row._replace(person=new_id()))
    )
    return moved, len(rows)


def living(run: ProofRun) -> Outcome | int:
    """Open records of people, from both ends of every category; return how many opened, or that one did not, or lies in none."""
    if strange := unnumbered(run):
        return broken("sealed.does-not-open", records=strange)
    opened = 0
    for category in sorted(run.reach.plan.categories):
        if knows_nobody(run.reach.plan, category):
            continue
        seen = survey(run, category)
        if seen.false:
            return broken("sealed.false-canary", records=seen.false)
        if seen.shut:
            return broken("sealed.does-not-open", records=seen.shut)
        opened += seen.opened
    return opened


def _ours(run: ProofRun, category: str) -> Iterator[tuple[RecordRow, SealingKey]]:
    for _, written in scenes(run, category):
        row = row_of(run, written.ref)
        if row is not None and (key := keys_of(run, [row]).get(slot_of(row))) is not None:
            yield row, key


def _opens(key: SealingKey, row: RecordRow, other: RecordRow) -> bool:
    """Tell whether the bytes of a row open as another row."""
    try:
        key.open(row.sealed, bound_to(other))
    except SealBroken:
        return False
    return True
