"""
How a wrapped key is destroyed on the shelf.

Destroying a key writes zeros over its bytes, commits with a sync, and cuts the write-ahead log to nothing;
it is *final* only when SQLite's own answer says that the log was cut. Until then the bytes may still lie in it,
and nothing here claims otherwise. The row stays, empty: a destroyed key is never made again under its name.

On a server of PostgreSQL *final* says less: no question to the server gives the bytes back, after any crash. The old
version of the row stays in its pages and its write-ahead log for a time nobody controls; `Destroyed.traces` says so.

What it does *not* do: overwrite what a file system or a disk keeps of old blocks.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import Connection, bindparam, func, select, update

from etanche.store.faults import told
from etanche.store.prepared import Prepared
from etanche.store.shelf_tables import keys
from etanche.store.wrappings import Wrappings

_ATTEMPTS = 6


@dataclass(frozen=True, kw_only=True)
class Destroyed:
    """What a destruction achieved."""

    final: bool
    """Whether it is over: nothing that asks the engine gets the bytes back, whatever crashes now. False: try again."""

    traces: bool = False
    """
    Whether somebody with the engine's own files may still find the bytes, wrapped as they were.

    In a file of ours they are gone once the destruction is final. On a server they are gone for certain only when
    the root they were wrapped under is.
    """


class Destroying(Wrappings):
    """What destroys keys of an open shelf; `Shelf` is one."""

    def destroy(self, organisation: bytes, key_ids: Iterable[bytes]) -> Destroyed:
        """
        Overwrite wrapped keys with zeros and cut the log in which their bytes may lie.

        Returns:
            `final` only when the log was cut, where there is one of ours; otherwise call `flush` again later.
        """
        with self._changing(organisation, destroying=True) as change:
            for key_id in key_ids:
                overwrite(change.connection, organisation, key_id)
        return Destroyed(final=self.flush(), traces=self.place.keeps_traces)

    def flush(self) -> bool:
        """Cut the log to nothing; return False when a reader or writer stood in the way."""
        with told(self.place.name):
            return self.place.flush(self._engine, attempts=_ATTEMPTS)


def overwrite_all(connection: Connection, organisation: bytes) -> None:
    """Write zeros over every wrapped key of an organisation, as many as each has bytes."""
    theirs = keys.c.organisation == organisation
    sizes = connection.execute(select(func.length(keys.c.wrapped)).where(theirs).distinct()).scalars().all()
    for size in sizes:
        same = func.length(keys.c.wrapped) == size
        connection.execute(update(keys).where(theirs, same).values(wrapped=bytes(size), destroyed=True))


def overwrite(connection: Connection, organisation: bytes, key_id: bytes) -> None:
    """Write as many zeros over a wrapped key as it has bytes, so that its row neither moves nor shrinks."""
    size = _SIZE.scalar(connection, organisation, key_id)
    if size is not None:
        _ZERO.do(connection, organisation, key_id, bytes(size), True)


_THIS = (keys.c.organisation == bindparam("of_organisation"), keys.c.key_id == bindparam("this"))
_SIZE = Prepared(select(func.length(keys.c.wrapped)).where(*_THIS), "of_organisation", "this")
_ZERO = Prepared(
    update(keys).where(*_THIS).values(wrapped=bindparam("zeros"), destroyed=bindparam("dead")),
    *("of_organisation", "this", "zeros", "dead"),
)
