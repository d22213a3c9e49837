"""
What two copies of a data file have in common beside records and standing: the rows that one had before a moment, looked for in the other.

Of each table only what no later act changes is compared: its key and the columns named here. A row without a moment of its own is not
found here; names, marks and counts have their own look (`names_lost`, `marks_lost`).
What this module does *not* do: decide what a row that lacks means.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import groupby, islice
from operator import itemgetter
from types import MappingProxyType
from typing import Any, Final, NamedTuple

from sqlalchemy import Connection, Row, Select, Table, func, select

from etanche.store import records, sequences
from etanche.store.columns import metadata
from etanche.store.dialect import streamed
from etanche.store.tables import charters, entries, marks, names, person_marks

SAME: Final = MappingProxyType(
    {
        "alerts": ("at", ("kind", "promise", "was", "now")),
        "api_answers": ("made", ("day", "body")),
        "api_keys": ("made", ("digest", "scope", "made_by", "until")),
        "attestations": ("recorded", ("about", "digest", "issuer", "owner", "link", "made", "until", "actor")),
        "charters": ("applied", ("text", "mark")),
        "checkpoints": ("at", ("link", "signature", "public")),
        "cuts": ("at", ("last", "link", "rule", "signature", "public")),
        "demands": ("at", ("kind", "sealed")),
        "imports": ("finished", ()),
        "incidents": ("at", ("kind", "sealed")),
        "outbox": ("posted", ("day", "kind", "sealed")),
        "sending_keys": ("made", ("sealed",)),
        "sessions": ("begun", ("digest", "account")),
        "transfers": ("at", ("kind", "sealed")),
        "unreachable": ("since", ("why",)),
        "verdicts": ("at", ("state", "because", "measured", "digest", "number", "after", "mark")),
    }
)
"""Table → when a row came, and what of it stays as it was then."""

_AT_ONCE: Final = 500
_OF_LINES: Final = ("at", "actor", "act", "object", "decision", "because", "facts", "mark")


class Lost(NamedTuple):
    """How many rows of a table were looked for, and how many of them are not there as they were."""

    looked: int
    lost: int


def rows_lost(here: Connection, back: Connection, organisation: bytes, name: str, before: str) -> Lost:
    """Look in one store for the rows of a table of `SAME` that another had before a moment."""
    table = metadata.tables[name]
    since, same = SAME[name]
    return _compare(here, back, table, organisation, same, _of(table, organisation).where(table.c[since] < before))


def lines_lost(here: Connection, back: Connection, organisation: bytes, before: str) -> tuple[Lost, Lost]:
    """
    Look for the lines of the journal, and for the sealed lists of whom they are about, that were written before a moment.

    A line may tell of an earlier moment than that of its commit: all are left out from the first one on that is not of before.
    """
    later = select(func.min(entries.c.seq)).where(entries.c.organisation == organisation, entries.c.at >= before)
    first = here.execute(later).scalar()
    found = []
    for table, same in ((entries, _OF_LINES), (metadata.tables["entry_persons"], ("day", "sealed"))):
        wanted = _of(table, organisation)
        found.append(
            _compare(
                here, back, table, organisation, same, wanted if first is None else wanted.where(table.c.seq < first)
            )
        )
    return found[0], found[1]


def names_lost(here: Connection, back: Connection, organisation: bytes, before: str) -> Lost:
    """Look for the numbers that had been given to names; under another name only where a charter was applied since."""
    applied = select(func.max(charters.c.applied)).where(charters.c.organisation == organisation)
    renamed = (here.execute(applied).scalar() or "") >= before
    rows = select(names.c.section, names.c.id, names.c.name).where(names.c.organisation == organisation)
    there = {(row.section, row.id): row.name for row in back.execute(rows)}
    looked = lost = 0
    for section, id_, name in here.execute(rows):
        if id_ > sequences.last(back, organisation, f"names/{section}"):
            continue
        looked += 1
        lost += (section, id_) not in there or (not renamed and there[section, id_] != name)
    return Lost(looked, lost)


def marks_lost(here: Connection, back: Connection, organisation: bytes) -> tuple[Lost, Lost]:
    """Look for the marks, of days and of persons, of the records that both have and that nobody changed since."""
    return _marks(here, back, organisation, marks), _marks(here, back, organisation, person_marks)


def _marks(here: Connection, back: Connection, organisation: bytes, table: Table) -> Lost:
    keys = [column.name for column in table.primary_key][1:]
    place = itemgetter(*(keys.index(name) for name in ("category", "day", "record")))
    walk = _walk(here, back, table, organisation, (), _of(table, organisation))
    looked = lost = 0
    while part := list(islice(walk, _AT_ONCE)):
        looked += len(part)
        missed = sorted(place(row) for row, there in part if not there)
        for (category, day), of_day in groupby(missed, key=itemgetter(0, 1)):
            ids = [record for _, _, record in of_day]
            now = _sealed(here, organisation, category, day, ids)
            then = _sealed(back, organisation, category, day, ids)
            lost += sum(1 for one in ids if one in now and then.get(one) == now[one])
    return Lost(looked, lost)


def _sealed(
    connection: Connection, organisation: bytes, category: int, day: str, ids: Sequence[bytes]
) -> dict[bytes, bytes]:
    found = records.by_id(connection, organisation, category, day, sorted(set(ids)))
    return {row.id: row.sealed for row in found}


def _compare(
    here: Connection, back: Connection, table: Table, organisation: bytes, same: Sequence[str], wanted: Select[Any]
) -> Lost:
    found = Counter(there for _, there in _walk(here, back, table, organisation, same, wanted))
    return Lost(found.total(), found[False])


def _walk(
    here: Connection, back: Connection, table: Table, organisation: bytes, same: Sequence[str], wanted: Select[Any]
) -> Iterator[tuple[Row[Any], bool]]:
    """Yield the wanted rows of one store, each with whether the other has it too: both are walked in the order of their keys."""
    keys = len(table.primary_key) - 1
    theirs = _stream(back, _columns(table, same, _of(table, organisation)))
    other = next(theirs, None)
    for row in _stream(here, _columns(table, same, wanted)):
        while other is not None and tuple(other[:keys]) < tuple(row[:keys]):
            other = next(theirs, None)
        yield row, other is not None and tuple(other) == tuple(row)


def _of(table: Table, organisation: bytes) -> Select[Any]:
    return select(table).where(table.c.organisation == organisation)


def _columns(table: Table, same: Sequence[str], wanted: Select[Any]) -> Select[Any]:
    keys = [column for column in table.primary_key if column.name != "organisation"]
    return wanted.with_only_columns(*keys, *(table.c[name] for name in same)).order_by(*keys)


def _stream(connection: Connection, wanted: Select[Any]) -> Iterator[Row[Any]]:
    for part in streamed(connection, wanted):
        yield from part
