"""
Reading records of persons a page at a time, for whoever asks for the next one later.

A page is asked for anew each time: standing, gate and journal know of each, and nothing is held open between two.
"""

from __future__ import annotations

from dataclasses import dataclass

from etanche.charter import Plan
from etanche.errors import Unreadable
from etanche.store import Connection, RecordRow, person_records
from etanche.vault.asking import obeyed
from etanche.vault.moving import PersonMoves
from etanche.vault.person_session import require_some
from etanche.vault.sealed import Record
from etanche.vault.shapes import shape

MOST_ON_A_PAGE = 1_000


class NotFindable(Unreadable):
    """A field leaves no mark beside the record, so that it cannot be looked up by value."""


@dataclass(frozen=True, kw_only=True)
class Page:
    """Some records, and the place after which the next ones come; no place, if these were the last."""

    records: tuple[Record, ...]
    after: tuple[str, bytes] | None


class PersonPages(PersonMoves):
    """The part of a session that reads by pages."""

    def page(self, category: str, *, after: tuple[str, bytes] = ("", b""), most: int = 100) -> Page:
        """
        Return the records of a category that come after a place, oldest first; those that may not be seen leave a shorter page.

        Raises:
            GateRefused: the role may not read this category for this purpose.
            Unreadable: a page is of none.
        """
        require_some(most)
        means, most = self._means, min(most, MOST_ON_A_PAGE)
        with means.store.reading() as connection:
            obeyed(means, connection)
            self._require(connection, category, None)
            number = means.numbers.categories[category]
            rows = person_records.after(connection, means.organisation, number, after, most + 1)
            admitted = self._admit(connection, rows[:most], quietly=True)
        return Page(records=self._tell("read", category, admitted), after=_place(rows, most))

    def page_found(
        self, category: str, field: str, value: str, *, after: tuple[str, bytes] = ("", b""), most: int = 100
    ) -> Page:
        """
        Return the records whose field has a value, those that come after a place; only these are opened.

        Raises:
            GateRefused: the role may not read this category for this purpose.
            NotFindable: the field leaves no mark.
            Unreadable: a page is of none.
        """
        require_some(most)
        most = min(most, MOST_ON_A_PAGE)
        with self._means.store.reading() as connection:
            wanted, found = self._carriers(connection, category, field, value)
            if wanted is None:
                return Page(records=(), after=None)
            rows = [row for row in found if (row.day, row.id) > after][: most + 1]
            admitted = self._admit(connection, rows[:most], quietly=True)
        told = self._tell("find", category, admitted, only=(field, wanted), facts={"field": field})
        return Page(records=told, after=_place(rows, most))

    def find_persons(self, category: str, field: str, value: str) -> tuple[Record, ...]:
        """
        Return the records of persons whose field has a value, all at once; see `page_found`.

        Raises:
            GateRefused, NotFindable: as there.
        """
        with self._means.store.reading() as connection:
            wanted, rows = self._carriers(connection, category, field, value)
            if wanted is None:
                return ()
            admitted = self._admit(connection, rows, quietly=True)
        return self._tell("find", category, admitted, only=(field, wanted), facts={"field": field})

    def _carriers(
        self, connection: Connection, category: str, field: str, value: str
    ) -> tuple[str | None, list[RecordRow]]:
        """Return the one spelling of a value, nothing if no record can have it, and the records that carry its mark."""
        means = self._means
        obeyed(means, connection)
        self._require(connection, category, None)
        planned = means.plan.categories[category].fields.get(field)
        if planned is None or not planned.findable:
            raise not_findable(means.plan, category, field)
        wanted = shape(planned, value)
        if wanted is None:
            return None, []
        number = means.numbers.fields[category, field]
        mark = means.keyring.mark(means.organisation, number, wanted)
        return wanted, person_records.by_mark(connection, means.organisation, number, mark)


def not_findable(plan: Plan, category: str, field: str) -> NotFindable:
    """Return the answer to who looks for a value that leaves no mark."""
    fields = plan.categories[category].fields
    known = [f"`{one.name}`" for one in fields.values() if one.findable]
    hint = f"fields marked `findable` can: {', '.join(known)}" if known else "none of its fields is marked `findable`"
    if field not in fields:
        return NotFindable(f"`{category}` has no field of this name", hint=hint)
    return NotFindable(f"`{field}` of `{category}` cannot be looked up by value", hint=hint)


def _place(rows: list[RecordRow], most: int) -> tuple[str, bytes] | None:
    return (rows[most - 1].day, rows[most - 1].id) if len(rows) > most else None
