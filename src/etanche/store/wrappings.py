"""
Keys on the shelf whose wrapping is renewed: the bytes around a key change, the key and what it opens do not.

A key destroyed meanwhile stays destroyed: a new wrapping takes the place of exactly the one it was made from, or of none.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from sqlalchemy import Connection, Engine, bindparam, case, func, insert, select, update

from etanche.store import copies, facts, person_shelf, sequences
from etanche.store.dialect import upsert
from etanche.store.faults import told
from etanche.store.places import Place
from etanche.store.progress import Known, Progress
from etanche.store.shelf_tables import keys, named
from etanche.store.whole import Whole


@dataclass
class Change:
    """A transaction on the shelf that may change keys."""

    connection: Connection
    made: bool = True
    """Whether it did; whoever found that there was nothing to change says so."""


class Wrappings(Whole):
    """What rotation asks of an open shelf; `Shelf` is one. Reads are autocommit, so nothing of ours holds a checkpoint back."""

    _pages_at_once = copies.ALL_AT_ONCE

    def __init__(self, place: Place, engine: Engine) -> None:
        """Hold an engine already checked; use `Shelf.create` or `Shelf.open`."""
        self.place = place
        self._engine = engine
        self._writer = place.writer(engine, counted=True)
        self._progress: Progress | None = None

    def follow(self, progress: Progress) -> None:
        """Tell this process from here on of each change of keys, and remember what it knows of data and tombstones."""
        self._progress = progress

    def changes(self, organisation: bytes) -> int:
        """Return how often keys were changed: made, destroyed, wrapped anew; 0 on a shelf of before this was counted."""
        with self._reading() as connection:
            return sequences.last(connection, organisation, sequences.CHANGES)

    def knows(self, organisation: bytes) -> Known:
        """Return what the shelf remembers of data and tombstones."""
        with self._reading() as connection:
            return Known(
                lines=sequences.last(connection, organisation, sequences.LINES),
                tombstones=sequences.last(connection, organisation, sequences.TOMBSTONES),
            )

    def reckon(self, organisation: bytes, *, changes: int, tombstones: int) -> None:
        """
        Go on counting after what others know of, on a shelf that is used though it is an old copy or the tombstones are one.

        Only for whoever explains under a signature what is lost, when everything else is done.
        """
        with self._writing() as connection:
            sequences.reach(connection, organisation, sequences.CHANGES, changes)
            sequences.put(connection, organisation, sequences.TOMBSTONES, tombstones)

    def organisations(self) -> list[bytes]:
        """Return the organisations that have a key, in order."""
        with self._reading() as connection:
            return list(
                connection.execute(select(keys.c.organisation).distinct().order_by(keys.c.organisation)).scalars()
            )

    def page(self, organisation: bytes, *, after: bytes, head: bytes, most: int) -> list[tuple[bytes, str, bytes]]:
        """Return (id, kind, wrapped) of living keys whose id is above `after` and whose wrapping does not begin with `head`."""
        with self._reading() as connection:
            found = connection.execute(
                select(keys.c.key_id, keys.c.kind, keys.c.wrapped)
                .where(
                    keys.c.organisation == organisation,
                    keys.c.key_id > after,
                    keys.c.destroyed.is_(False),
                    func.substr(keys.c.wrapped, 1, len(head)) != head,
                )
                .order_by(keys.c.key_id)
                .limit(most)
            )
            return [(row.key_id, row.kind, row.wrapped) for row in found]

    def of_kind(self, organisation: bytes, kind: str) -> list[tuple[bytes, bytes]]:
        """Return (id, wrapped) of every living key of a kind, in the order of their ids."""
        with self._reading() as connection:
            found = connection.execute(
                select(keys.c.key_id, keys.c.wrapped)
                .where(keys.c.organisation == organisation, keys.c.kind == kind, keys.c.destroyed.is_(False))
                .order_by(keys.c.key_id)
            )
            return [(row.key_id, row.wrapped) for row in found]

    def kinds(self, organisation: bytes) -> dict[str, tuple[int, int]]:
        """Return, for each kind of key, how many live and how many were destroyed."""
        with self._reading() as connection:
            found = connection.execute(
                select(keys.c.kind, func.count(), func.sum(case((keys.c.destroyed, 1), else_=0)))
                .where(keys.c.organisation == organisation)
                .group_by(keys.c.kind)
                .order_by(keys.c.kind)
            )
            return {kind: (count - int(dead), int(dead)) for kind, count, dead in found}

    def living(self, organisation: bytes, ids: Sequence[bytes]) -> set[bytes]:
        """Return those of some keys that live."""
        with self._reading() as connection:
            return set(person_shelf.wrapped(connection, organisation, ids))

    def fact(self, organisation: bytes, name: str) -> str | None:
        """Return what is remembered on the shelf under a name, or None."""
        with self._reading() as connection:
            return facts.get(connection, organisation, name)

    def put_fact(self, organisation: bytes, name: str, value: str) -> None:
        """Remember something of the shelf itself, in the place of what the name said before."""
        with self._writing() as connection:
            facts.put(connection, organisation, name, value)

    def count_commits(self, organisation: bytes) -> None:
        """Count the writing transactions from here on, where the shelf is on a server; doing it twice does no harm."""
        with self._writing() as connection:
            sequences.take(connection, organisation, sequences.COMMITS, 0)

    def rewrap(self, organisation: bytes, changes: Iterable[tuple[bytes, bytes, bytes]]) -> int:
        """
        Put new wrappings in the place of old ones: (id, the one it was made from, the new one).

        Returns:
            how many were replaced; a key that was destroyed or rewrapped meanwhile is left as it is.
        """
        rows = [{"of": of, "before": before, "after": after} for of, before, after in changes]
        if not rows:
            return 0
        statement = (
            update(keys)
            .where(
                keys.c.organisation == organisation,
                keys.c.key_id == bindparam("of"),
                keys.c.destroyed.is_(False),
                keys.c.wrapped == bindparam("before"),
            )
            .values(wrapped=bindparam("after"))
        )
        with self._changing(organisation) as change:
            count = change.connection.execute(statement, rows).rowcount
            change.made = count > 0
        return count

    def succeed(
        self, organisation: bytes, heirs: Iterable[tuple[str, str, bytes, bytes]], *, retiring: tuple[str, str]
    ) -> None:
        """
        Let new keys be found under names, in one transaction: (name, kind, id, wrapped).

        `retiring` says under which other name the key that a name stood for until now is found.
        """
        name, other = retiring
        with self._changing(organisation) as change:
            connection = change.connection
            before = connection.execute(
                select(named.c.key_id).where(named.c.organisation == organisation, named.c.kind == name)
            ).scalar()
            for heir, kind, key_id, wrapped in heirs:
                connection.execute(
                    insert(keys).values(
                        organisation=organisation, key_id=key_id, kind=kind, wrapped=wrapped, destroyed=False
                    )
                )
                _name(connection, organisation, heir, key_id)
            if before is not None:
                _name(connection, organisation, other, before)

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        """Give a connection without a transaction."""
        with told(self.place.name), self._engine.connect() as connection:
            yield connection

    @contextmanager
    def _writing(self) -> Iterator[Connection]:
        """Give a transaction that holds the write lock."""
        with told(self.place.name), self.place.writing(self._writer) as connection:
            yield connection

    @contextmanager
    def _changing(self, organisation: bytes, *, destroying: bool = False) -> Iterator[Change]:
        """Give a transaction that changes keys: it is counted, and this process knows of it once it is committed."""
        knows = self._progress
        # Asked before the lock is taken, so that nobody waits for it here.
        lines = knows.lines(organisation) if knows is not None and destroying else 0
        buried = 0 if knows is None else knows.of(organisation).tombstones
        with self._writing() as connection:
            change = Change(connection)
            yield change
            number = sequences.take(connection, organisation, sequences.CHANGES, 1 if change.made else 0).stop - 1
            if change.made and lines:
                sequences.reach(connection, organisation, sequences.LINES, lines)
            if change.made and buried:
                sequences.reach(connection, organisation, sequences.TOMBSTONES, buried)
        if knows is not None:
            knows.changed(organisation, number)

    def _met(self, connection: Connection, organisation: bytes) -> None:
        """Let this process know of the changes up to a key that it was just given: somebody else may have made it."""
        knows = self._progress
        if knows is not None:
            knows.changed(organisation, sequences.last(connection, organisation, sequences.CHANGES))


def _name(connection: Connection, organisation: bytes, kind: str, key_id: bytes) -> None:
    """Let a name stand for a key, whatever it stood for before."""
    upsert(connection, named, {"organisation": organisation, "kind": kind, "key_id": key_id})
