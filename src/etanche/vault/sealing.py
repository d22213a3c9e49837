"""
Between the trimming and the transaction: pseudonyms of the day, seals and marks.

Nothing is written here but keys: the key of a day is durable before anything is sealed with it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from etanche.charter import FieldKind
from etanche.store import Connection, MarkRow, RecordRow, records
from etanche.vault.arrivals import Batch, Prepared
from etanche.vault.means import Means
from etanche.vault.sealed import open_rows, seal_rows


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
    """Return records under the numbers of their fields, each with its pseudonym of the day."""
    number_of = {name: means.numbers.fields[category, name] for name in means.plan.categories[category].fields}
    pseudonyms = [number_of[name] for name in pseudonym_fields(means, category)]
    salt: bytes | None = None
    numbered = []
    for record in prepared:
        plain = {number_of[name]: value for name, value in record.fields.items()}
        if pseudonyms and record.who is not None:
            salt = salt or means.salts.of(category, day, now=means.clock.now(), today=means.today())
            plain |= dict.fromkeys(pseudonyms, means.keyring.pseudonym(salt, record.who))
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
    means: Means, connection: Connection, category: str, day: date, pseudonym: str, *, canary: bool
) -> list[bytes]:
    """Return the ids of the records of a day that carry a pseudonym, verified after opening."""
    number = means.numbers.categories[category]
    key = means.keyring.day_key(means.organisation, number, day.isoformat(), create=False)
    if key is None:
        return []
    names = pseudonym_fields(means, category)
    rows: dict[bytes, RecordRow] = {}
    for name in names:
        field = means.numbers.fields[category, name]
        if means.plan.categories[category].fields[name].findable:
            mark = means.keyring.mark(means.organisation, field, pseudonym)
            found = records.by_mark(connection, means.organisation, number, day=day.isoformat(), field=field, mark=mark)
        else:
            found = list(records.of_day(connection, means.organisation, number, day.isoformat()))
        rows |= {row.id: row for row in found if row.canary == canary}
    opened = open_rows(key, rows.values(), category=category, field_names=means.numbers.field_names(category))
    return [record.id for record in opened if any(record.fields.get(name) == pseudonym for name in names)]
