"""
The shapes of what comes in and goes out; a field that none of them declares is refused.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Annotated, Literal, TypeVar

from fastapi import Path, Query
from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints
from pydantic_core import PydanticCustomError

from etanche.vault import MOST_ON_A_PAGE, Record, Ref

MOST_IN_A_BATCH = 1_000
LONGEST_VALUE = 100_000
FIRST_YEAR, LAST_YEAR = 1900, 2999

When = TypeVar("When", bound=date)


def _near(when: When) -> When:
    """Return a day or moment from which terms can be reckoned in any zone, both ways; raises what makes a body unreadable."""
    if not FIRST_YEAR <= when.year <= LAST_YEAR:
        raise PydanticCustomError("out_of_range", "from {first} to {last}", {"first": FIRST_YEAR, "last": LAST_YEAR})
    return when


def _in_utc(moment: datetime) -> datetime:
    """Return the same moment in UTC; its year is near by then."""
    return moment.astimezone(UTC)


Date = Annotated[date, AfterValidator(_near)]
"""A day of a body or a query; those of a record's own fields are the charter's."""

Moment = Annotated[AwareDatetime, AfterValidator(_near), AfterValidator(_in_utc)]
"""A moment of a body or a query, with its zone as it comes, in UTC as it is read."""

Name = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]{0,63}$")]
FieldName = Annotated[str, StringConstraints(pattern=r"^[A-Za-z][A-Za-z0-9_-]{0,63}$")]
Hex = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{32}$")]
CaseName = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$")]
Value = Annotated[str, StringConstraints(max_length=LONGEST_VALUE)] | bool | int | float

Category = Annotated[Name, Path(description="a category of the charter")]
Day = Annotated[date, Path(description="the day that its term runs from")]
Id = Annotated[Hex, Path(description="its id")]
Person = Annotated[Hex, Path(description="the id of a person")]
Case = Annotated[CaseName, Path(description="a case")]
Limit = Annotated[int, Query(ge=1, le=MOST_ON_A_PAGE, description="records on a page, at most")]
Cursor = Annotated[str | None, Query(max_length=300, description="the `next` of the page before")]


class Shape(BaseModel):
    """What all shapes have in common: nothing is taken that is not declared, and nothing changed once it is read."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class KnownAs(Shape):
    """An identifier of somebody, by which they are the same person whenever it comes."""

    sort: Name
    value: Annotated[str, StringConstraints(min_length=1, max_length=1_000)]


class NewRecord(Shape):
    """A record to be taken in: of a person by their id, or by an identifier of theirs, or of somebody new."""

    fields: Annotated[dict[FieldName, Value | None], Field(max_length=200)]
    person: Hex | None = None
    known_as: Annotated[KnownAs | None, Field(alias="known-as")] = None
    feature: Name | None = None
    at: datetime | None = None


class Batch(Shape):
    """Records to be taken in together: all of them that the charter takes, in one transaction."""

    records: Annotated[list[NewRecord], Field(min_length=1, max_length=MOST_IN_A_BATCH)]


class Taken(Shape):
    """Where a record is, and whose."""

    ref: str
    person: Hex


class Receipt(Shape):
    """What became of records that came together."""

    stored: int
    refused: dict[str, int]
    dropped: dict[str, int]
    past: int
    refs: list[str]


class Correction(Shape):
    """What a record is to say: a field given takes the place of what it was, one given as null, or empty, is taken out."""

    fields: Annotated[dict[FieldName, Value | None], Field(min_length=1, max_length=200)]


class Wanted(Shape):
    """What is looked for: it stands in the body, because addresses are kept by proxies and logs."""

    field: FieldName
    value: Annotated[str, StringConstraints(min_length=1, max_length=1_000)]
    limit: Annotated[int, Field(ge=1, le=MOST_ON_A_PAGE)] = 100
    cursor: Annotated[str | None, StringConstraints(max_length=300)] = None


class Whose(Shape):
    """Whose a record really is."""

    person: Hex


class Disclosure(Shape):
    """Records to be given to a recipient of the charter."""

    recipient: Name
    refs: Annotated[list[Annotated[str, StringConstraints(max_length=200)]], Field(min_length=1, max_length=100)]


class Seen(Shape):
    """A record that may be seen."""

    ref: str
    person: Hex | None
    fields: dict[str, str]


class Corrected(Shape):
    """Where a record is that was corrected, told to who sends the same correction again."""

    ref: str


class Page(Shape):
    """Some records, and the cursor of the next page, if there is one."""

    records: list[Seen]
    next: str | None = None
    altered: int = 0
    """How many records were left out because they did not open: somebody changed their rows."""


class Looked(Shape):
    """That somebody looked at a person's data: in which role and for what, and never who."""

    at: str
    act: str
    category: str | None
    role: str | None
    purpose: str | None
    case: str | None
    recipient: str | None


class Looks(Shape):
    """Some looks, and the cursor of the next page, if there is one."""

    looks: list[Looked]
    next: str | None = None
    altered: int = 0
    """How many lines nobody can tell any more to be about this person: somebody changed the lists beside them."""


class Count(Shape):
    """How many."""

    records: int


class Figures(Shape):
    """How many people say what; where the purpose gives out groups only, never so few that one is told apart."""

    people: int | None
    sorts: dict[str, int]
    others: int | None
    at_least: Annotated[int | None, Field(alias="at-least")]


class Line(Shape):
    """A line of a bulk that was not taken in, by its number from 1."""

    line: int
    why: str


class Bulk(Shape):
    """What became of a bulk."""

    lines: int
    stored: int
    refused: dict[str, int]
    dropped: dict[str, int]
    past: int
    errors: list[Line]
    """At most a thousand, the first ones."""


class Told(Shape):
    """What happened to a person, or to one record of theirs."""

    event: Name
    purpose: Name | None = None
    effective: date | datetime | None = None
    assumed: bool = False
    recipient: Name | None = None
    ref: Annotated[str | None, StringConstraints(max_length=200)] = None


class Erasing(Shape):
    """An erasure, confirmed by saying so."""

    confirm: Literal["erase"]


class Holding(Shape):
    """Why the destruction of a person's records is stopped, who answers for it, and when it is looked at again."""

    reason: Annotated[str, StringConstraints(min_length=1, max_length=10_000)]
    owner: Annotated[str, StringConstraints(min_length=1, max_length=120)]
    review: Date


class Granting(Shape):
    """Who may act in a role because of a case, until when, for which persons."""

    role: Name
    actor: Annotated[str, StringConstraints(min_length=1, max_length=120)]
    reason: Annotated[str, StringConstraints(min_length=1, max_length=10_000)]
    until: Moment | None = None
    persons: Annotated[list[Hex], Field(max_length=1_000)] | None = None


class Revoking(Shape):
    """Whose grant ends now."""

    role: Name
    actor: Annotated[str, StringConstraints(min_length=1, max_length=120)]


class Finding(Shape):
    """What an inquiry found."""

    finding: Literal["justified", "mistake", "breach"]
    words: Annotated[str, StringConstraints(min_length=1, max_length=10_000)]


def seen(record: Record) -> Seen:
    """Return a record as it is shown."""
    person = None if record.person is None else record.person.hex()
    return Seen(ref=str(record.ref), person=person, fields=dict(record.fields))


def ref_of(category: str, day: date, id_: str) -> Ref:
    """Return the address of a record."""
    return Ref(category, day, bytes.fromhex(id_))
