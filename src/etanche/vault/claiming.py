"""
Whose address this is: asked by somebody who has had control of it proved to them.
"""

from __future__ import annotations

from etanche.charter import FieldKind
from etanche.keyring import knows_nobody
from etanche.store import person_records
from etanche.vault.asking import obeyed
from etanche.vault.means import Means
from etanche.vault.mirror import THEMSELVES, Mirror
from etanche.vault.shapes import shape


def persons_under(means: Means, address: str) -> frozenset[bytes]:
    """
    Return the persons whose e-mail address this is, by the blind indexes; that it was asked is a line of the journal.

    Only where a category has one address: of two, one may be somebody else's, and nobody knows which. Whoever asks has had
    control of the address proved to them.
    """
    found: set[bytes] = set()
    for category in means.plan.categories.values():
        addresses = [one for one in category.fields.values() if one.kind is FieldKind.EMAIL]
        if len(addresses) != 1 or not addresses[0].findable or knows_nobody(means.plan, category.name):
            continue
        field = addresses[0]
        wanted = shape(field, address)
        if wanted is not None:
            found |= _with(means, category.name, field.name, wanted)
    entry = means.entry(
        actor=THEMSELVES, act="address-claimed", object="person", decision="done", facts={"persons-found": len(found)}
    )
    means.note_about(entry, found)
    return frozenset(found)


def _with(means: Means, category: str, field: str, wanted: str) -> set[bytes]:
    """Return whose records of a category really have a value, once opened."""
    number = means.numbers.fields[category, field]
    mark = means.keyring.mark(means.organisation, number, wanted)
    with means.store.reading() as connection:
        obeyed(means, connection)
        rows = [row for row in person_records.by_mark(connection, means.organisation, number, mark) if not row.canary]
    opened = Mirror(means, b"").opened(rows)
    return {one.person for one in opened if one.fields.get(field) == wanted and one.person is not None}
