"""
What a backup lacks of that which the living house has: records, and what standing was told.

Nobody wrote down which records there were when a backup was made, and a count in its manifest is the copier's own. The living house is asked:
whatever it has, opens, and finds nowhere in the backup was written since, or was left out. How much was written since stands in the journal:
a line is committed with the records it counts, so a line is in a backup if and only if they are. Of what the lines do not explain the backup lacks as much.

What is *not* seen: of a category, as many records left out as were written since the backup and are gone again already; and records in the place of which
the backup's journal lacks the line as well, if it was written less than an hour before the backup.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from itertools import groupby
from operator import itemgetter
from typing import Final

from etanche.keyring import SealBroken, SealingKey
from etanche.proof.bench import Bench
from etanche.proof.survey import bound_to, numbers
from etanche.standing import told_by_us
from etanche.store import RecordRow, StandingRow, moment_text, records, standing
from etanche.vault.person_seal import bound_to as bound_to_person
from etanche.vault.person_seal import slot_of

_AT_ONCE: Final = 500
_LONGEST: Final = timedelta(hours=1)
"""No transaction takes longer from the moment it says to the one in which it is there."""

_BEFORE: Final = timedelta(days=1)
_place = itemgetter(2, 1)
"""Day and category of a row."""


def every(bench: Bench) -> Iterator[list[RecordRow]]:
    """Yield every record, those of one day and category together, some hundreds at a time."""
    with bench.store.reading() as connection:
        for part in records.every(connection, bench.organisation):
            for _, group in groupby(part, key=_place):
                rows = list(group)
                yield from (rows[begin : begin + _AT_ONCE] for begin in range(0, len(rows), _AT_ONCE))


def there(bench: Bench, rows: Sequence[RecordRow]) -> dict[bytes, RecordRow]:
    """Return those of some rows of one day that a house has, as it has them; what it calls a probe's own is none of them, and opens nowhere."""
    first, ids = rows[0], [row.id for row in rows]
    with bench.store.reading() as connection:
        found = records.by_id(connection, bench.organisation, first.category, first.day, ids)
        return {row.id: row for row in found if not row.canary}


def opened(bench: Bench, rows: Sequence[RecordRow]) -> dict[bytes, bytes]:
    """Return those of some rows that open in a house, each with the id of the key that opens it; what is in them is not looked at."""
    keys = bench.keyring.persons.lend(bench.organisation, (slot_of(row) for row in rows if row.person is not None))
    found: dict[bytes, bytes] = {}
    key: SealingKey | None
    for row in rows:
        if row.person is None:
            key, bound = bench.keyring.day_key(row.organisation, row.category, row.day, create=False), bound_to(row)
        else:
            key, bound = keys.get(slot_of(row)), bound_to_person(row)
        if key is not None:
            with suppress(SealBroken):
                key.open(row.sealed, bound)
                found[row.id] = key.id
    return found


def records_left_out(restored: Bench, living: Bench, taken: datetime) -> int:
    """
    Return how many records the living house opens that a backup lacks, and that were not written since.

    Args:
        restored: the backup, put back.
        living: the house it was made of.
        taken: the moment of the backup.
    """
    only_here: Counter[int] = Counter()
    for rows in every(living):
        back = there(restored, rows)
        missed = [row for row in rows if row.id not in back]
        only_here[rows[0].category] += len(opened(living, missed)) if missed else 0
    # The lines are counted after the records: whatever was met above has its line by now.
    since = taken - _BEFORE
    explained = _stored(living, since) - _stored(restored, since)
    names = {number: name for name, number in numbers(living).categories.items()}
    lacking = sum(max(0, n - explained[names[number]]) for number, n in only_here.items())
    # Lines of a category that had another name then: to which of today's they belong they do not say.
    renamed = sum(n for name, n in explained.items() if name not in names.values())
    settled = taken - _LONGEST
    unwritten = _stored(living, since, settled) - _stored(restored, since, settled)
    return max(0, lacking - renamed) + unwritten.total()


def events_left_out(restored: Bench, living: Bench, taken: datetime) -> int:
    """Return how many events that standing was told before a backup are not in it as they were told."""
    before, surely = moment_text(taken), moment_text(taken - _LONGEST)
    signer = living.keyring.signer(living.organisation)
    lost, unsure, last = 0, list[int](), 0
    with living.store.reading() as here, restored.store.reading() as back:
        others = standing.walk(back, restored.organisation)
        other = next(others, None)
        for row in standing.walk(here, living.organisation):
            while other is not None and _seq(other) < _seq(row):
                other = next(others, None)
            if row.recorded >= before:
                continue
            # A name that changed since is under another mark; ours it is all the same.
            marked = other is not None and (told_by_us(other, signer) or not told_by_us(row, signer))
            same = other is not None and _told(other) == _told(row) and row.evidence in {None, other.evidence}
            if marked and same:
                last = _seq(row)
            elif row.recorded < surely:
                lost += 1
            else:
                unsure.append(_seq(row))
    # What was told in the last hour is in it if anything later is: the ledger is in the order of commit.
    return lost + sum(seq < last for seq in unsure)


def _stored(bench: Bench, since: datetime, until: datetime | None = None) -> Counter[str]:
    """Return how many records the lines of a time say were stored, by category; probes' own are no one's."""
    found: Counter[str] = Counter()
    for line in bench.journal.lines(since=since, until=until):
        if line.entry.act == "put" and line.entry.probe is None:
            found[line.entry.object] += int(line.entry.facts.get("stored", 0))
    return found


def _seq(row: StandingRow) -> int:
    return row.seq or 0


def _told(row: StandingRow) -> tuple[object, ...]:
    """Return what of an event nothing changes later; a category that is renamed begins the subject of a day anew, and evidence goes with a hold."""
    about = row.subject.rpartition("/")[2]
    return _seq(row), about, row.event, row.effective, row.recorded, row.because, row.purpose, row.assumed
