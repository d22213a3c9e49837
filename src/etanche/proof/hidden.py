"""
Rows that somebody could not find who should: taken for a probe's, or without the mark they are looked up by.

Looked at without the vault's eyes, like the shape of the records (`survey`), and said in numbers only.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator, Mapping
from itertools import islice
from types import MappingProxyType
from typing import Final

import msgspec

from etanche.clock import day_of
from etanche.keyring import SealBroken, SealingKey
from etanche.proof.run import ProofRun
from etanche.proof.survey import MOST, numbers, opened, survey
from etanche.store import RecordRow, days, records
from etanche.vault import first_day

MARKED_OF_THE_LAST_DAY: Final = 500
"""Of so many records of the last living day the marks are looked up: a refusal erases by them what is of today."""

MARKED_OF_A_DAY: Final = 1


def disguised(run: ProofRun, category: str) -> int:
    """
    Return how many rows say that a probe wrote them and do not open as such: they would be in nobody's counts.

    The canaries of another run open, so two runs at once do not mistake each other.
    """
    survey(run, category)  # whoever opens records has said so in the journal before
    return sum(1 for row in _said_to_be_canaries(run, category) if not _opens(run, row))


def unmarked(run: ProofRun, category: str) -> int:
    """Return how many of the living records looked at lack the mark of a findable value: nobody would find them by it."""
    survey(run, category)
    known, fields = numbers(run.bench), run.bench.charter.categories[category].fields
    findable = {
        number
        for number, name in known.fields.items()
        for of, _, field in [name.partition(".")]
        if of == category and field in fields and fields[field].findable
    }
    today = day_of(run.at, run.bench.plan.zone)
    # The marks of a pseudonym are taken away when its time is over: nobody can refuse by it any more.
    first = {
        number: first_day(lasts, today).isoformat()
        for number, name in known.fields.items()
        if number in findable and (lasts := fields[name.partition(".")[2]].lasts) is not None
    }
    lookup = _Lookup(run, findable, first)
    return sum(lookup.lacks(row, values) for row, values in _sample(run, category) if findable & values.keys())


class _Lookup:
    """Looks records up by their values, each value of a day once."""

    def __init__(self, run: ProofRun, findable: set[int], first: Mapping[int, str] = MappingProxyType({})) -> None:
        self._bench = run.bench
        self._first = first
        self._findable = findable
        self._found: dict[tuple[str, int, str], set[bytes]] = {}

    def lacks(self, row: RecordRow, values: Mapping[int, str]) -> bool:
        """Tell whether a record that is still there is not found by one of its values."""
        marked = {number for number in self._findable & values.keys() if self._first.get(number, "") <= row.day}
        return any(not self._leads_to(row, number, values[number]) for number in marked)

    def _leads_to(self, row: RecordRow, number: int, value: str) -> bool:
        held = self._found.get((row.day, number, value))
        if held is not None and row.id in held:
            return True
        mark = self._bench.keyring.mark(row.organisation, number, value)
        with self._bench.store.reading() as connection:
            found = records.by_mark(connection, row.organisation, row.category, number, mark, row.day)
            self._found[row.day, number, value] = ids = {one.id for one in found}
            # Somebody may have opted out since the record was read: a record that is gone needs no mark.
            return row.id in ids or not records.by_id(connection, row.organisation, row.category, row.day, [row.id])


def _sample(run: ProofRun, category: str) -> Iterator[tuple[RecordRow, Mapping[int, str]]]:
    """Yield some opened records of every living day, more of the last one; what does not open is told elsewhere."""
    bench, number = run.bench, numbers(run.bench).categories.get(category)
    if number is None:
        return
    with bench.store.reading() as connection:
        living = days.known(connection, bench.organisation, number, state="living")
    for day in living:
        most = MARKED_OF_THE_LAST_DAY if day is living[-1] else MARKED_OF_A_DAY
        key = bench.keyring.day_key(bench.organisation, number, day.day, create=False)
        for row in [] if key is None else _first(run, number, day.day, most):
            values = None if key is None else _values(key, row)
            if values is not None:
                yield row, values


def _first(run: ProofRun, number: int, day: str, most: int) -> list[RecordRow]:
    with run.bench.store.reading() as connection:
        found = records.of_day(connection, run.bench.organisation, number, day, canary=False)
        try:
            return list(islice(found, most))
        finally:
            if isinstance(found, Generator):
                found.close()


def _said_to_be_canaries(run: ProofRun, category: str) -> list[RecordRow]:
    bench, number = run.bench, numbers(run.bench).categories.get(category)
    if number is None:
        return []
    with bench.store.reading() as connection:
        held = records.count_by_day(connection, bench.organisation, number, canary=True)
        return [
            row for day in held for row in records.of_day(connection, bench.organisation, number, day, canary=True)
        ][:MOST]


def _opens(run: ProofRun, row: RecordRow) -> bool:
    """Tell whether a row opens as what it says it is; one of a day that is gone cannot be asked."""
    key = run.bench.keyring.day_key(row.organisation, row.category, row.day, create=False)
    return key is None or _values(key, row) is not None


def _values(key: SealingKey, row: RecordRow) -> Mapping[int, str] | None:
    try:
        return opened(key, row)
    except (SealBroken, msgspec.DecodeError):
        return None
