"""
The ledger of standing: events in order of commit, never changed; a thing renamed keeps its events.

What was told of the made-up persons of a check is taken out with them: it is of nobody.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from sqlalchemy import Connection, bindparam, delete, func, select, update

from etanche.store import sequences
from etanche.store.dialect import bulk_insert, streamed
from etanche.store.prepared import Listed, Prepared, Row
from etanche.store.rows import StandingRow
from etanche.store.tables import standing

_OF_SUBJECTS = Listed(
    lambda subjects: (
        select(standing)
        .where(standing.c.organisation == bindparam("organisation"), standing.c.subject.in_(subjects))
        .order_by(standing.c.subject, standing.c.seq)
    ),
    "organisation",
)


_SINCE = Prepared(
    select(standing.c.subject).where(
        standing.c.organisation == bindparam("organisation"), standing.c.seq > bindparam("known")
    ),
    *("organisation", "known"),
)
_BETWEEN = Prepared(
    select(standing)
    .where(
        standing.c.organisation == bindparam("organisation"),
        standing.c.subject >= bindparam("first"),
        standing.c.subject < bindparam("beyond"),
    )
    .order_by(standing.c.subject, standing.c.seq),
    *("organisation", "first", "beyond"),
)


Marks = Callable[[StandingRow], bytes | None]
"""Returns the keyed mark of an event that has its number."""


def append(connection: Connection, organisation: bytes, rows: Sequence[StandingRow], *, mark: Marks) -> range:
    """Write events of one organisation in their order, each with the mark that its number and all it says get; return the numbers they were given."""
    given = sequences.take(connection, organisation, "standing", len(rows))
    bulk_insert(
        connection,
        standing,
        [
            (
                *(organisation, seq, row.subject, row.event, row.effective, row.recorded, row.because),
                *(row.purpose, row.evidence, row.assumed, mark(replace(row, organisation=organisation, seq=seq))),
            )
            for seq, row in zip(given, rows, strict=True)
        ],
    )
    return given


def of_subject(connection: Connection, organisation: bytes, subject: str) -> list[StandingRow]:
    """Return the events of a subject in order of commit."""
    return [_row(found) for found in _OF_SUBJECTS(connection, organisation, listed=[subject])]


def under(connection: Connection, organisation: bytes, prefix: str) -> Iterator[StandingRow]:
    """Yield the events of every subject that begins with `prefix`, by subject and then in order of commit."""
    statement = (
        select(standing)
        .where(
            standing.c.organisation == organisation,
            standing.c.subject >= prefix,
            standing.c.subject < prefix + "\U0010ffff",
        )
        .order_by(standing.c.subject, standing.c.seq)
    )
    for part in streamed(connection, statement):
        yield from (StandingRow(**row._asdict()) for row in part)


def walk(connection: Connection, organisation: bytes) -> Iterator[StandingRow]:
    """Yield every event there is, in order of commit."""
    for part in streamed(
        connection, select(standing).where(standing.c.organisation == organisation).order_by(standing.c.seq)
    ):
        yield from map(_row, part)


def evidence_within(
    connection: Connection, organisation: bytes, after: int, upto: int
) -> Iterator[tuple[int, str, str, str, object]]:
    """Yield (number, subject, event, because, evidence) of the events that came with evidence, of numbers greater than one and not greater than another."""
    columns = (standing.c.seq, standing.c.subject, standing.c.event, standing.c.because, standing.c.evidence)
    rows = connection.execute(
        select(*columns)
        .where(standing.c.organisation == organisation, standing.c.seq > after, standing.c.seq <= upto)
        .where(standing.c.evidence.is_not(None))
        .order_by(standing.c.seq)
    )
    for row in rows:
        yield row.seq, row.subject, row.event, row.because, row.evidence


def last(connection: Connection, organisation: bytes) -> int:
    """Return the number of the last event; 0 if there is none."""
    found = connection.execute(select(func.max(standing.c.seq)).where(standing.c.organisation == organisation))
    return found.scalar() or 0


def rename_under(connection: Connection, organisation: bytes, old: str, new: str) -> int:
    """Let every subject that begins with one prefix begin with another; return how many events are told of them."""
    begins = (standing.c.subject >= old) & (standing.c.subject < old + "\U0010ffff")
    renamed = new + func.substr(standing.c.subject, len(old) + 1)
    here = (standing.c.organisation == organisation) & begins
    return connection.execute(update(standing).where(here).values(subject=renamed)).rowcount


def strike_out(connection: Connection, organisation: bytes, made_up: str) -> None:
    """Delete what was told of somebody, or something, that never was: what a check made up; of all that begins with its name."""
    begins = (standing.c.subject >= made_up) & (standing.c.subject < made_up + "\U0010ffff")
    connection.execute(delete(standing).where((standing.c.organisation == organisation) & begins))


def of_events(connection: Connection, organisation: bytes, events: Sequence[str]) -> Iterator[StandingRow]:
    """Yield every event of some names, of whatever subject, in order of commit."""
    # Asked for one name, or in another order than that of the index, SQLite walks through the whole ledger: it is told nothing of sizes.
    asked = [*events, *events[:1]]
    statement = (
        select(standing)
        .where(standing.c.organisation == organisation, standing.c.event.in_(asked))
        .order_by(standing.c.event, standing.c.seq)
    )
    found = (StandingRow(**row._asdict()) for part in streamed(connection, statement) for row in part)
    yield from found if len(set(events)) == 1 else sorted(found, key=lambda one: one.seq or 0)


def assumed(connection: Connection, organisation: bytes) -> list[tuple[str, str, int, str, str]]:
    """Return (event, whose decision, how many, earliest effect, latest effect) of what was assumed; counted by the database."""
    statement = (
        select(
            standing.c.event,
            standing.c.assumed,
            func.count(),
            func.min(standing.c.effective),
            func.max(standing.c.effective),
        )
        .where(standing.c.organisation == organisation, standing.c.assumed.is_not(None))
        .group_by(standing.c.event, standing.c.assumed)
        .order_by(standing.c.event, standing.c.assumed)
    )
    return [(row[0], row[1], row[2], row[3], row[4]) for row in connection.execute(statement)]


def strike_words(connection: Connection, organisation: bytes, subject: str, event: str, because: str) -> None:
    """Drop what is sealed beside the events of a subject that rest on one thing; the events stay."""
    of_it = (standing.c.event == event) & (standing.c.because == because)
    here = (standing.c.organisation == organisation) & (standing.c.subject == subject) & of_it
    connection.execute(update(standing).where(here).values(evidence=None))


def of_subjects(connection: Connection, organisation: bytes, subjects: Sequence[str]) -> Iterator[StandingRow]:
    """Yield the events of some subjects, each one's in order of commit."""
    yield from map(_row, _OF_SUBJECTS(connection, organisation, listed=subjects))


def between(connection: Connection, organisation: bytes, first: str, last: str) -> Iterator[StandingRow]:
    """Yield the events of every subject from `first` to whatever begins with `last`, by subject, then in order of commit."""
    yield from map(_row, _BETWEEN(connection, organisation, first, last + "\U0010ffff"))


def has_evidence(connection: Connection, organisation: bytes, subject: str) -> bool:
    """Tell whether something was told of a person, or of a record of theirs, with evidence."""
    rows = connection.execute(
        select(standing.c.seq)
        .where(
            standing.c.organisation == organisation,
            standing.c.subject >= subject,
            standing.c.subject < subject + "\U0010ffff",
            standing.c.evidence.is_not(None),
        )
        .limit(1)
    )
    return rows.first() is not None


def any_under(connection: Connection, organisation: bytes, prefix: str) -> bool:
    """Tell whether anything was told of a subject that begins with `prefix`."""
    rows = connection.execute(
        select(standing.c.seq)
        .where(
            standing.c.organisation == organisation,
            standing.c.subject >= prefix,
            standing.c.subject < prefix + "\U0010ffff",
        )
        .limit(1)
    )
    return rows.first() is not None


def last_seq(connection: Connection, organisation: bytes) -> int:
    """Return the number of the last event: as long as it is the same, nothing happened."""
    return sequences.last(connection, organisation, "standing")


def subjects_since(connection: Connection, organisation: bytes, seq: int) -> list[str]:
    """Return of whom something was told after the event of a number."""
    return [subject for (subject,) in _SINCE(connection, organisation, seq)]


def _row(found: Row) -> StandingRow:
    """Return an event from the columns of its table, in order."""
    organisation, seq, subject, event, effective, recorded, because, purpose, evidence, assumed, mark = found
    return StandingRow(
        organisation=organisation,
        seq=seq,
        subject=subject,
        event=event,
        effective=effective,
        recorded=recorded,
        because=because,
        purpose=purpose,
        evidence=evidence,
        assumed=assumed,
        mark=mark,
    )
