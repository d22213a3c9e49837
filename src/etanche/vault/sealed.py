"""
A record as it lies on the disk: fields by number, sealed, and bound to everything that stands beside it in clear.

The seal binds, in this order: the word `record`, the version of this layout, organisation, sphere, person, category, day,
record id, and whether a probe wrote it. Sphere and person are empty here: records of persons have a layout of their own (`person_seal`).
So a row moved to another day, category, organisation or id, or whose mark of a probe was flipped, never opens.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import NamedTuple

import msgspec

from etanche.keyring import SealBroken, SealingKey, bind
from etanche.store import RecordRow
from etanche.terms import OrganisationId, new_id
from etanche.vault.refs import Ref

LAYOUT = 1

_encode = msgspec.msgpack.Encoder().encode
_decoder = msgspec.msgpack.Decoder(dict[int, str])


class Record(NamedTuple):
    """
    An opened record: its id, where it belongs, whose it is if that is known, and the fields that the plan knows.

    A tuple, because they travel by the thousand: making one takes a third of the time of a dataclass.
    """

    id: bytes
    category: str
    day: date
    fields: Mapping[str, str]
    person: bytes | None = None

    @property
    def ref(self) -> Ref:
        """Return its address."""
        return Ref(self.category, self.day, self.id)


def bound_to(row: RecordRow) -> bytes:
    """Return what the seal of a row is bound to."""
    return _beside(row.organisation, row.category, row.day) + _own(row.id, canary=row.canary)


def seal_rows(
    key: SealingKey,
    records: Sequence[Mapping[int, str]],
    *,
    organisation: OrganisationId,
    category: int,
    day: str,
    canary: bool,
) -> list[RecordRow]:
    """Return a sealed row, under a new random id, for each record of one day."""
    beside = _beside(organisation, category, day)
    ids = [new_id() for _ in records]
    sealed = key.seal_many(
        [(_encode(fields), beside + _own(id_, canary=canary)) for id_, fields in zip(ids, records, strict=True)]
    )
    return [
        RecordRow(organisation, category, day, id_, canary, bytes_) for id_, bytes_ in zip(ids, sealed, strict=True)
    ]


def open_rows(
    key: SealingKey,
    rows: Iterable[RecordRow],
    *,
    category: str,
    field_names: Mapping[int, str],
    altered: list[bytes] | None = None,
) -> Iterator[Record]:
    """
    Yield the records of one day; with `altered` the id of a row that does not open goes there, and the others are yielded.

    Raises:
        SealBroken: a row, or what stands beside it in clear, is not what was written.
    """
    for row in rows:
        try:
            plain = _decoder.decode(key.open(row.sealed, bound_to(row)))
        except (SealBroken, msgspec.DecodeError):
            if altered is None:
                raise
            altered.append(row.id)
            continue
        fields = {field_names[number]: value for number, value in plain.items() if number in field_names}
        yield Record(id=row.id, category=category, day=date.fromisoformat(row.day), fields=fields)


def _beside(organisation: bytes, category: int, day: str) -> bytes:
    return bind("record", LAYOUT, organisation, None, None, category, day)


def _own(record: bytes, *, canary: bool) -> bytes:
    return bind(record, int(canary))
