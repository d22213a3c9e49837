"""
Between the trimming and the transaction: pseudonyms of the day, seals and marks.

Nothing is written here but keys: the key of a day is durable before anything is sealed with it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from etanche.charter import FieldKind
from etanche.store import Connection, MarkRow, RecordRow, days, records
from etanche.vault.arrivals import Batch, Prepared
from etanche.vault.means import Means
from etanche.vault.sealed import open_rows, seal_rows
from etanche.vault.times import first_day


@dataclass(frozen=True, kw_only=True)
class SealedDay:
    """The rows of one day, ready to be written, and the id of the key that opens them."""

    day: date
    key: bytes
    rows: list[RecordRow]
    marks: list[MarkRow]


def seal_batch(means: Means, category: str, batch: Batch, *, canary: bool) -> Iterator[SealedDay]:
    """Yield what a batch keeps, sealed, day by day; a day whose key was destroyed is left out."""
    number = means.numbers.categories[category]
    for day, prepared in sorted(batch.kept.items()):
        key = means.keyring.day_key(means.organisation, number, day.isoformat(), create=True)
        if key is None:
            continue
        plain = _numbered(means, category, day, prepared)
        rows = seal_rows(
            key, plain, organisation=means.organisation, category=number, day=day.isoformat(), canary=canary
        )
        yield SealedDay(day=day, key=key.id, rows=rows, marks=_marks(means, category, rows, plain))


def _numbered(means: Means, category: str, day: date, prepared: Iterable[Prepared]) -> list[dict[int, str]]:
    """Return records under the numbers of their fields, each with its pseudonyms of the time that the day is in."""
    number_of = {name: means.numbers.fields[category, name] for name in means.plan.categories[category].fields}
    lasting = {number: lasts for number, (of, lasts) in means.pseudonyms().items() if of == category}
    salts: dict[int, bytes] = {}
    numbered = []
    for record in prepared:
        plain = {number_of[name]: value for name, value in record.fields.items()}
        if lasting and record.who is not None:
            salts = salts or {
                number: means.salts.of(number, lasts, day, now=means.clock.now(), today=means.today())
                for number, lasts in lasting.items()
            }
            plain |= {number: means.keyring.pseudonym(salt, record.who) for number, salt in salts.items()}
        numbered.append(plain)
    return numbered


def _marks(means: Means, category: str, rows: list[RecordRow], plain: list[dict[int, str]]) -> list[MarkRow]:
    """Return the keyed marks by which the findable fields of rows are found again."""
    marks: list[MarkRow] = []
    for name, field in means.plan.categories[category].fields.items():
        if not field.findable:
            continue
        number = means.numbers.fields[category, name]
        mark = means.keyring.marker(means.organisation, number).mark
        marks += [
            MarkRow(row.organisation, row.category, row.day, number, mark(fields[number]), row.id)
            for row, fields in zip(rows, plain, strict=True)
            if number in fields
        ]
    return marks


def pseudonym_fields(means: Means, category: str) -> list[str]:
    """Return the names of the fields of a category that hold a pseudonym."""
    fields = means.plan.categories[category].fields.values()
    return [field.name for field in fields if field.kind is FieldKind.PSEUDONYM]


def left_by(
    means: Means, connection: Connection, category: str, who: str, *, canary: bool, altered: list[bytes]
) -> Iterator[tuple[date, list[bytes]]]:
    """
    Yield (day, ids of records) of what somebody left in a time that is not over, verified after opening.

    The ids of rows that do not open go to `altered`: whose they are cannot be verified, and they keep nobody from having theirs deleted.
    """
    number, today = means.numbers.categories[category], means.today()
    for name in pseudonym_fields(means, category):
        lasts = means.plan.categories[category].fields[name].lasts
        salt = None if lasts is None else means.salts.held(means.numbers.fields[category, name], lasts, today)
        if lasts is None or salt is None:
            continue
        pseudonym, first = means.keyring.pseudonym(salt, who), first_day(lasts, today).isoformat()
        for row in days.known(connection, means.organisation, number, state="living"):
            if first <= row.day <= today.isoformat():
                yield (
                    date.fromisoformat(row.day),
                    _carrying(means, connection, category, name, row.day, pseudonym, canary, altered),
                )


def _carrying(
    means: Means,
    connection: Connection,
    category: str,
    name: str,
    day: str,
    pseudonym: str,
    canary: bool,  # noqa: FBT001  # a column
    altered: list[bytes],
) -> list[bytes]:
    """Return the ids of the records of a day that carry a pseudonym in a field."""
    number, field = means.numbers.categories[category], means.numbers.fields[category, name]
    key = means.keyring.day_key(means.organisation, number, day, create=False)
    if key is None:
        return []
    if means.plan.categories[category].fields[name].findable:
        mark = means.keyring.mark(means.organisation, field, pseudonym)
        found = records.by_mark(connection, means.organisation, number, day=day, field=field, mark=mark)
    else:
        found = list(records.of_day(connection, means.organisation, number, day))
    rows = [row for row in found if row.canary == canary]
    opened = open_rows(key, rows, category=category, field_names=means.numbers.field_names(category), altered=altered)
    return [record.id for record in opened if record.fields.get(name) == pseudonym]
