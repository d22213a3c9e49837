"""
What shows that something was told of a person: sealed under a key of their own, it dies with it and opens beside nobody else.

Before the seal stands the number of the generation whose key it takes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

from etanche.keyring import SealBroken, bind
from etanche.standing import HELD
from etanche.store import Connection, StandingRow, persons
from etanche.vault.aliases import NoSuchPerson
from etanche.vault.altered import alarm
from etanche.vault.hold_words import opened_words
from etanche.vault.means import Means

EVIDENCE: Final = 0
"""The number of the key of a person under which evidence is sealed: categories are numbered from 1."""

_NUMBER: Final = 2
"""Bytes of the number of a generation."""


def bound_evidence(means: Means, person: bytes) -> bytes:
    """Return what evidence of a person is bound to: it opens beside nobody else."""
    return bind("evidence", 1, means.organisation, person)


def generation_of(sealed: bytes) -> int:
    """Return the generation under whose key evidence is sealed."""
    return int.from_bytes(sealed[:_NUMBER], "big")


def sealed_evidence(means: Means, person: bytes, evidence: bytes) -> bytes:
    """
    Seal what shows something of a person.

    Raises:
        NoSuchPerson: they were erased.
    """
    with means.store.reading() as connection:
        generation = _living(means, connection, person)
    lent = means.keyring.persons
    keys = {} if generation is None else lent.ensure(means.organisation, EVIDENCE, {person: generation})
    if person not in keys:
        raise NoSuchPerson("there is no such person", hint="they were erased: no evidence is kept of them any more")
    key = lent.lend_all(means.organisation, person, EVIDENCE)
    held = next(found for slot, found in key.items() if slot.generation == keys[person])
    return keys[person].to_bytes(_NUMBER, "big") + held.seal(evidence, bound_evidence(means, person))


def opens_still(means: Means, connection: Connection, person: bytes, sealed: bytes) -> bool:
    """Tell whether evidence is sealed under the key that a person has now."""
    return _living(means, connection, person) == generation_of(sealed)


def opening(means: Means, person: bytes) -> Callable[[bytes], bytes | None]:
    """Return what opens evidence of a person, or tells with nothing that its key is gone; it raises `SealBroken` where the key lives and does not open it."""
    lent = means.keyring.persons.lend_all(means.organisation, person, EVIDENCE)
    slots = {slot.generation: key for slot, key in lent.items()}
    bound = bound_evidence(means, person)

    def opened(sealed: bytes) -> bytes | None:
        key = slots.get(generation_of(sealed))
        return None if key is None else key.open(sealed[_NUMBER:], bound)

    return opened


def opened_evidence(means: Means, person: bytes) -> Iterator[tuple[StandingRow, bytes]]:
    """Yield (row, evidence) of everything told of a person with evidence, as long as its key lives: theirs, or that of holds; what somebody altered is left out, and told."""
    with means.store.reading() as connection:
        rows = [row for row in means.standing.persons.under(connection, person) if row.evidence is not None]
    opened, altered = opening(means, person), 0
    for row in rows:
        if not isinstance(row.evidence, bytes):
            altered += 1
            continue
        words = opened_words(means, row)
        if words is not None:
            yield row, words.text()
        if row.event == HELD and row.because:
            continue
        try:
            shown = opened(row.evidence)
        except SealBroken:
            altered += 1
            continue
        if shown is not None:
            yield row, shown
    if altered:
        alarm(means, altered)


def _living(means: Means, connection: Connection, person: bytes) -> int | None:
    """Return the generation of a person's keys now; nothing of whom nothing is known, or who was erased."""
    return persons.generations(persons.known(connection, means.organisation, [person]), person)
