"""
Which column of a file is what.
"""

from __future__ import annotations

from collections.abc import Collection
from collections.abc import Mapping as Things
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from etanche.charter.phrase import quoted
from etanche.errors import Place, Unreadable
from etanche.intake.bulk.dates import Dates

PERSON: Final = "_person"
COLLECTED: Final = "_collected"
RECORD: Final = "_record"
"""Columns of what we export that are no fields: whose record it is, of which day, and where it was."""


PORTABLE: Final = "portable"
"""What the identifiers of an archive that somebody brings from another controller are called."""


class MappingUnreadable(Unreadable):
    """The file of a mapping says something that is no mapping, or does not fit the charter or the file to be imported."""


@dataclass(frozen=True, kw_only=True)
class Dated:
    """Where a date is found, and what is assumed where it is not."""

    column: str | None = None
    assumed: date | None = None


@dataclass(frozen=True, kw_only=True)
class Happening:
    """A column that says that something happened to the person."""

    event: str
    date: Dated
    purpose: str | None = None
    if_: str | None = None
    """The column that says whether it happened at all."""


@dataclass(frozen=True, kw_only=True)
class Mapping:
    """How the columns of a file are read; without a file of words, as in what we export: columns are fields."""

    person: str = PERSON
    sort: str | None = None
    """What the identifiers in that column are called; nothing if they are ids of persons."""

    fields: Things[str, str] | None = None
    """Field → column; nothing if the columns are called as the fields are."""

    collected: Dated = field(default=Dated(column=COLLECTED))
    happenings: tuple[Happening, ...] = ()
    feature: str | None = None
    dates: Dates = Dates.ISO
    delimiter: str = ","
    encoding: str = "utf-8"
    place: Place | None = None

    @property
    def assumes(self) -> bool:
        """Return whether a date may be assumed, for which somebody answers."""
        return any(one.assumed is not None for one in (self.collected, *(each.date for each in self.happenings)))

    @property
    def from_elsewhere(self) -> bool:
        """Return whether what is said in the file was said to another controller."""
        return self.sort == PORTABLE

    def columns(self) -> frozenset[str]:
        """Return the columns that it names."""
        found = {self.person, self.collected.column, *(self.fields or {}).values()}
        for one in self.happenings:
            found |= {one.if_, one.date.column}
        return frozenset(name for name in found if name is not None)

    def require_in(self, columns: Collection[str] | None) -> None:
        """
        Make sure that a file has the columns.

        Raises:
            MappingUnreadable: it has not; names of columns of the file are not repeated.
        """
        wanted = self.columns() - ({COLLECTED} if self.place is None else frozenset())
        missing = sorted(wanted - set(columns)) if columns is not None else []
        if missing:
            raise MappingUnreadable(
                f"the file has no column {quoted(missing[0])}",
                hint="name the columns as the first line of the file does; --map says which is which",
                place=self.place,
            )


PLAIN: Final = Mapping()
"""What a file is read by that has no mapping."""
