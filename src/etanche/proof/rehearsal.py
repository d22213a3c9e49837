"""
The rehearsal of a restore, looked at: is everything alive back, and does nothing that was erased open again?

The backup was put back into a house of its own, by the code that restores, against a copy of the keys of now. Here its
records are opened one by one and compared with the living house by their ids; what is in them is dropped at once, and only counts leave.

- *readable*: it opens, and the living house has it too.
- *shut*: it does not open, and the living house has no use for it: it was destroyed since.
- *raised*: it opens, and the living house no longer has it. The dead walk: an old shelf, or tombstones cut short.
- *missing*: the living house has it and opens it, and from the backup it does not open, or the backup lacks it: the record, its day or person, an event of standing
  (`left_out`); or a row of another table, or a request, does not come back as it was (`beside`).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from etanche.journal import Entry, Fact
from etanche.proof.bench import Bench
from etanche.proof.beside import rows_left_out
from etanche.proof.left_out import events_left_out, every, opened, records_left_out, there
from etanche.store import DayRow, PersonRow, RecordRow, days, moment_text, persons

ACT: Final = "backup-rehearsed"
SOUND: Final = "sound"
RAISED: Final = "raised"
MISSING: Final = "missing"

_AT_ONCE: Final = 500


@dataclass(frozen=True, kw_only=True)
class Revived:
    """What came back, in numbers."""

    readable: int = 0
    shut: int = 0
    raised: int = 0
    missing: int = 0
    rows: int = 0
    """Rows beside records and standing that were compared."""

    lacking: tuple[str, ...] = ()
    """The tables beside those of which something is missing."""

    @property
    def found(self) -> str:
        """Return what was found, in one word; the dead first."""
        return RAISED if self.raised else MISSING if self.missing else SOUND


@dataclass(frozen=True, kw_only=True)
class Rehearsal:
    """What the journal says of the last rehearsal."""

    at: datetime
    found: str
    facts: dict[str, Fact]

    @property
    def sound(self) -> bool:
        """Whether all that is alive came back, and nothing else."""
        return self.found == SOUND


def revive(restored: Bench, living: Bench, *, taken: datetime) -> Revived:
    """
    Open every record of a restored house, and compare it with the living one.

    Args:
        restored: the backup, put back; nobody else is in it.
        living: the house the backup was made of; it may go on working meanwhile.
        taken: the moment of the backup.
    """
    readable = shut = missing = 0
    suspects: list[tuple[RecordRow, bytes]] = []
    for rows in every(restored):
        opens, alive = opened(restored, rows), there(living, rows)
        lost = opened(living, [alive[row.id] for row in rows if row.id in alive and row.id not in opens])
        readable += len(opens.keys() & alive.keys())
        missing += len(lost)
        shut += sum(1 for row in rows if row.id not in opens and row.id not in lost)
        suspects += [(row, opens[row.id]) for row in rows if row.id in opens and row.id not in alive]
    raised = sum(1 for row, key in suspects if not _died(living, row, key))
    missing += _lost_days(restored, living, moment_text(taken)) + _lost_persons(restored, living, moment_text(taken))
    missing += records_left_out(restored, living, taken) + events_left_out(restored, living, taken)
    looked, lacking = rows_left_out(restored, living, taken)
    return Revived(
        readable=readable,
        shut=shut,
        missing=missing + lacking.total(),
        raised=raised,
        rows=looked,
        lacking=tuple(sorted(lacking)),
    )


def together(seen: Iterable[Revived]) -> Revived:
    """Return what the organisations of one backup came to, all of them counted together."""
    all_ = list(seen)
    return Revived(
        readable=sum(one.readable for one in all_),
        shut=sum(one.shut for one in all_),
        missing=sum(one.missing for one in all_),
        rows=sum(one.rows for one in all_),
        lacking=tuple(sorted({name for one in all_ for name in one.lacking})),
        raised=sum(one.raised for one in all_),
    )


def write_down(bench: Bench, *, by: str, backup: str, taken: datetime | None, found: str, seen: Revived) -> None:
    """Write the result into the journal: it is what `continuity:backups` looks at."""
    facts: dict[str, Fact] = {"backup": backup, "readable": seen.readable, "shut": seen.shut}
    facts |= {"raised": seen.raised, "missing": seen.missing, "rows": seen.rows, "found": found}
    if seen.lacking:
        facts["lacking"] = " ".join(seen.lacking)
    if taken is not None:
        facts["taken"] = taken.isoformat()
    bench.journal.note(
        Entry(
            organisation=bench.organisation,
            at=bench.clock.now(),
            actor=by,
            act=ACT,
            object="backup",
            decision="done" if found == SOUND else "failed",
            because=("continuity:backups",),
            facts=facts,
        )
    )


def last(bench: Bench) -> Rehearsal | None:
    """Return the last rehearsal, or nothing if there was none, or none that the journal still knows of."""
    found = bench.journal.entries(act=ACT, last=1)
    if not found:
        return None
    return Rehearsal(at=found[0].at, found=str(found[0].facts.get("found", "")), facts=dict(found[0].facts))


def _died(living: Bench, row: RecordRow, key: bytes) -> bool:
    """
    Tell whether a record that opened was destroyed while it was looked at: then it has a tombstone by now.

    One that was destroyed before had its tombstone when the keys were copied, and did not open.
    """
    bucket = living.keyring.bucket_id(row.organisation, row.category, row.day)
    return any(one is not None and one in living.tombstones for one in (row.id, key, row.own_key, bucket))


def _is_person(back: PersonRow | None, here: PersonRow) -> bool:
    """Tell whether somebody who lives came back as they were known; if keys of theirs were destroyed since, their generation is a higher one here."""
    if back is None or back.ended is not None:
        return False
    return back.recorded == here.recorded and back.generation <= here.generation


def _lost_days(restored: Bench, living: Bench, taken: str) -> int:
    """Return how many days that were opened before a moment the restored house never heard of, or says were opened at another one."""
    with living.store.reading() as connection:
        wanted = [row for row in days.known(connection, living.organisation) if row.opened < taken]
    with restored.store.reading() as connection:
        known = {row.bucket: row for row in days.known(connection, restored.organisation)}
    return sum(1 for row in wanted if not _is_day(known.get(row.bucket), row, taken))


def _is_day(back: DayRow | None, here: DayRow, taken: str) -> bool:
    """Tell whether a day came back as it was; of one destroyed meanwhile nothing is missed, and one destroyed before is dead still."""
    if here.destroyed is not None and here.destroyed >= taken:
        return True
    if back is None:
        return here.destroyed is not None
    return back.opened == here.opened and (here.destroyed is None or back.destroyed is not None)


def _lost_persons(restored: Bench, living: Bench, taken: str) -> int:
    """
    Return how many living persons that were written down before a moment the restored house never heard of, or has otherwise: ended, with
    keys of a generation that has not come yet, or known since another moment.
    """
    before, lost = b"", 0
    while True:
        with living.store.reading() as connection:
            rows = persons.after(connection, living.organisation, before, _AT_ONCE)
        if not rows:
            return lost
        wanted = [row for row in rows if row.ended is None and row.recorded < taken]
        with restored.store.reading() as connection:
            back = persons.known(connection, restored.organisation, [row.person for row in wanted])
        lost += sum(1 for row in wanted if not _is_person(back.get(row.person), row))
        before = rows[-1].person
