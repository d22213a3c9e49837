"""
Records taken out of the bucket of their day, so that the bucket dies on time and they do not.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from etanche.errors import Unreadable
from etanche.keyring import Holding, SealBroken
from etanche.store import Connection, RecordRow, needed_keys, person_records
from etanche.vault.altered import alarm
from etanche.vault.means import Means
from etanche.vault.person_seal import Plain, opened_plain, seal, slot_of
from etanche.vault.refs import Ref
from etanche.vault.whole import parted

_SWEEPS = 500


def in_buckets(means: Means, connection: Connection, person: bytes, about: bytes | Ref) -> bool:
    """Tell whether the bucket of a day still holds a living record of what something is told of."""
    rows, _ = parted(means, person_records.of_person(connection, means.organisation, person))
    return any(
        row.holding == Holding.BUCKET and (isinstance(about, bytes) or row.id == about.id) and opens(means, row)
        for row in rows
    )


def take_out(means: Means, person: bytes, ref: Ref | None) -> None:
    """Seal anew, each under a secret of its own, what the buckets of days hold of a person, or one record of theirs."""
    with means.store.reading() as connection:
        theirs, _ = parted(means, person_records.of_person(connection, means.organisation, person))
        rows = [row for row in theirs if row.holding == Holding.BUCKET and (ref is None or row.id == ref.id)]
    for begin in range(0, len(rows), _SWEEPS):
        _reseal(means, rows[begin : begin + _SWEEPS])


def opens(means: Means, row: RecordRow) -> bool:
    """Tell whether a record of a person can be opened: its key lives, and it is what was written."""
    keys = means.keyring.persons.lend(means.organisation, [slot_of(row)])
    try:
        opened_plain(row, keys)
    except (KeyError, SealBroken):
        return False
    return True


def _reseal(means: Means, rows: Sequence[RecordRow]) -> None:
    with means.store.reading() as connection:
        collections = needed_keys.collections(connection, means.organisation)
    keys = means.keyring.persons.lend(means.organisation, map(slot_of, rows))
    alive = [row for row in rows if slot_of(row) in keys]
    secrets = means.keyring.persons.new_secrets(means.organisation, len(alive))
    made: list[tuple[RecordRow, RecordRow]] = []
    altered = 0
    for row, secret in zip(alive, secrets, strict=True):
        try:
            plain = Plain(row.id, row.day, row.person or b"", opened_plain(row, keys), secret)
        except SealBroken:
            # An altered row opens in no bucket and out of none: it keeps nobody from holding the others.
            altered += 1
            continue
        generation = row.generation or 0
        moved = row._replace(holding=int(Holding.RECORD), own_key=secret)
        lent = means.keyring.persons.lend(means.organisation, [slot_of(moved)])
        sealed = seal(
            [plain],
            lent,
            organisation=row.organisation,
            category=row.category,
            generations={plain.person: generation},
            holding=Holding.RECORD,
            canary=row.canary,
        )
        made += [(row, one) for one in sealed]
    with means.store.writing() as connection:
        if needed_keys.collections(connection, means.organisation) != collections:
            raise Unreadable("keys were collected meanwhile", hint="do it again")
        names = means.numbers.category_names()
        for row, one in made:
            day = date.fromisoformat(row.day)
            if not means.standing.ended(connection, names[row.category], day):
                person_records.replace(connection, one, before=row.sealed)
    if altered:
        alarm(means, altered)
