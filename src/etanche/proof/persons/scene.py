"""
A made-up person for each purpose: told of what makes the purpose live, with one record in every category it uses.

What each did is looked at by several checks, so it is played once a run. Records are opened without the vault's eyes,
by the published format, with the keyring's key.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final

import msgspec

from etanche.charter import STATES, CategoryPlan
from etanche.clock import day_of
from etanche.keyring import NOBODY, SealingKey, Slot, bind
from etanche.proof.bench import Bench
from etanche.proof.persons.made_up import Datum, Marks, datum
from etanche.proof.reach import starts
from etanche.proof.run import ProofRun
from etanche.proof.survey import numbers
from etanche.store import RecordAt, RecordRow, person_records
from etanche.vault import Probing, Ref

LAYOUT: Final = 2
IN_THE_BUCKET: Final = 1
LONG_AGO: Final = timedelta(days=100 * 366)
"""Before every end that is told."""

_BEGIN: Final = frozenset(state.begins for state in STATES.values()) - {"consent-given"}
_decode = msgspec.msgpack.Decoder(dict[int, str]).decode


@dataclass(frozen=True, kw_only=True)
class Written:
    """One record of a made-up person: where it is, and what was sent and must be kept, by name of field."""

    ref: Ref
    data: Mapping[str, Datum] = field(repr=False)


@dataclass(frozen=True, kw_only=True)
class Scene:
    """A made-up person, and a record in each category that a purpose uses and that can be written."""

    person: bytes
    written: Mapping[str, Written]


def marks(run: ProofRun) -> Marks:
    """Return what this run recognises its own data by."""
    return run.once("marks", Marks.made_up)


def probing(run: ProofRun) -> Probing:
    """Return the vault, limited to what this run makes up."""
    return run.once("probing", lambda: run.bench.vault.probing(run.probe))


def scene(run: ProofRun, purpose: str) -> Scene:
    """Return the made-up person for whom a purpose lives, with their records; played once a run."""
    return run.once(("person", purpose), lambda: played(run, purpose))


def played(run: ProofRun, purpose: str, *, long_ago: bool = False, only: str | None = None) -> Scene:
    """
    Make up another person for whom a purpose lives, for a check that ends it.

    Args:
        run: the run.
        purpose: which.
        long_ago: whether a state that it needs began long before.
        only: the one category in which they have a record; all that the purpose uses if left out.
    """
    charter = run.bench.charter
    person = probing(run).person()
    before = day_of(run.at, run.reach.plan.zone) - LONG_AGO
    for event, about in starts(charter, purpose):
        effective = before if long_ago and event in _BEGIN else None
        probing(run).tell(person, event, purpose=about, effective=effective)
    categories = sorted(set(charter.purposes[purpose].uses) & run.reach.persons if only is None else {only})
    return Scene(person=person, written={name: write(run, name, person) for name in categories})


def write(run: ProofRun, category: str, person: bytes) -> Written:
    """
    Write a record of a made-up person into a category, by a door of the charter.

    Raises:
        GateRefused, NotTaken: it was turned away.
    """
    planned = run.reach.plan.categories[category]
    data = data_of(run, planned)
    ref = probing(run).put(
        door_of(run, planned),
        category,
        person,
        {name: one.sent for name, one in data.items()},
        feature=min(planned.tied_to, default=None),
    )
    return Written(ref=ref, data=data)


def data_of(run: ProofRun, planned: CategoryPlan) -> Mapping[str, Datum]:
    """Return made-up data for every field of a category but those the vault makes itself."""
    made = {name: datum(marks(run), one) for name, one in planned.fields.items()}
    return {name: one for name, one in made.items() if one.kept is not None}


def door_of(run: ProofRun, planned: CategoryPlan) -> str:
    """Return the first door of a category that knows whose the data are."""
    return min(name for name in planned.channels if run.reach.plan.channels[name] not in NOBODY)


# — without the vault's eyes


def row_of(run: ProofRun, ref: Ref) -> RecordRow | None:
    """Return the row of a record as it lies in the store."""
    number = numbers(run.bench).categories[ref.category]
    at = RecordAt(number, ref.day.isoformat(), ref.id)
    with run.bench.store.reading() as connection:
        return person_records.at(connection, run.bench.organisation, [at]).get(at)


def keys_of(run: ProofRun, rows: list[RecordRow]) -> Mapping[Slot, SealingKey]:
    """Return the keys of some rows that are alive."""
    return keys_of_bench(run.bench, rows)


def keys_of_bench(bench: Bench, rows: Iterable[RecordRow]) -> Mapping[Slot, SealingKey]:
    """Return the keys of some rows of a house that are alive."""
    return bench.keyring.persons.lend(bench.organisation, map(slot_of, rows))


def slot_of(row: RecordRow) -> Slot:
    """Return which key opens a row."""
    day = row.day if row.holding == IN_THE_BUCKET else ""
    return Slot(row.person or b"", row.category, row.generation or 0, row.holding or 0, day, row.own_key)


def bound_to(row: RecordRow) -> bytes:
    """Return what the seal of a row of a person must be bound to (DESIGN §6)."""
    return bind(
        *("record", LAYOUT, row.organisation, None, row.category, row.day, int(row.canary), row.holding),
        *(row.person, row.generation, row.id, row.own_key),
    )


def opened(key: SealingKey, row: RecordRow) -> dict[int, str]:
    """
    Return everything a row holds, by the number of its field.

    Raises:
        SealBroken: the row, or what stands beside it in clear, is not what was written.
    """
    return _decode(key.open(row.sealed, bound_to(row)))


def looked_at(run: ProofRun, written: Written) -> Mapping[str, str] | None:
    """Return everything that is in a record of ours, by name of field; nothing if it does not open or is not there."""
    row = row_of(run, written.ref)
    key = None if row is None else next(iter(keys_of(run, [row]).values()), None)
    if row is None or key is None:
        return None
    names = numbers(run.bench).fields
    return {
        names.get(number, "").partition(".")[2] or f"#{number}": value for number, value in opened(key, row).items()
    }


def scenes(run: ProofRun, category: str) -> Iterator[tuple[str, Written]]:
    """Yield (purpose, record) for each purpose of a category that a check can make live."""
    for purpose in run.reach.plan.purposes_of(category):
        if run.reach.begins(purpose):
            yield purpose, scene(run, purpose).written[category]
