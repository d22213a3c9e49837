"""
The lines of a journal as they are read again: by when, by whom, about what, or the newest that tells something.
"""

from __future__ import annotations

from collections.abc import Collection, Generator, Iterable, Iterator, Sequence
from contextlib import suppress
from datetime import date, datetime, time
from typing import Final
from zoneinfo import ZoneInfo

from etanche.charter import Plan
from etanche.clock import day_of
from etanche.errors import Fault
from etanche.journal.chain import mark_of
from etanche.journal.entry import Entry, entry_of
from etanche.journal.line import Line
from etanche.journal.streams import ending
from etanche.keyring import Signer
from etanche.store import EntryRow, Store, entries, moment_of, moment_text
from etanche.terms import OrganisationId

_BITE: Final = entries.MOST_NUMBERS
"""So many numbers are asked for at once."""


class Reader:
    """The half of a journal that is read."""

    def __init__(self, *, store: Store, signer: Signer, plan: Plan, organisation: OrganisationId) -> None:
        """Keep what reads lines, and knows its own hand; nothing is read yet."""
        self._store = store
        self._signer = signer
        self._plan = plan
        self._organisation = organisation

    def entries(
        self,
        *,
        since: date | datetime | None = None,
        until: date | datetime | None = None,
        act: str | None = None,
        actor: str | None = None,
        object: str | None = None,  # noqa: A002  # the word of the journal
        case: str | None = None,
        numbers: Sequence[int] | None = None,
        last: int | None = None,
    ) -> tuple[Entry, ...]:
        """
        Return the entries that meet every condition given, oldest first.

        Args:
            since: from this moment, or from the beginning of this day.
            until: before this moment, or before the beginning of this day.
            act: of this act only.
            actor: of this actor only.
            object: about this object only.
            case: because of this case only.
            numbers: of these numbers only, as `write` gave them.
            last: at most so many, the newest.
        """
        with self._store.reading() as connection:
            found = entries.search(
                connection,
                self._organisation,
                since=self._moment(since),
                until=self._moment(until),
                act=act,
                actor=actor,
                object=object,
                case=case,
                numbers=numbers,
                newest_first=last is not None,
                limit=last,
            )
            lines = [entry_of(row) for row in found]
        return tuple(reversed(lines)) if last is not None else tuple(lines)

    def lines(
        self,
        *,
        after: int = 0,
        since: datetime | None = None,
        until: datetime | None = None,
        actor: str | None = None,
        case: str | None = None,
        object: str | None = None,  # noqa: A002  # the word of the journal
        object_begins: str | None = None,
        most: int | None = None,
    ) -> Iterator[Line]:
        """
        Yield entries with their numbers, oldest first, without holding them all: those with a number greater than `after`.

        A line that cannot be read is left out: `verify` tells of it.
        """
        with self._store.reading() as connection:
            found = entries.search(
                connection,
                self._organisation,
                after=after,
                since=self._moment(since),
                until=self._moment(until),
                actor=actor,
                object=object,
                object_begins=object_begins,
                case=case,
                limit=most,
            )
            yield from self._readable(found)

    def backwards(
        self,
        *,
        before: int | None = None,
        since: date | datetime | None = None,
        act: str | None = None,
        actor: str | None = None,
        numbers: Sequence[int] | None = None,
    ) -> Generator[Line, None, None]:
        """
        Yield entries that no probe wrote with their numbers, newest first, without holding them all: those with a number less than `before`.

        A line that cannot be read is left out, as by `lines`.
        """
        wanted = None if numbers is None else sorted(one for one in numbers if before is None or one < before)
        bites = [None] if wanted is None else [wanted[max(at - _BITE, 0) : at] for at in range(len(wanted), 0, -_BITE)]
        for bite in bites:
            with self._store.reading() as connection:
                found = entries.search(
                    connection,
                    self._organisation,
                    before=before,
                    since=self._moment(since),
                    act=act,
                    actor=actor,
                    numbers=bite,
                    probes=False,
                    newest_first=True,
                )
                with ending(found) as rows:
                    yield from self._readable(rows)

    def _readable(self, rows: Iterable[EntryRow]) -> Iterator[Line]:
        """Yield the lines that can be read, each with whether we wrote it."""
        for row in rows:
            with suppress(Fault):
                yield Line(seq=row.seq or 0, entry=entry_of(row), ours=row.mark == self._mark(row))

    def first_day(self) -> date | None:
        """Return the day of the oldest line that is left."""
        with self._store.reading() as connection:
            row = next(iter(entries.search(connection, self._organisation, limit=1)), None)
        return None if row is None else day_of(moment_of(row.at), self._plan.zone)

    def newest(self, *, fact: str, acts: Collection[str], since: datetime | None = None) -> Entry | None:
        """
        Return the newest entry of some acts that tells a fact; what another hand wrote tells nothing.

        Lines are gone through from the last one on, and no further than that one.
        """
        with self._store.reading() as connection:
            found = entries.telling(connection, self._organisation, fact=fact, acts=acts, since=self._moment(since))
            with ending(found) as rows:
                told = (entry for row in rows for entry in self._ours(row))
                return next((entry for entry in told if fact in entry.facts), None)

    def _ours(self, row: EntryRow) -> Iterator[Entry]:
        """Yield what a line says if it can be read and is of our hand."""
        with suppress(Fault):
            entry = entry_of(row)
            if row.mark == self._mark(row):
                yield entry

    def _mark(self, row: EntryRow) -> bytes:
        return mark_of(self._signer, row)

    def _moment(self, of: date | datetime | None) -> str | None:
        if of is None:
            return None
        if isinstance(of, datetime):
            return moment_text(of)
        return moment_text(datetime.combine(of, time.min, ZoneInfo(self._plan.zone)))
