"""
Evidence entered for the attestations of a charter, in the order in which it was entered.
"""

from __future__ import annotations

from dataclasses import astuple
from typing import Any, Final

from sqlalchemy import Connection, insert, select, update

from etanche.store import sequences
from etanche.store.rows import AttestationRow
from etanche.store.tables import attestations


def append(connection: Connection, row: AttestationRow) -> int:
    """Write one; return the number it was given."""
    (seq,) = sequences.take(connection, row.organisation, "attestations")
    names = [column.name for column in attestations.c]
    values = dict(zip(names, astuple(row), strict=True)) | {"seq": seq}
    connection.execute(insert(attestations).values(values))
    return seq


def known(connection: Connection, organisation: bytes, name: str | None = None) -> list[AttestationRow]:
    """
    Return those of an attestation, or all, the first entered first.

    A file holds whatever somebody put there: what is of another type than its column stands for nothing, and no signature is over that.
    """
    statement = select(attestations).where(attestations.c.organisation == organisation)
    if name is not None:
        statement = statement.where(attestations.c.name == name)
    found = connection.execute(statement.order_by(attestations.c.seq))
    return [AttestationRow(**{name: _fit(name, value) for name, value in row.items()}) for row in found.mappings()]


def replace(connection: Connection, row: AttestationRow) -> None:
    """Write one anew in its own place, under another name: it is still the same evidence."""
    here = (attestations.c.organisation == row.organisation) & (attestations.c.seq == row.seq)
    connection.execute(update(attestations).where(here).values(name=row.name, signature=row.signature))


def _fit(name: str, value: object) -> Any:
    """Return a value of the type of its column: what is there, or what stands for nothing."""
    wanted = _TYPES.get(name, str)
    if isinstance(value, wanted) or (value is None and name in _MAYBE):
        return value
    return None if name in _MAYBE else wanted()


_TYPES: Final = {"organisation": bytes, "seq": int, "digest": bytes, "signature": bytes}
_MAYBE: Final = frozenset({"about", "link"})
