"""
One of a kind: a record is written only if no other of its kind came in since somebody looked, whoever wrote it, in whichever process.

    alone = vault.alone_with("account", "email", address)       # first
    if session.find("account", "email", address): …        # then look
    door.put("account", arrival, beside=alone.require)     # in the transaction that writes: still as it was looked at

Writers queue, one after the other, so that of two who looked at one moment the second finds what the first wrote.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from etanche.errors import Refused
from etanche.store import Connection, person_records
from etanche.vault.means import Means
from etanche.vault.refs import Ref
from etanche.vault.shapes import shape


class Taken(Refused):
    """Another record of the kind came in since somebody looked; nothing was written."""


@dataclass(frozen=True)
class Alone:
    """What there was when somebody looked."""

    _look: Callable[[Connection], frozenset[bytes]]
    _seen: frozenset[bytes]

    def require(self, connection: Connection, refs: Sequence[Ref]) -> None:
        """
        Go on, in the transaction that writes some records, only if there is nothing else now that was not there then.

        Raises:
            Taken: there is.
        """
        if self._look(connection) - self._seen - {ref.id for ref in refs}:
            raise Taken("another record came in meanwhile", hint="look again")


def alone_of_person(means: Means, category: str, person: bytes) -> Alone:
    """Return what a category holds of a person now."""
    number = means.numbers.categories[category]

    def look(connection: Connection) -> frozenset[bytes]:
        return frozenset(row.id for row in person_records.of_person(connection, means.organisation, person, number))

    return _alone(means, look)


def alone_of_value(means: Means, category: str, field: str, value: str) -> Alone:
    """Return which records carry the mark of a value of a findable field now; of a value that the field cannot have, none ever does."""
    number = means.numbers.fields[category, field]
    wanted = shape(means.plan.categories[category].fields[field], value)

    def look(connection: Connection) -> frozenset[bytes]:
        if wanted is None:
            return frozenset()
        mark = means.keyring.mark(means.organisation, number, wanted)
        return frozenset(row.id for row in person_records.by_mark(connection, means.organisation, number, mark))

    return _alone(means, look)


def _alone(means: Means, look: Callable[[Connection], frozenset[bytes]]) -> Alone:
    with means.store.reading() as connection:
        return Alone(look, look(connection))
