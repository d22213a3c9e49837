"""
The register of requests: each is written with the line of the journal that says what happened to it, in one transaction.

A request is changed only by whoever saw how it was: of two who act on the same one, one does, and the other is told.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, replace
from typing import Final

from etanche.errors import Fault, NotFound, Refused, Unreadable
from etanche.journal import Entry
from etanche.rights.around import Around
from etanche.rights.filed import Filed, Unread, filed_of, row_of
from etanche.rights.lines import kept_with
from etanche.rights.told import as_told
from etanche.store import Connection, RequestRow, names, requests

AT_ONCE: Final = 200
_ID: Final = 32
"""Hexadecimal digits of a whole id."""

_SHORTEST: Final = 6

Beside = Callable[[Connection], None]
"""What is written in the same transaction."""


class NoSuchRequest(NotFound):
    """There is no such request, or it is not the caller's: the answer is the same."""


class RequestChanged(Refused):
    """Somebody else acted on the request meanwhile; nothing was done."""


@dataclass(frozen=True, kw_only=True)
class Page:
    """Some requests of the register, in order."""

    found: tuple[Filed, ...]
    altered: tuple[Unread, ...] = ()
    """Those whose row somebody changed: they hide no other."""

    last: tuple[str, bytes] | None = None
    """The place (day, id) of the last one of all, from which the next page goes on; nothing where no other follows."""


class Register:
    """The requests of one organisation."""

    def __init__(self, around: Around) -> None:
        """Keep what is needed; nothing is read yet."""
        self._around = around

    def file(self, connection: Connection, filed: Filed, entry: Entry) -> Filed:
        """Keep a new request, with its line, in the transaction that seals its words; return it as it is kept."""
        around = self._around
        category = names.number(connection, around.organisation, "category", filed.record.category)
        row = row_of(filed, organisation=around.organisation, category=category)
        requests.put(connection, row)
        around.vault.write_about(connection, kept_with(entry, row, filed.request.right), [filed.person])
        return replace(filed, seen=row.body)

    def change(self, before: Filed, after: Filed, entry: Entry, *, beside: Beside | None = None) -> Filed:
        """
        Keep a request as it is now, with the line that says why, and whatever is to be written with it; return it as it is kept.

        Raises:
            RequestChanged: it is not any more as it was; nothing is written.
        """
        around = self._around
        about = around.vault.group_of(after.person)
        with around.store.writing() as connection:
            kept = self.change_within(connection, before, after, entry, about=about)
            if beside is not None:
                beside(connection)
        return kept

    def change_within(
        self, connection: Connection, before: Filed, after: Filed, entry: Entry, *, about: Collection[bytes]
    ) -> Filed:
        """
        Keep a request as it is now, with a line about some persons, in the caller's transaction; return it as it is kept.

        Raises:
            RequestChanged: it is not any more as it was; the transaction is to be given up.
        """
        around = self._around
        category = names.known(connection, around.organisation, "category", before.record.category)
        row = row_of(after, organisation=around.organisation, category=category or 0)
        if not requests.replace(connection, row, before=before.seen):
            raise RequestChanged("somebody acted on this request meanwhile", hint="look at it again")
        around.vault.write_about(connection, kept_with(entry, row, after.request.right), about)
        return replace(after, seen=row.body)

    def drop(self, filed: Filed, entry: Entry) -> None:
        """Forget a request whose record is gone, with its line."""
        around = self._around
        with around.store.writing() as connection:
            requests.remove(connection, around.organisation, filed.request.id)
            around.vault.write_about(connection, entry, [filed.person])

    def get(self, id_: bytes) -> Filed:
        """
        Return the request of an id.

        Raises:
            NoSuchRequest: there is none.
        """
        around = self._around
        with around.store.reading() as connection:
            row = requests.get(connection, around.organisation, id_)
            if row is None:
                raise _nothing()
            return self._filed(connection, [row])[0]

    def named(self, text: str) -> Filed:
        """
        Return the request that people call so: its id, or the beginning of it that no other has.

        Raises:
            NoSuchRequest: there is none, or there are several.
            Unreadable: it is no name of a request.
        """
        wanted = text.strip().lower()
        try:
            low = bytes.fromhex(wanted.ljust(_ID, "0"))
            high = bytes.fromhex(wanted.ljust(_ID, "f"))
        except ValueError:
            low = high = b""
        if not _SHORTEST <= len(wanted) <= _ID or len(low) * 2 != _ID:
            raise Unreadable("this names no request", hint="write its number, such as `3f9a2c71`")
        around = self._around
        with around.store.reading() as connection:
            rows = requests.starting(connection, around.organisation, low, high, most=2)
            if len(rows) != 1:
                raise _nothing()
            return self._filed(connection, rows)[0]

    def of_persons(self, who: Collection[bytes]) -> Page:
        """Return the requests of some persons, the nearest day first; an altered one by its name: for who reads them."""
        around = self._around
        with around.store.reading() as connection:
            found, altered = self._parted(connection, requests.of_persons(connection, around.organisation, who))
        return Page(found=tuple(found), altered=tuple(altered))

    def whole_of(self, who: Collection[bytes]) -> tuple[Filed, ...]:
        """
        Return the requests of some persons: for who acts because of what they say.

        Raises:
            Fault: one of them cannot be read, and nobody knows what it asks for.
        """
        page = self.of_persons(who)
        if page.altered:
            raise _altered()
        return page.found

    def page(self, *, is_open: bool, after: tuple[str, bytes] | None = None, most: int = AT_ONCE) -> Page:
        """Return those of which something is owed, the nearest day first, or nothing any more, the latest day first; an altered one by its name."""
        around = self._around
        with around.store.reading() as connection:
            rows = requests.listed(connection, around.organisation, most=most, is_open=is_open, after=after)
            found, altered = self._parted(connection, rows)
        last = (rows[-1].due, rows[-1].id) if rows and len(rows) == most else None
        return Page(found=tuple(found), altered=tuple(altered), last=last)

    def pages(self, *, is_open: bool) -> Iterator[Page]:
        """Yield them all, page by page."""
        after = None
        while True:
            page = self.page(is_open=is_open, after=after)
            yield page
            if page.last is None:
                return
            after = page.last

    def all(self, *, is_open: bool) -> Iterator[Filed]:
        """
        Yield them all, some at once.

        One that somebody altered stops none of the others: it is raised once they were yielded.

        Raises:
            Fault: a row says something else than we write.
        """
        altered = False
        for page in self.pages(is_open=is_open):
            yield from page.found
            altered = altered or bool(page.altered)
        if altered:
            raise _altered()

    def bereft(self) -> Iterator[Filed]:
        """
        Yield those of which nothing is owed any more and whose record is gone, some at once.

        One that is not as the journal was last told is none of them, whatever it says: somebody else wrote that.
        """
        around, after = self._around, b""
        while True:
            with around.store.reading() as connection:
                rows = requests.bereft(connection, around.organisation, most=AT_ONCE, after=after)
            known = as_told(around.journal, rows)
            with around.store.reading() as connection:
                found = self._filed(connection, known)
            yield from found
            if len(rows) < AT_ONCE:
                return
            after = rows[-1].id

    def count(self, *, is_open: bool = True) -> int:
        """Return how many there are of which something is owed, or nothing any more."""
        around = self._around
        with around.store.reading() as connection:
            return requests.count(connection, around.organisation, is_open=is_open)

    def _filed(self, connection: Connection, rows: Collection[RequestRow]) -> list[Filed]:
        called = self._called(connection)
        return [filed_of(row, category=called.get(row.category, "")) for row in rows]

    def _parted(self, connection: Connection, rows: Collection[RequestRow]) -> tuple[list[Filed], list[Unread]]:
        """Return the requests of some rows, and those whose row somebody changed beyond reading."""
        called = self._called(connection)
        found: list[Filed] = []
        altered: list[Unread] = []
        for row in rows:
            try:
                found.append(filed_of(row, category=called.get(row.category, "")))
            except Fault:
                altered.append(Unread(id=row.id))
        return found, altered

    def _called(self, connection: Connection) -> dict[int, str]:
        numbers = names.all_of(connection, self._around.organisation, "category")
        return {number: name for name, number in numbers.items()}


def _altered() -> Fault:
    return Fault("a request is kept in words that are none of ours", hint="look at who can write the data")


def _nothing() -> NoSuchRequest:
    return NoSuchRequest("there is no such request", hint="see `etanche request list`")
