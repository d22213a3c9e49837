"""
The marks by which a record of a person is found again.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from etanche.store import (
    PersonMarkRow,
    RecordRow,
)
from etanche.vault.means import Means


def marks_of(
    means: Means, category: str, records: Iterable[tuple[RecordRow, Mapping[int, str]]]
) -> list[PersonMarkRow]:
    """Return the marks by which the findable fields of records are found again."""
    findable = [name for name, it in means.plan.categories[category].fields.items() if it.findable]
    numbers = [means.numbers.fields[category, name] for name in findable]
    markers = [(number, means.keyring.marker(means.organisation, number).mark) for number in numbers]
    return [
        PersonMarkRow(row.organisation, number, mark(fields[number]), row.category, row.day, row.id, row.person)
        for row, fields in records
        for number, mark in markers
        if number in fields and row.person is not None
    ]
