"""
What an erasure leaves in the journal, in numbers: from these lines a certificate can be given long after.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from etanche.journal import Entry, Fact
from etanche.keyring import digest
from etanche.store import Connection, PlaceRow, sequences
from etanche.vault import under_way
from etanche.vault.look_marks import ROWS, TELLS
from etanche.vault.looked import told_of
from etanche.vault.means import Means

_OWN: Final = "own-digest"
"""The fact that says which keys of a person an erasure destroyed, told before or not, without the secrets of single records."""

_WHAT: Final = "person"
"""What a line about an erased person is about."""

ERASED: Final = "erased"
CATEGORY: Final = "erased-category"
GOING: Final = "going-"
"""What a fact of the line of an erasure begins with that says how many records of a category go."""


@dataclass(frozen=True, kw_only=True)
class Gone:
    """What one erasure of a person destroyed."""

    records: int
    keys: tuple[bytes, ...]
    """The keys of the person that are dead now, whoever destroyed them."""

    fresh: tuple[bytes, ...]
    """Those of them that lived when it began."""

    secrets: tuple[bytes, ...]
    """Those of records that it deleted."""


def tell_within(means: Means, connection: Connection, person: bytes, gone: Counter[str], *, actor: str) -> None:
    """Write records by category as lines about a person, in the transaction that deletes them: none is told twice, whoever deletes beside us."""
    for category, count in sorted(gone.items()):
        told: dict[str, Fact] = {"records": count}
        entry = means.entry(actor=actor, act=CATEGORY, object=category, decision="done", facts=told)
        means.write_about(connection, entry, [person])


def tell_what_went(means: Means, person: bytes, gone: Gone, *, actor: str, flushed: bool, note: str) -> None:
    """
    Write how much went, and keys by the digest of their ids, as a line about a person; strike the note that they are going.

    The keys of a person are told once, though two erase them at once, or one after a kill: who comes second tells what the first did not.
    """
    with means.store.writing() as connection:
        # Whoever tells beside us has told when we look: nobody takes numbers of lines between this and our commit.
        sequences.take(connection, means.organisation, sequences.ENTRIES, 0)
        before = list(means.journal.entries(numbers=told_of(means, connection, person, TELLS, _WHAT)))
        keys = tuple(sorted((*_untold(before, gone), *gone.secrets)))
        facts: dict[str, Fact] = {"records": gone.records, "keys": len(keys), "final": int(flushed)}
        if keys:
            facts["keys-digest"] = digest(b"".join(keys)).hex()
        if gone.keys:
            facts[_OWN] = _digest_of(gone.keys)
        under_way.end(means, connection, [note])
        entry = means.entry(actor=actor, act=ROWS, object=_WHAT, decision="done", facts=facts)
        means.write_about(connection, entry, [person])


def _untold(before: Sequence[Entry], gone: Gone) -> Sequence[bytes]:
    """Return the keys of a person that no line has told: all of them for the first, those that just died for whoever comes after other keys were told."""
    if any(line.facts.get(_OWN) == _digest_of(gone.keys) for line in before):
        return ()
    return gone.fresh if before else gone.keys


def _digest_of(keys: Sequence[bytes]) -> str:
    return digest(b"".join(sorted(keys))).hex()


def by_category(means: Means, places: Sequence[PlaceRow]) -> Counter[str]:
    """Return how many records there are of each category."""
    names = means.numbers.category_names()
    return Counter(names.get(place.category, "unknown") for place in places)
