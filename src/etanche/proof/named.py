"""
The names as they were: each whole run writes into the journal which name each number stood for, as a digest, and the next one compares.

What people said, and what is sealed, goes by the number of a purpose or a category. Whoever writes into the data and has no key could
give the numbers to other names: a yes would be one to something else, and each event would still carry its true mark.

A charter that comes into force may rename: its line in the journal holds the digest of after, unless names had changed before it; then
none is written, and it stays seen. A name that got its number since the last of these lines is covered by the next one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from hashlib import sha256
from typing import Final, NamedTuple

from etanche.journal import LONGEST_WORD, Journal
from etanche.keyring import bind
from etanche.proof.run import PROVED, ProofRun
from etanche.store import Connection, names
from etanche.terms import OrganisationId

COVERED: Final = "names"
DIGEST: Final = "names-digest"
"""Facts of a line of the journal: the last number given in each section, and the digest of all names up to these."""

IN_FORCE: Final = "charter-in-force"
"""The act of the journal by which names change."""


class Named(NamedTuple):
    """The names of an organisation, as a line of the journal holds them."""

    covered: str
    digest: str

    def facts(self) -> dict[str, int | str]:
        """Return it for a line of the journal."""
        return {COVERED: self.covered, DIGEST: self.digest}


class Looked(NamedTuple):
    """What a look at the names saw."""

    changed: bool
    """Whether a number stands for another name than the journal says, or for none."""

    named: Named


def look(run: ProofRun) -> Looked:
    """Compare the names with what the journal says they were, once a run."""
    return run.once(COVERED, lambda: _looked(run))


def facts(run: ProofRun) -> Mapping[str, int | str]:
    """Return what the journal is to hold of the names: nothing if this run did not look at them, or found them changed."""
    found = run.seen(COVERED)
    return found.named.facts() if isinstance(found, Looked) and not found.changed else {}


def compared(connection: Connection, organisation: OrganisationId, known: Named | None) -> Looked:
    """Compare the names there are with those that a line of the journal knew; there may be more by now."""
    rows = list(names.walk(connection, organisation))
    sound = [row for row in rows if [type(one) for one in row] == [str, str, int]]
    last: dict[str, int] = {}
    for section, _, number in sound:
        last[section] = max(number, last.get(section, 0))
    now = Named(" ".join(f"{section}:{number}" for section, number in sorted(last.items())), _digest(sound, last))
    same = known is None or _digest(sound, _numbers(known.covered)) == known.digest
    # Somebody who has the file can write what no line of the journal takes.
    sayable = len(sound) == len(rows) and len(now.covered) <= LONGEST_WORD
    return Looked(changed=not (same and sayable), named=now)


def known(journal: Journal) -> Named | None:
    """Return what the journal last said of the names; nothing before the first whole run."""
    told = journal.newest(fact=DIGEST, acts=(PROVED, IN_FORCE))
    return None if told is None else Named(str(told.facts[COVERED]), str(told.facts[DIGEST]))


def _looked(run: ProofRun) -> Looked:
    said = known(run.bench.journal)
    with run.bench.store.reading() as connection:
        return compared(connection, run.bench.organisation, said)


def _numbers(covered: str) -> dict[str, int]:
    told = (one.rpartition(":") for one in covered.split())
    return {section: int(number) for section, _, number in told if number.isdecimal()}


def _digest(rows: Iterable[tuple[str, str, int]], upto: Mapping[str, int]) -> str:
    hashed = sha256()
    for section, name, number in sorted(rows, key=lambda row: (row[0], row[2])):
        if number <= upto.get(section, 0):
            hashed.update(bind("name", 1, section, name, str(number)))
    return hashed.hexdigest()
