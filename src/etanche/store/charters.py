"""
Every charter an organisation ever applied, as it was written, and the one that waits for its day.

Which one is in force follows from the moments they apply from, and from one thing more: a charter that came into force stays
in force, even if a clock goes back. What it renamed would be nobody's otherwise.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import NamedTuple

from sqlalchemy import Connection, bindparam, delete, insert, select

from etanche.store import facts, halts
from etanche.store.prepared import Prepared
from etanche.store.rows import CharterRow
from etanche.store.tables import charters, instance_facts

ADOPTED = "charter.adopted"
"""The fact that names the charter which came into force last: the moment it applies from, its digest, and a mark."""

_NAMED = select(charters.c.applied, charters.c.digest).where(charters.c.organisation == bindparam("organisation"))
_ADOPTED = (charters.c.applied == bindparam("adopted")) & (charters.c.digest == bindparam("adopted_digest"))
_BY_THEN = Prepared(
    _NAMED.where((charters.c.applied <= bindparam("by")) | _ADOPTED).order_by(
        charters.c.applied.desc(), charters.c.digest
    ),
    *("organisation", "by", "adopted", "adopted_digest"),
)
_ASKED = ("fact", "one_halt", "other_halt")
_ORDERS = Prepared(
    select(instance_facts.c.name, instance_facts.c.value).where(
        instance_facts.c.organisation == bindparam("organisation"),
        instance_facts.c.name.in_([bindparam(one) for one in _ASKED]),
    ),
    *("organisation", *_ASKED),
)
_FIRST = Prepared(_NAMED.order_by(charters.c.applied, charters.c.digest.desc()), "organisation")


class Orders(NamedTuple):
    """What every decision asks first."""

    charter: tuple[str, str] | None
    """The moment and the digest of the charter in force; nothing when there is none at all."""

    halts: Mapping[str, str]
    """The words that stop access, or let it go on, by their names; none before the first halt."""


def append(connection: Connection, row: CharterRow) -> None:
    """Keep a charter that applies from its moment on."""
    connection.execute(insert(charters).values(**asdict(row)))


def adopted(connection: Connection, organisation: bytes) -> tuple[str, str, str] | None:
    """Return the moment, the digest and the mark of the charter that came into force last; nothing before the first one did."""
    return _adopted(facts.get(connection, organisation, ADOPTED))


def adopt(connection: Connection, row: CharterRow, mark: str) -> None:
    """Remember that a charter came into force."""
    facts.put(connection, row.organisation, ADOPTED, f"{row.applied} {row.digest} {mark}")


def in_force(connection: Connection, organisation: bytes, at: str) -> tuple[str, str] | None:
    """
    Return the moment and the digest of the charter in force at a moment; None when there is none at all.

    It is the last one of those applied by then and of the one that came into force last.
    A clock set back before the first charter was applied does not leave an organisation without one.
    """
    return orders(connection, organisation, at).charter


def orders(connection: Connection, organisation: bytes, at: str) -> Orders:
    """Return the charter in force at a moment, as `in_force`, and the words of halts: together they cost what the charter alone does."""
    said: dict[str, str] = dict(row for row in _ORDERS(connection, organisation, ADOPTED, *halts.NAMES))
    moment, digest, *_ = _adopted(said.pop(ADOPTED, None)) or ("", "")
    for applied, found in _BY_THEN(connection, organisation, at, moment, digest) or _FIRST(connection, organisation):
        return Orders((applied, found), said)
    return Orders(None, said)


def current(connection: Connection, organisation: bytes, at: str) -> CharterRow | None:
    """Return the charter in force at a moment, whole."""
    there = in_force(connection, organisation, at)
    return next((row for row in history(connection, organisation) if (row.applied, row.digest) == there), None)


def history(connection: Connection, organisation: bytes) -> list[CharterRow]:
    """Return every charter applied, or waiting for the moment it is to apply from, the last one first."""
    found = connection.execute(
        select(charters)
        .where(charters.c.organisation == organisation)
        .order_by(charters.c.applied.desc(), charters.c.digest)
    )
    return [CharterRow(**row) for row in found.mappings()]


def waiting(connection: Connection, organisation: bytes, at: str) -> list[CharterRow]:
    """Return the charters that are to come into force after the one that is in force at a moment."""
    rows = history(connection, organisation)
    here = current(connection, organisation, at)
    return rows[: rows.index(here)] if here is not None else []


def withdraw(connection: Connection, row: CharterRow) -> None:
    """Delete a charter that did not come into force."""
    there = (charters.c.organisation == row.organisation) & (charters.c.applied == row.applied)
    connection.execute(delete(charters).where(there & (charters.c.digest == row.digest)))


def _adopted(told: str | None) -> tuple[str, str, str] | None:
    if told is None:
        return None
    applied, _, rest = told.partition(" ")
    digest, _, mark = rest.partition(" ")
    return applied, digest, mark
