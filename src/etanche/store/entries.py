"""
The journal's lines, its chain, its signed checkpoints and its signed cuts.

Order of commit (`seq`) is given in the writing transaction; `position` and `link` come later, from the sealer.
What this module does *not* do: hash, sign, or know what a line means.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import asdict

from sqlalchemy import Connection, Select, bindparam, delete, func, insert, select, update

from etanche.store import sequences
from etanche.store.dialect import bulk_insert, streamed
from etanche.store.prepared import Prepared
from etanche.store.rows import CheckpointRow, CutRow, EntryRow
from etanche.store.tables import OF_HALTS, checkpoints, cuts, entries

_AT_ONCE = 250
_CHAIN = Prepared(
    update(entries)
    .where(entries.c.organisation == bindparam("of_organisation"), entries.c.seq == bindparam("at_seq"))
    .values(position=bindparam("to_position"), link=bindparam("to_link")),
    *("of_organisation", "at_seq", "to_position", "to_link"),
)


MOST_NUMBERS = 20_000
"""So many lines, the newest, can be asked for by their numbers."""


def append(
    connection: Connection,
    organisation: bytes,
    rows: Sequence[EntryRow],
    *,
    mark: Callable[[EntryRow], bytes] | None = None,
) -> range:
    """
    Write unchained lines of one organisation in their order; return the numbers they were given.

    `mark` is asked for the mark of each line once its number is known, so that it can cover the number.
    """
    given = sequences.take(connection, organisation, sequences.ENTRIES, len(rows))
    numbered = [
        row._replace(organisation=organisation, seq=seq, position=None, link=None)
        for seq, row in zip(given, rows, strict=True)
    ]
    bulk_insert(connection, entries, numbered if mark is None else [row._replace(mark=mark(row)) for row in numbered])
    return given


def unsealed(connection: Connection, organisation: bytes, *, limit: int | None = None) -> Iterator[EntryRow]:
    """Yield the lines not chained yet, in order of commit."""
    statement = (
        select(entries)
        .where(entries.c.organisation == organisation, entries.c.position.is_(None))
        .order_by(entries.c.seq)
        .limit(limit)
    )
    return _stream(connection, statement)


def chain(connection: Connection, organisation: bytes, links: Iterable[tuple[int, int, bytes]]) -> None:
    """Give lines their place: each link is (seq, position, link)."""
    _CHAIN.do_many(connection, ((organisation, *link) for link in links))


def head(connection: Connection, organisation: bytes) -> EntryRow | None:
    """Return the chained line with the highest position, or None."""
    row = connection.execute(
        select(entries)
        .where(entries.c.organisation == organisation, entries.c.position.is_not(None))
        .order_by(entries.c.position.desc())
        .limit(1)
    ).one_or_none()
    return None if row is None else EntryRow._make(row)


def walk(connection: Connection, organisation: bytes, *, after: int = 0) -> Iterator[EntryRow]:
    """Yield the chained lines whose position is greater than `after`, in order, without holding them all."""
    statement = (
        select(entries)
        .where(entries.c.organisation == organisation, entries.c.position > after)
        .order_by(entries.c.position)
    )
    return _stream(connection, statement)


def search(
    connection: Connection,
    organisation: bytes,
    *,
    after: int = 0,
    before: int | None = None,
    since: str | None = None,
    until: str | None = None,
    act: str | None = None,
    actor: str | None = None,
    object: str | None = None,  # noqa: A002 - the column's own name, which is the word of the journal
    object_begins: str | None = None,
    case: str | None = None,
    numbers: Sequence[int] | None = None,
    probes: bool = True,
    newest_first: bool = False,
    limit: int | None = None,
) -> Iterator[EntryRow]:
    """Yield the lines that meet every condition given (`until` and `before` excluded; numbers greater than `after`; those of probes if they are wanted), chained or not, in order of commit."""
    statement = select(entries).where(entries.c.organisation == organisation)
    if after:
        statement = statement.where(entries.c.seq > after)
    if before is not None:
        statement = statement.where(entries.c.seq < before)
    if not probes:
        statement = statement.where(entries.c.probe.is_(None))
    if since is not None:
        statement = statement.where(entries.c.at >= since)
    if until is not None:
        statement = statement.where(entries.c.at < until)
    if numbers is not None:
        statement = statement.where(entries.c.seq.in_(numbers[-MOST_NUMBERS:]))
    if object_begins is not None:
        statement = statement.where(entries.c.object.startswith(object_begins, autoescape=True))
    named = ((entries.c.act, act), (entries.c.actor, actor), (entries.c.object, object), (entries.c.case_, case))
    for column, wanted in named:
        if wanted is not None:
            statement = statement.where(column == wanted)
    order = entries.c.seq.desc() if newest_first else entries.c.seq
    return _stream(connection, statement.order_by(order).limit(limit))


def telling(
    connection: Connection, organisation: bytes, *, fact: str, acts: Collection[str], since: str | None = None
) -> Iterator[EntryRow]:
    """Yield the lines of some acts in which a fact of this name may stand, the newest first."""
    statement = select(entries).where(
        entries.c.organisation == organisation,
        entries.c.act.in_(sorted(acts)),
        entries.c.facts.contains(f'"{fact}"', autoescape=True),
    )
    if since is not None:
        statement = statement.where(entries.c.at >= since)
    return _stream(connection, statement.order_by(entries.c.seq.desc()))


def of_halts(connection: Connection, organisation: bytes) -> Iterator[EntryRow]:
    """Yield the lines that tell of a halt or of its end, in no promised order; found by an index, however long the journal is."""
    # SQLite takes an index of some lines only where it need not look at the lines themselves: their numbers first, then these.
    numbers = select(entries.c.seq).where(entries.c.organisation == organisation, OF_HALTS)
    return _stream(
        connection, select(entries).where(entries.c.organisation == organisation, entries.c.seq.in_(numbers))
    )


def count(connection: Connection, organisation: bytes) -> int:
    """Return how many lines there are, chained or not."""
    return connection.execute(
        select(func.count()).select_from(entries).where(entries.c.organisation == organisation)
    ).scalar_one()


def ends(connection: Connection, organisation: bytes) -> tuple[int, int]:
    """Return the lowest and the highest number of the lines there are; 0 and 0 where there is none."""
    lowest, highest = (
        select(most(entries.c.seq)).where(entries.c.organisation == organisation).scalar_subquery()
        for most in (func.min, func.max)
    )
    found = connection.execute(select(lowest, highest)).one()
    return found[0] or 0, found[1] or 0


def count_by_act(connection: Connection, organisation: bytes) -> dict[str, int]:
    """Return how many lines there are of each act, in the order of their names; those of probes are left out."""
    found = connection.execute(
        select(entries.c.act, func.count())
        .where(entries.c.organisation == organisation, entries.c.probe.is_(None))
        .group_by(entries.c.act)
        .order_by(entries.c.act)
    )
    return {row[0]: row[1] for row in found}


def checkpoint(connection: Connection, row: CheckpointRow) -> None:
    """Write a signed checkpoint."""
    connection.execute(insert(checkpoints).values(**asdict(row)))


def last_checkpoint(connection: Connection, organisation: bytes) -> CheckpointRow | None:
    """Return the checkpoint with the highest position, or None."""
    row = (
        connection.execute(
            select(checkpoints)
            .where(checkpoints.c.organisation == organisation)
            .order_by(checkpoints.c.position.desc())
            .limit(1)
        )
        .mappings()
        .one_or_none()
    )
    return None if row is None else CheckpointRow(**row)


def checkpoints_after(connection: Connection, organisation: bytes, *, after: int = 0) -> Iterator[CheckpointRow]:
    """Yield the checkpoints whose position is greater than `after`, in order."""
    statement = (
        select(checkpoints)
        .where(checkpoints.c.organisation == organisation, checkpoints.c.position > after)
        .order_by(checkpoints.c.position)
    )
    for part in streamed(connection, statement):
        yield from (CheckpointRow(**row._asdict()) for row in part)


def cut(connection: Connection, row: CutRow) -> int:
    """
    Write a signed cut and delete the lines, and the checkpoints before its end, that it covers.

    Returns:
        How many lines went.
    """
    connection.execute(insert(cuts).values(**asdict(row)))
    connection.execute(
        delete(checkpoints).where(
            checkpoints.c.organisation == row.organisation, checkpoints.c.position.between(row.first, row.last)
        )
    )
    return connection.execute(
        delete(entries).where(
            entries.c.organisation == row.organisation, entries.c.position.between(row.first, row.last)
        )
    ).rowcount


def all_cuts(connection: Connection, organisation: bytes) -> list[CutRow]:
    """Return the signed cuts, the oldest first."""
    found = connection.execute(select(cuts).where(cuts.c.organisation == organisation).order_by(cuts.c.first))
    return [CutRow(**row) for row in found.mappings()]


def _stream(connection: Connection, statement: Select[tuple[object, ...]]) -> Iterator[EntryRow]:
    """Yield lines as the database hands them out."""
    for part in streamed(connection, statement, at_once=_AT_ONCE):
        yield from map(EntryRow._make, part)
