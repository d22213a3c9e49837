"""
What a person says takes effect: no, yes, no longer, not now, never again.

Each is tried on a person made up for it, as a role that could read their record a moment before.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import timedelta
from itertools import islice
from typing import Final

from etanche.charter import Basis, FieldKind, Objection
from etanche.keyring import digest
from etanche.proof.outcome import Outcome, broken, kept, unproven
from etanche.proof.persons.asking import Reader, met, reader_of, reads
from etanche.proof.persons.made_up import marker
from etanche.proof.persons.scene import Scene, marks, played, probing, row_of, write
from etanche.proof.persons.shown import shows
from etanche.proof.reach import Reach
from etanche.proof.run import ProofRun
from etanche.proof.survey import numbers
from etanche.standing import HELD
from etanche.store import moment_of, persons
from etanche.vault import NotErased, NotTaken

MOST: Final = 20_000
"""So many persons who ended are looked up for keys that live on."""

GRACE: Final = timedelta(minutes=15)
"""So long an erasure may take."""

_AT_ONCE: Final = 500


def readers(reach: Reach, purposes: Iterable[str]) -> Iterator[Reader]:
    """Yield one reader for each purpose that a check can try."""
    return (found for name in purposes if (found := reader_of(reach, name)) is not None)


def refusable(reach: Reach) -> tuple[str, ...]:
    """Return the purposes that people can object to."""
    return tuple(name for name, it in sorted(reach.charter.purposes.items()) if it.objection is not None)


def consented(reach: Reach) -> tuple[str, ...]:
    """Return the purposes that rest on consent."""
    return tuple(name for name, it in sorted(reach.charter.purposes.items()) if it.basis is Basis.CONSENT)


# — no


def objected(run: ProofRun, purpose: str) -> Outcome:
    """Object, and see that nobody reads on; one that is weighed suspends, and goes on when it is overruled."""
    how = run.bench.charter.purposes[purpose].objection
    if run.bench.plan.objections.get(purpose) is not how:
        return broken("objection.not-heard")
    reader = reader_of(run.reach, purpose)
    if reader is None:
        return unproven("no-canary")
    somebody = played(run, purpose)
    if not reads(run, reader, somebody):
        return unproven("objection.silent")
    probing(run).tell(somebody.person, "objection", purpose=purpose)
    if reads(run, reader, somebody) or (how is not Objection.REVIEWED and _comes_in(run, reader, somebody)):
        return broken("objection.still-read")
    if how is Objection.REVIEWED:
        probing(run).tell(somebody.person, "objection-overruled", purpose=purpose)
        return kept("objection.weighed") if reads(run, reader, somebody) else broken("objection.lost")
    return kept("objection.heard-of-persons")


def _comes_in(run: ProofRun, reader: Reader, somebody: Scene) -> bool:
    """Write once more of somebody who said no, and tell whether it can be read for what they refused."""
    try:
        again = write(run, reader.category, somebody.person)
    except NotTaken:
        return False
    return reads(run, reader, Scene(person=somebody.person, written={reader.category: again}))


# — yes, and no longer


def consent(run: ProofRun, purpose: str) -> Outcome:
    """Ask before the yes, after it, and after it is taken back."""
    if purpose not in run.bench.plan.consents:
        return broken("consent.not-asked")
    reader = reader_of(run.reach, purpose)
    if reader is None:
        return unproven("no-canary")
    somebody = _agreed(run, purpose)
    if somebody is None or not reads(run, reader, somebody):
        return broken("consent.not-heard")
    stranger = probing(run).person()
    if _comes_in(run, reader, Scene(person=stranger, written={})):
        return broken("consent.without")
    probing(run).tell(somebody.person, "consent-withdrawn", purpose=purpose)
    if reads(run, reader, somebody) or _comes_in(run, reader, somebody):
        return broken("consent.after")
    return shows(run, purpose) or kept("consent.only-with")


def _agreed(run: ProofRun, purpose: str) -> Scene | None:
    """Make somebody up who said yes; nothing if it was not heard, so that nothing of theirs came in."""
    try:
        return played(run, purpose)
    except NotTaken:
        return None


# — not now


def restricted(run: ProofRun, reader: Reader) -> Outcome:
    """Freeze somebody's data: they are kept and not read; then let them go on."""
    somebody = played(run, reader.purpose)
    probing(run).tell(somebody.person, "restricted")
    if reads(run, reader, somebody):
        return broken("rights.restricted-and-read")
    if row_of(run, somebody.written[reader.category].ref) is None:
        return broken("rights.restricted-and-gone")
    probing(run).tell(somebody.person, "restriction-lifted")
    return kept("rights.restricted") if reads(run, reader, somebody) else broken("rights.restricted-for-ever")


# — not so


def corrected(run: ProofRun, reader: Reader, field: str) -> Outcome:
    """Correct a record, and read it again; what it said before is found no more."""
    somebody = played(run, reader.purpose)
    written, conditions = somebody.written[reader.category], met(run, reader, somebody)
    session = probing(run).acting(reader.role, purpose=reader.purpose, **conditions._asdict())
    changed = marks(run).sealed + marker(8)
    session.update(written.ref, {field: changed})
    told = [one.fields.get(field) for one in session.get(written.ref)]
    return kept("rights.corrected") if told == [changed] else broken("rights.not-corrected")


def correctable(reach: Reach) -> tuple[Reader, str] | None:
    """Return the first reader with a field of words that can be corrected without touching what its conditions look at; no law keeps it."""
    for reader in readers(reach, sorted(reach.charter.purposes)):
        if not reach.plan.exact.isdisjoint(reach.plan.purposes_of(reader.category)):
            continue
        needs = reach.charter.roles[reader.role].needs
        for name, field in sorted(reach.plan.categories[reader.category].fields.items()):
            if field.kind in {FieldKind.NAME, FieldKind.TEXT, FieldKind.LONG_TEXT} and (
                needs is None or needs.own != name
            ):
                return reader, name
    return None


# — never again


def erased(run: ProofRun, reader: Reader) -> Outcome:
    """Erase somebody: what opens their data is gone, and stays gone; one who is under a hold is kept, and opened to nobody."""
    if wrong := _ended(run):
        return wrong
    somebody, held = (played(run, reader.purpose, only=reader.category) for _ in range(2))
    probing(run).hold(held.person)
    gone = probing(run).erase(somebody.person)
    if run.bench.shelf.keys_of_persons(run.bench.organisation, [somebody.person]) or reads(run, reader, somebody):
        return broken("rights.erased-and-read")
    if _comes_back(run, reader, somebody):
        return broken("rights.comes-back")
    if wrong := _uncertain(run, reader, somebody, gone.keys):
        return wrong
    return _held_fast(run, reader, held) or kept("rights.erased")


def _held_fast(run: ProofRun, reader: Reader, held: Scene) -> Outcome | None:
    """Erase somebody who is under a hold, and return what is wrong: their data are kept, and opened to nobody."""
    probing(run).erase(held.person)
    if row_of(run, held.written[reader.category].ref) is None:
        return broken("rights.hold-ignored")
    return broken("rights.hold-opens") if reads(run, reader, held) else None


def _uncertain(run: ProofRun, reader: Reader, somebody: Scene, keys: tuple[bytes, ...]) -> Outcome | None:
    """Tell what a certificate would say of somebody erased from what was done: so many records, and these keys, which are buried."""
    try:
        told = run.bench.vault.erased(somebody.person)
    except NotErased:
        return broken("rights.no-certificate")
    true = told.keys == len(keys) > 0 and told.digests == (digest(b"".join(keys)).hex(),)
    if not true or told.destroyed != {reader.category: 1} or any(key not in run.bench.tombstones for key in keys):
        return broken("rights.certificate-differs")
    return None


def _comes_back(run: ProofRun, reader: Reader, somebody: Scene) -> bool:
    """Tell whether a record of somebody erased is taken in again."""
    try:
        write(run, reader.category, somebody.person)
    except NotTaken:
        return False
    return True


def _ended(run: ProofRun) -> Outcome | None:
    """Look up those who ended: no key of theirs lives but where a law, or a hold, keeps something."""
    bench, known = run.bench, numbers(run.bench).categories
    lawful = {known.get(name, 0) for purpose, name in run.reach.plan.terms if purpose in run.reach.plan.exact}
    raised = 0
    with bench.store.reading() as connection:
        ended = [
            row.person
            for row in islice(persons.ended(connection, bench.organisation), MOST)
            # Whoever is being erased at this moment is given time.
            if row.ended is not None and moment_of(row.ended) + GRACE < run.at
        ]
        for begin in range(0, len(ended), _AT_ONCE):
            living = bench.shelf.keys_of_persons(bench.organisation, ended[begin : begin + _AT_ONCE])
            for person in {row[0] for row in living if row[1] not in lawful}:
                told = bench.standing.persons.between(connection, person, person)
                raised += not any(one.event == HELD for some in told.values() for one in some)
    return broken("rights.key-of-the-erased", persons=raised) if raised else None
