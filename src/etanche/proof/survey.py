"""
Sealed rows looked at without the vault's eyes: opened by the published format, with the keyring's key.

A vault that hid a field from its own readers, or that sealed more than it says, would be seen here.
Of living records only the shape is looked at (which fields there are, whether a value is cut as promised);
no value leaves this module, and at most `MOST` records of a category are opened in a run.
"""

from __future__ import annotations

import ipaddress
from collections import Counter
from collections.abc import Generator, Mapping
from dataclasses import dataclass, field
from datetime import date
from itertools import islice
from typing import Final

import msgspec

from etanche.charter import Only
from etanche.gate import Reason
from etanche.journal import Entry
from etanche.keyring import SealBroken, SealingKey, bind
from etanche.proof.bench import Bench
from etanche.proof.run import PROBER, ProofRun
from etanche.store import RecordRow, days, names, records
from etanche.vault import first_day

MOST: Final = 20_000
LEAST_OF_A_DAY: Final = 20

_LAYOUT: Final = 1
_HALF: Final = {4: 16, 6: 32}
_decode = msgspec.msgpack.Decoder(dict[int, str]).decode


@dataclass(frozen=True, kw_only=True)
class Numbers:
    """The stable numbers that names of the charter stand for in the store."""

    categories: Mapping[str, int]
    fields: Mapping[int, str]
    """Number → `category.field`; those of charters before this one included."""


@dataclass(kw_only=True)
class Survey:
    """What the shape of the living records of a category says; counts only."""

    days: int = 0
    opened: int = 0
    shut: int = 0
    """Records that do not open under what stands beside them in clear."""

    keyless: int = 0
    """Records of a day that is not destroyed, and whose key is not there."""

    undeclared: int = 0
    """Values in a field that the charter does not give the category."""

    whole: Counter[str] = field(default_factory=Counter)
    """Name of a field that is kept in part → values that are more than that part."""

    linked: Counter[str] = field(default_factory=Counter)
    """Name of a pseudonym → pseudonyms that stand in more than one of the times that they last."""


def bound_to(row: RecordRow, *, day: str | None = None, record: bytes | None = None) -> bytes:
    """Return what the seal of a row must be bound to (DESIGN §6); `day` and `record` put it in another place."""
    return bind(
        "record",
        _LAYOUT,
        row.organisation,
        None,
        None,
        row.category,
        row.day if day is None else day,
        row.id if record is None else record,
        int(row.canary),
    )


def opened(key: SealingKey, row: RecordRow) -> dict[int, str]:
    """
    Return everything a row holds, by the number of its field.

    Raises:
        SealBroken: the row, or what stands beside it in clear, is not what was written.
    """
    return _decode(key.open(row.sealed, bound_to(row)))


def numbers(bench: Bench) -> Numbers:
    """Return the numbers the store has given so far."""
    with bench.store.reading() as connection:
        categories = names.all_of(connection, bench.organisation, "category")
        fields = names.all_of(connection, bench.organisation, "field")
    return Numbers(categories=categories, fields={number: name for name, number in fields.items()})


def halved(value: str) -> bool:
    """Tell whether a value is the first half of an address and nothing more."""
    try:
        network = ipaddress.ip_network(value, strict=True)
    except ValueError:
        return False
    return network.prefixlen == _HALF[network.version]


def say_inspected(run: ProofRun, category: str, at_most: int) -> None:
    """Write down that a check is about to open so many living records of a category at most; before it opens any."""
    run.bench.journal.note(
        Entry(
            organisation=run.bench.organisation,
            at=run.at,
            actor=PROBER,
            act="inspect",
            object=category,
            decision=Reason.GRANTED,
            because=(f"minimise:{category}", "sealed:records"),
            facts={"at-most": at_most},
            probe=run.id,
        )
    )


def survey(run: ProofRun, category: str) -> Survey:
    """Look at the living records of a category, once a run; that somebody looks is in the journal before a record is opened."""

    def look() -> Survey:
        say_inspected(run, category, MOST)
        return _Surveyor(run.bench, category).survey()

    return run.once(("survey", category), look)


class _Surveyor:
    def __init__(self, bench: Bench, category: str) -> None:
        self._bench = bench
        self._category = category
        self._numbers = numbers(bench)
        self._found = Survey()
        self._seen: dict[tuple[str, str], date] = {}
        """(field, pseudonym) → the first day of the time that it was met in."""

        self._links: set[tuple[str, str]] = set()

    def survey(self) -> Survey:
        bench, number = self._bench, self._numbers.categories.get(self._category)
        if number is None:
            return self._found
        with bench.store.reading() as connection:
            living = days.known(connection, bench.organisation, number, state="living")
        self._found.days = len(living)
        each = max(LEAST_OF_A_DAY, MOST // max(1, len(living)))
        for day in reversed(living):
            rows = self._rows(number, day.day, each)
            key = bench.keyring.day_key(bench.organisation, number, day.day, create=False)
            if key is None:
                # A sweep may have taken the day since it was listed; then its key has a tombstone.
                self._found.keyless += 0 if day.bucket in bench.tombstones else len(rows)
                continue
            for row in rows:
                self._look(key, row)
        return self._found

    def _rows(self, number: int, day: str, most: int) -> list[RecordRow]:
        with self._bench.store.reading() as connection:
            found = records.of_day(connection, self._bench.organisation, number, day, canary=False)
            try:
                # Ids are random and rows lie in their order, so the first ones are as good a sample as any.
                return list(islice(found, most))
            finally:
                if isinstance(found, Generator):
                    found.close()

    def _look(self, key: SealingKey, row: RecordRow) -> None:
        try:
            values = opened(key, row)
        except (SealBroken, msgspec.DecodeError):
            self._found.shut += 1
            return
        self._found.opened += 1
        for number, value in values.items():
            name = _own(self._numbers.fields.get(number, ""), self._category)
            declared = self._bench.charter.categories[self._category].fields.get(name)
            if declared is None:
                self._found.undeclared += 1
                continue
            if declared.only is Only.FIRST_HALF and not halved(value):
                self._found.whole[name] += 1
            if declared.lasts is not None:
                first = first_day(declared.lasts, date.fromisoformat(row.day))
                if self._seen.setdefault((name, value), first) != first:
                    self._link(name, value)

    def _link(self, name: str, value: str) -> None:
        if (name, value) not in self._links:
            self._links.add((name, value))
            self._found.linked[name] += 1


def _own(name: str, category: str) -> str:
    """Return the field of a name such as `visit.address`, or nothing if it is another category's."""
    of, _, field_name = name.partition(".")
    return field_name if of == category else ""
