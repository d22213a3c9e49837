"""
What somebody does with records of persons: read them by address, by person, by value, in a stream.

Each record is judged by itself. What is refused is not returned; the line of the journal, with the list of persons sealed
beside it, is durable before anything leaves. A stream asks standing again for each of its batches.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

from etanche.errors import Unreadable
from etanche.store import RecordAt, person_records
from etanche.vault.admitting import Admitted
from etanche.vault.asking import obeyed
from etanche.vault.person_seeing import PersonSeeing
from etanche.vault.refs import Ref
from etanche.vault.sealed import Record
from etanche.vault.taking_away import Copy, ends

BATCH = 1_000


def require_some(most: int) -> None:
    """
    Let nobody ask for batches, or pages, of nothing: they would never end, or end at once.

    Raises:
        Unreadable: as its name says.
    """
    if most < 1:
        raise Unreadable(f"`{most}` records at a time are none", hint="ask for 1 at least")


class PersonSession(PersonSeeing):
    """The half of a session that knows persons."""

    def get(self, *refs: Ref) -> tuple[Record, ...]:
        """
        Return the records at some addresses, in the order of the addresses; what is not there, or no more, is left out.

        Raises:
            GateRefused: none of those that are there may be read, or the role sees one of the categories not at all, or in figures only.
            SealBroken: one of them, or what stands beside it in clear, is not what was written; the journal and the alerts say so.
        """
        numbers = self._means.numbers.categories
        asked = [
            RecordAt(numbers[ref.category], ref.day.isoformat(), ref.id) for ref in refs if ref.category in numbers
        ]
        with self._means.store.reading() as connection:
            obeyed(self._means, connection)
            self._unless_known(connection, (ref.category for ref in refs))
            found = person_records.at(connection, self._means.organisation, asked)
            admitted = self._admit(connection, (found[one] for one in asked if one in found))
        return self._tell("read", self._object({ref.category for ref in refs}), admitted, named=True)

    def of_person(self, person: bytes, category: str | None = None) -> tuple[Record, ...]:
        """
        Return what may be seen of a person, of one category or of every category the role sees for the purpose.

        Raises:
            GateRefused: nothing of theirs may be read.
        """
        seen = self._seen() if category is None else {category}
        numbers = self._means.numbers.categories
        with self._means.store.reading() as connection:
            obeyed(self._means, connection)
            if category is not None:
                self._require(connection, category, person)
            self._unless_known(connection, seen)
            rows = person_records.of_person(
                connection, self._means.organisation, person, numbers.get(category) if category is not None else None
            )
            names = self._means.numbers.category_names()
            admitted = self._admit(connection, (row for row in rows if names.get(row.category) in {*seen, None}))
        return self._tell("read", self._object(seen), admitted, about=[person])

    def stream(self, category: str, *, batch: int = BATCH) -> Iterator[Record]:
        """
        Return the records of a category, oldest first; standing is asked again for each batch, and each is a line.

        Raises:
            GateRefused: the role may not read this category for this purpose.
            Unreadable: a batch is of none.
        """
        require_some(batch)
        with self._means.store.reading() as connection:
            self._require(connection, category, None)
        return chain.from_iterable(self._batches(category, batch))

    def take_away(self, category: str, *, batch: int = BATCH) -> Copy:
        """
        Return the records of a category, to be taken away in a copy that has an end; each batch is asked for and written down.

        Raises:
            GateRefused: the role may not read this category for this purpose.
            NotTakenAway: the role takes nothing away.
            Unreadable: a batch is of none.
        """
        require_some(batch)
        with self._means.store.reading() as connection:
            self._require(connection, category, None)
        until = ends(self._means, self._acting, category)
        records = chain.from_iterable(self._batches(category, batch, act="copy"))
        return Copy(
            until=until, records=records, category=category, _session=self, _means=self._means, _acting=self._acting
        )

    def _read_of_persons(self, category: str) -> Iterator[Record]:
        """Return the same as a stream, of which the first batch is written down before this returns, were it of nothing."""
        with self._means.store.reading() as connection:
            self._require(connection, category, None)
        batches = self._batches(category, BATCH)
        first = next(batches, None)
        if first is None:
            first = self._tell("stream", category, Admitted())
        return chain(first, chain.from_iterable(batches))

    def _batches(self, category: str, batch: int, *, act: str = "stream") -> Iterator[tuple[Record, ...]]:
        means = self._means
        place = ("", b"")
        while True:
            with means.store.reading() as connection:
                obeyed(means, connection)
                rows = person_records.after(
                    connection, means.organisation, means.numbers.categories[category], place, batch
                )
                if not rows:
                    return
                admitted = self._admit(connection, rows, quietly=True)
            place = (rows[-1].day, rows[-1].id)
            yield self._tell(act, category, admitted)
