"""
A person is erased.

The order, each step durable before the next: the person ends (their generation is bumped, the ledger told, the intent written down)
→ what stays is parted from what goes (`staying`) → keys → tombstones → the line that it is done → rows and marks. From the first commit on nothing is taken in for them; after the keys
nothing of theirs opens; what the law orders to be kept, and what a hold keeps, stays under a key of its own, with those purposes only.
Killed anywhere, the next sweep goes on from where it was.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from etanche.errors import NotFound
from etanche.journal import Fact
from etanche.standing import (
    ERASED,
    HELD,
    person_subject,
)
from etanche.store import Connection, PlaceRow, moment_text, person_records, persons
from etanche.vault.asking import obeyed
from etanche.vault.means import Means
from etanche.vault.refusals import keep_of
from etanche.vault.staying import Kept, keys_of, part, split_of

BITE = 500


class NoSuchPerson(NotFound):
    """There is no such person, or nothing of theirs is left."""


@dataclass(frozen=True, kw_only=True)
class Erasure:
    """What became of a person: the moments of it, and what stays."""

    unreadable: datetime | None
    """Since when no key of what is erased is left in any file; nothing while a reader keeps the log from being cut."""

    everywhere: datetime
    """From when on no other process can hold an opened key either."""

    marks_gone: datetime | None
    """Since when no row and no mark of what is erased is left; nothing if the next sweep has to see to it."""

    records: int
    """Records deleted."""

    kept: tuple[Kept, ...]

    def as_json(self) -> dict[str, object]:
        """Return the erasure for programs."""
        return {
            "unreadable": None if self.unreadable is None else self.unreadable.isoformat(),
            "everywhere": self.everywhere.isoformat(),
            "marks_gone": None if self.marks_gone is None else self.marks_gone.isoformat(),
            "records": self.records,
            "kept": [
                {"category": one.category, "purpose": one.purpose, "records": one.records, "until": one.until}
                for one in self.kept
            ],
        }


class Eraser:
    """Erases persons of one organisation."""

    def __init__(self, means: Means) -> None:
        """Keep what is needed; nothing is looked at yet."""
        self._means = means

    def erase(self, person: bytes, *, actor: str, case: str | None = None) -> Erasure:
        """
        Erase a person; see `Vault.erase`.

        Raises:
            NoSuchPerson: nobody is known by that id.
        """
        means = self._means
        now = means.clock.now()
        # While their addresses can be read: what they refused stays refused, whoever brings them back.
        keep_of(means, person)
        with means.store.writing() as connection:
            obeyed(means, connection)
            found = persons.known(connection, means.organisation, [person]).get(person)
            if found is None:
                raise NoSuchPerson("there is no such person", hint="the id of a person has 32 hexadecimal digits")
            if found.ended is None:
                persons.advance(connection, means.organisation, person, ended=moment_text(now))
                means.standing.persons.tell(connection, person_subject(person), ERASED, because="rights:erasure")
            entry = means.entry(actor=actor, act="erase-begun", object="person", decision="asked", case=case)
            means.write_about(connection, entry, [person])
        return self.carry_out(person, actor=actor)

    def carry_out(self, person: bytes, *, actor: str) -> Erasure:
        """Do what was decided; doing it again does no harm."""
        means = self._means
        # Where nothing can stay the keys go before the records are looked at: who left much waits no longer than who left little.
        split = None if self._nothing_stays(person) else split_of(means, person)
        if split is not None:
            part(means, person, split)
        sparing = set[tuple[int, int]]() if split is None else keys_of(means, split.staying)
        final, _ = means.keyring.persons.destroy(means.organisation, person, sparing=sparing, ended=True)
        unreadable = means.clock.now() if final else None
        # Every other process has let go of the keys, or may not use them any more, before anybody is told "erased".
        means.keyring.settled()
        everywhere = means.clock.now()
        split = split or split_of(means, person)
        with means.store.writing() as connection:
            facts: dict[str, Fact] = {
                "going": len(split.going),
                "staying": len(split.staying),
                "final": int(final),
            }
            entry = means.entry(
                actor=actor,
                act="erased" if final else "destruction-waits",
                object="person",
                decision="done" if final else "log-not-cut",
                facts=facts,
            )
            means.write_about(connection, entry, [person])
        records = remove(means, split.going)
        flushed = means.store.flush()
        return Erasure(
            unreadable=unreadable,
            everywhere=everywhere,
            marks_gone=means.clock.now() if flushed else None,
            records=records,
            kept=split.kept,
        )

    def unfinished(self) -> Iterator[bytes]:
        """Yield the persons who ended and of whom a key, or a row, is left that should not be."""
        means = self._means
        with means.store.reading() as connection:
            ended = [row.person for row in persons.ended(connection, means.organisation)]
        for person in ended:
            split = split_of(means, person)
            left = {row[1:3] for row in means.shelf.keys_of_persons(means.organisation, [person])}
            if split.going or left - keys_of(means, split.staying):
                yield person

    def _nothing_stays(self, person: bytes) -> bool:
        """Tell, without looking at a record, that no law keeps any category of theirs and that no hold was ever placed."""
        means = self._means
        with means.store.reading() as connection:
            history = means.standing.persons.between(connection, person, person)
        if any(one.event == HELD for told in history.values() for one in told):
            return False
        names = means.numbers.category_names()
        keys = means.shelf.keys_of_persons(means.organisation, [person])
        used = {purpose for row in keys for purpose in means.plan.purposes_of(names.get(row[1], ""))}
        return used.isdisjoint(means.plan.exact)


def remove(means: Means, places: Sequence[PlaceRow]) -> int:
    """Destroy the own keys of records, then delete rows and marks in small bites; return how many records went."""
    gone = 0
    for begin in range(0, len(places), BITE):
        bite = places[begin : begin + BITE]
        with means.store.reading() as connection:
            secrets = person_records.secrets(connection, means.organisation, bite)
        if secrets:
            means.keyring.persons.destroy_secrets(means.organisation, secrets)
        with means.store.writing() as connection:
            gone += person_records.remove(connection, means.organisation, bite)
    return gone


def reconcile(means: Means, connection: Connection) -> int:
    """
    End again, in the data, whom the shelf knows to have ended: an old copy of the data was put back.

    Returns:
        How many there were.
    """
    found = 0
    for person in means.shelf.ended_persons(means.organisation):
        row = persons.known(connection, means.organisation, [person]).get(person)
        if row is not None and row.ended is None:
            persons.advance(connection, means.organisation, person, ended=moment_text(means.clock.now()))
            means.standing.persons.tell(connection, person_subject(person), ERASED, because="rights:erasure")
            found += 1
    return found
