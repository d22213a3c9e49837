"""
A record of a person as it lies on the disk: fields by number, sealed under the key its holding asks for.

The seal binds, in this order: the word `record`, the version of this layout (2), organisation, sphere (none yet), category, day,
whether a probe wrote it, how it is held, then person and generation, then record id and the id of the record's own secret.
So a row of which any of these was changed, or that was moved to another person, never opens.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import NamedTuple

import msgspec

from etanche.keyring import Holding, SealBroken, SealingKey, Slot, bind
from etanche.store import RecordRow
from etanche.vault.sealed import Record

LAYOUT = 2

_encode = msgspec.msgpack.Encoder().encode
_decoder = msgspec.msgpack.Decoder(dict[int, str])
_ID = b"b\0\0\0\x10"
_NO_SECRET = bind(None)


class Plain(NamedTuple):
    """A record not sealed yet."""

    id: bytes
    day: str
    person: bytes
    fields: Mapping[int, str]
    secret: bytes | None = None


def slot_of(row: RecordRow) -> Slot:
    """Return which key opens a row."""
    return _slot(row.person, row.category, row.generation, row.holding, row.day, row.own_key)


def slots_of(rows: Iterable[RecordRow]) -> Iterator[Slot]:
    """Yield which keys open some rows, each once."""
    first = {(row.category, row.day, row.person, row.generation, row.holding, row.own_key): row for row in rows}
    return map(slot_of, first.values())


def slot_for(plain: Plain, *, category: int, generation: int, holding: int) -> Slot:
    """Return which key seals a record."""
    return _slot(plain.person, category, generation, holding, plain.day, plain.secret)


def _slot(
    person: bytes | None, category: int, generation: int | None, holding: int | None, day: str, secret: bytes | None
) -> Slot:
    if person is None or generation is None or holding is None:
        raise ValueError("a record of nobody has no key of a person")
    return Slot(person, category, generation, holding, day if holding == Holding.BUCKET else "", secret)


def seal(
    plain: Sequence[Plain],
    keys: Mapping[Slot, SealingKey],
    *,
    organisation: bytes,
    category: int,
    generations: Mapping[bytes, int],
    holding: int,
    canary: bool,
) -> Iterator[RecordRow]:
    """Yield a sealed row for each record whose key is there."""
    held = int(holding)
    # What is the same for all records of a person and day is worked out once: their key, and the first words of the seal.
    found: dict[tuple[bytes, str, bytes | None], tuple[SealingKey, bytes, int] | None] = {}
    for id_, day, person, fields, secret in plain:
        which = (person, day, secret)
        if which not in found:
            generation = generations.get(person)
            key = None if generation is None else keys.get(_slot(person, category, generation, held, day, secret))
            found[which] = (
                None
                if generation is None or key is None
                else (key, _place(organisation, category, day, canary, held) + _whose(person, generation), generation)
            )
        there = found[which]
        if there is not None:
            key, begins, generation = there
            text = key.seal(_encode(fields), begins + _own(id_, secret))
            yield RecordRow(organisation, category, day, id_, canary, text, person, generation, held, secret)


def bound_to(row: RecordRow) -> bytes:
    """Return what the seal of a row is bound to."""
    return (
        _place(row.organisation, row.category, row.day, row.canary, row.holding)
        + _whose(row.person, row.generation)
        + _own(row.id, row.own_key)
    )


def open_rows(
    rows: Iterable[RecordRow],
    keys: Mapping[Slot, SealingKey],
    *,
    category_names: Mapping[int, str],
    field_names: Mapping[int, Mapping[int, str]],
    altered: list[bytes],
) -> Iterator[Record]:
    """
    Yield the records whose keys are alive; for the others nothing is left to open.

    A row that is not what was written, or beside which something else stands in clear, is not yielded: its id goes to `altered`.
    """
    # What is the same for all records of a person and day is worked out once, as it was when they were sealed.
    found: dict[tuple[object, ...], tuple[SealingKey, bytes, str, date, Mapping[int, str]]] = {}
    for row in rows:
        organisation, category, day, id_, canary, sealed, person, generation, holding, own_key = row
        which = (organisation, category, day, canary, person, generation, holding, own_key)
        there = found.get(which)
        if there is None:
            key = keys.get(slot_of(row))
            if key is None:
                continue
            begins = _place(organisation, category, day, canary, holding) + _whose(person, generation)
            there = key, begins, category_names[category], date.fromisoformat(day), field_names[category]
            found[which] = there
        key, begins, name, collected, names = there
        try:
            plain = _decoder.decode(key.open(sealed, begins + _own(id_, own_key)))
        except (SealBroken, msgspec.DecodeError):
            altered.append(id_)
            continue
        fields = {names[number]: value for number, value in plain.items() if number in names}
        yield Record(id_, name, collected, fields, person)


def opened_plain(row: RecordRow, keys: Mapping[Slot, SealingKey]) -> Mapping[int, str]:
    """
    Return what is in a row, by the numbers of its fields, to be sealed anew.

    Raises:
        SealBroken: the row, or what stands beside it in clear, is not what was written.
    """
    return _decoder.decode(keys[slot_of(row)].open(row.sealed, bound_to(row)))


@lru_cache(maxsize=4_096)
def _place(organisation: bytes, category: int, day: str, canary: bool, holding: int | None) -> bytes:  # noqa: FBT001  # a column
    return bind("record", LAYOUT, organisation, None, category, day, int(canary), holding)


@lru_cache(maxsize=2_048)
def _whose(person: bytes | None, generation: int | None) -> bytes:
    return bind(person, generation)


def _own(record: bytes, secret: bytes | None) -> bytes:
    # What `bind(record, secret)` says, without going through its parts: it is said once for every record.
    return _ID + record + (_NO_SECRET if secret is None else _ID + secret)
