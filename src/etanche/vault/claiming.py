"""
Whose address this is: asked by somebody who has had control of it proved to them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from etanche.charter import FieldKind, FieldPlan
from etanche.journal import Fact
from etanche.keyring import knows_nobody
from etanche.store import person_records
from etanche.vault.asking import obeyed
from etanche.vault.means import Means
from etanche.vault.mirror import THEMSELVES, Mirror
from etanche.vault.shapes import shape


def persons_under(means: Means, address: str) -> frozenset[bytes]:
    """
    Return the persons whose e-mail address this is, by the blind indexes; that it was asked is a line of the journal.

    Only where a category has one address: of two, one may be somebody else's, and nobody knows which. For the same reason nobody of
    whom another address is kept as well: whoever typed both at a door would be taken for somebody else. Whoever asks has had control
    of the address proved to them.
    """
    fields = dict(_addresses(means))
    wanted = {category: (field.name, shape(field, address)) for category, field in fields.items()}
    found: set[bytes] = set()
    for category, (field, value) in wanted.items():
        if value is not None and fields[category].findable:
            found |= _with(means, category, field, value)
    sure = frozenset(one for one in found if not _has_another(means, one, wanted))
    facts: dict[str, Fact] = {"persons-found": len(sure), "left-out": len(found - sure)}
    entry = means.entry(actor=THEMSELVES, act="address-claimed", object="person", decision="done", facts=facts)
    means.note_about(entry, sure)
    return sure


def _addresses(means: Means) -> Iterator[tuple[str, FieldPlan]]:
    """Yield each category of persons in which there is one address, with its field."""
    for category in means.plan.categories.values():
        addresses = [one for one in category.fields.values() if one.kind is FieldKind.EMAIL]
        if len(addresses) == 1 and not knows_nobody(means.plan, category.name):
            yield category.name, addresses[0]


def _has_another(means: Means, person: bytes, wanted: Mapping[str, tuple[str, str | None]]) -> bool:
    """Tell whether another address than the one wanted is kept of a person."""
    numbers = {means.numbers.categories[category]: category for category in wanted}
    with means.store.reading() as connection:
        rows = person_records.of_person(connection, means.organisation, person)
    forgotten = means.tombstones.among(row.id for row in rows)
    opened = Mirror(means, person).opened([row for row in rows if row.category in numbers and row.id not in forgotten])
    kept = ((wanted[one.category], one.fields) for one in opened)
    return any(field in fields and fields[field] != value for (field, value), fields in kept)


def _with(means: Means, category: str, field: str, wanted: str) -> set[bytes]:
    """Return whose records of a category really have a value, once opened."""
    number = means.numbers.fields[category, field]
    mark = means.keyring.mark(means.organisation, number, wanted)
    with means.store.reading() as connection:
        obeyed(means, connection)
        rows = [row for row in person_records.by_mark(connection, means.organisation, number, mark) if not row.canary]
    opened = Mirror(means, b"").opened(rows)
    return {one.person for one in opened if one.fields.get(field) == wanted and one.person is not None}
