"""
The list of persons as what is kept of them and what standing was told of them say it is.

Whoever is taken off the list is shown nothing of theirs, told of no breach, and erased by nobody, while their records lie where they lay;
whoever was erased and stands on it as living is taken in again. So nobody of whom there is a record, a mark or an event may be missing
from it, and those who ended are those of whom standing was told that they were erased.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from itertools import groupby, islice
from typing import Final, NamedTuple

from etanche.proof.run import ProofRun
from etanche.standing import ERASED, person_subject
from etanche.store import Connection, nobody, persons

_AT_ONCE: Final = 500
_ID: Final = 32
"""Hexadecimal digits."""


class Astray(NamedTuple):
    """Whom the list of persons has otherwise than they were written down."""

    missing: int
    """Of so many there is something, and they are not on it."""

    misjudged: int
    """So many ended without having been erased, were erased and did not end, or have no generation, so that nobody can erase them."""


def look(run: ProofRun) -> Astray:
    """Compare the list with all there is, in one moment of the data."""
    bench = run.bench
    with bench.store.reading() as connection:
        missing = set(nobody.unknown(connection, bench.organisation))
        misjudged, erased = nobody.of_no_generation(connection, bench.organisation), set[bytes]()
        told = _told(connection, bench.organisation)
        while some := dict(islice(told, _AT_ONCE)):
            known = persons.known(connection, bench.organisation, list(some))
            missing.update(some.keys() - known.keys())
            gone = {person for person, was_erased in some.items() if was_erased}
            misjudged += sum(known[person].ended is None for person in gone & known.keys())
            erased |= gone
        misjudged += sum(row.person not in erased for row in persons.ended(connection, bench.organisation))
    return Astray(missing=len(missing), misjudged=misjudged)


def _told(connection: Connection, organisation: bytes) -> Iterator[tuple[bytes, bool]]:
    """Yield each person of whom standing was told anything, and whether it was that they were erased."""
    prefix = person_subject(b"")
    begin, end = len(prefix), len(prefix) + _ID
    for subject, events in groupby(nobody.told_of(connection, organisation, prefix), lambda one: one[0][:end]):
        # Of a subject that is nobody's id no event has a mark of ours: that is told before anybody asks here.
        with suppress(ValueError):
            yield bytes.fromhex(subject[begin:end]), any(event == ERASED for _, event in events)
