"""
The living records of persons, looked at without the vault's eyes: whether they open, and the shape of what is in them.

Only shapes are looked at, no value leaves this module, and that somebody looks is in the journal before a record is opened.
Ids are made in order of time, so a sample is taken from both ends of every category: the oldest records and the newest.
"""

from __future__ import annotations

import ipaddress
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final

import msgspec

from etanche.charter import FieldKind, Only
from etanche.keyring import Holding, SealBroken
from etanche.proof.persons.scene import keys_of, opened, slot_of
from etanche.proof.run import ProofRun
from etanche.proof.survey import numbers, say_inspected
from etanche.store import RecordRow, person_records, records

MOST: Final = 1_000
"""So many records of a category are opened from each of its ends."""

_HALF: Final = {4: 16, 6: 32}
_PRODUCT: Final = re.compile(r"[A-Za-z .]{1,31} \d{1,5}", re.ASCII)
_DAY: Final = len("2026-11-22")


@dataclass(kw_only=True)
class Survey:
    """What the shape of the living records of a category says; counts only."""

    opened: int = 0
    shut: int = 0
    """Records that do not open under what stands beside them in clear."""

    false: int = 0
    """Records that say a check wrote them, and do not open as such: they are hidden from everybody."""

    undeclared: int = 0
    """Values in a field that the charter does not give the category."""

    more: Counter[str] = field(default_factory=Counter)
    """Name of a field that is kept in part → values that are more than that part."""


def survey(run: ProofRun, category: str) -> Survey:
    """Look at some living records of a category, once a run."""

    def look() -> Survey:
        say_inspected(run, category, 2 * MOST)
        found = Survey()
        _look(run, category, sample(run, category), found)
        return found

    return run.once(("survey of persons", category), look)


def sample(run: ProofRun, category: str) -> list[RecordRow]:
    """Return records from both ends of a category, with those that say a check wrote them."""
    number = numbers(run.bench).categories.get(category)
    if number is None:
        return []
    bench = run.bench
    with bench.store.reading() as connection:
        oldest = person_records.after(connection, bench.organisation, number, ("", b""), MOST)
        newest = person_records.newest(connection, bench.organisation, number, MOST) if len(oldest) == MOST else []
    rows = {(row.day, row.id): row for row in (*oldest, *newest)}
    gone = bench.tombstones.among(row.id for row in rows.values())
    return [row for row in rows.values() if row.id not in gone]


def _look(run: ProofRun, category: str, rows: Sequence[RecordRow], found: Survey) -> None:
    known = numbers(run.bench)
    fields = run.bench.charter.categories[category].fields
    keys = keys_of(run, list(rows))
    for row in rows:
        key = keys.get(slot_of(row))
        if not _can_be(row):
            found.shut += 1
            continue
        if key is None:
            # Somebody may have been erased since, or the day be due: of keys that are missing `sealed:keys` tells.
            continue
        try:
            values = opened(key, row)
        except (SealBroken, msgspec.DecodeError):
            found.shut += not row.canary
            found.false += row.canary
            continue
        if row.canary:
            continue
        found.opened += 1
        for number, value in values.items():
            of, _, name = known.fields.get(number, "").partition(".")
            if of != category or name not in fields:
                found.undeclared += 1
            elif not _is_part(fields[name].kind, fields[name].only, value):
                found.more[name] += 1


def _can_be(row: RecordRow) -> bool:
    """Tell whether a row says a way of holding and a day that there are; no key opens one that does not, and none was ever destroyed."""
    try:
        return row.holding in set(Holding) and bool(date.fromisoformat(row.day))
    except ValueError:
        return False


def unnumbered(run: ProofRun) -> int:
    """Return how many records lie under the number of a category that never was: nobody's reading comes there."""
    bench = run.bench
    known = set(numbers(bench).categories.values())
    with bench.store.reading() as connection:
        strange = set(records.categories_with_rows(connection, bench.organisation)) - known
        counted = (records.count_by_day(connection, bench.organisation, one, canary=None) for one in sorted(strange))
        return sum(sum(days.values()) for days in counted)


def _is_part(kind: FieldKind, only: Only | None, value: str) -> bool:
    """Tell whether a value is no more than the part of it that the charter keeps."""
    match only:
        case Only.FIRST_HALF:
            try:
                network = ipaddress.ip_network(value, strict=True)
            except ValueError:
                return False
            return network.prefixlen == _HALF[network.version]
        case Only.DAY:
            return len(value) == _DAY
        case Only.DOMAIN:
            return not set("@/?#") & set(value)
        case Only.VERSION:
            return kind is not FieldKind.USER_AGENT or _PRODUCT.fullmatch(value) is not None
    return True
