"""
Persons who are one person: an alias group.

They are joined only by somebody who answers for it, after control of the address was proved or by their own decision,
and that is journalled; parted the same way. Each keeps their own id, keys and records; requests and erasure act on all of them.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable

from etanche.errors import NotFound, Unreadable
from etanche.journal import Fact
from etanche.store import Connection, StandingRow, moment_text, persons, standing
from etanche.terms import new_id
from etanche.vault.asking import obeyed
from etanche.vault.means import Means

JOINED = "alias-joined"
PARTED = "alias-parted"

_ALIAS = "alias:"


class NoSuchPerson(NotFound):
    """There is no such person, or nothing of theirs is left."""


def join(
    means: Means,
    one: bytes,
    other: bytes,
    *,
    actor: str,
    proved: bool,
    case: str | None,
    unless: Callable[[Means, Connection, Collection[bytes]], None],
) -> frozenset[bytes]:
    """
    Join two persons, each with whoever they are joined with already; return all of them.

    Args:
        means: the rooms below.
        one: a person.
        other: another one.
        actor: who answers for it.
        proved: whether control of the address was proved.
        case: because of which case.
        unless: raises, in the transaction that joins them, if they may not be.

    Raises:
        Unreadable: they are the same.
        NoSuchPerson: one of them is not known, or was erased.
    """
    if one == other:
        raise Unreadable("nobody is joined with themselves")
    with means.store.writing() as connection:
        obeyed(means, connection)
        group = group_of(means, connection, one)
        added = group_of(means, connection, other) - group
        unless_gone(means, connection, {one, other})
        unless(means, connection, group | added)
        name = _group(means, connection, one) or new_id().hex()
        _tell(means, connection, name, [*sorted(added), *([] if len(group) > 1 else [one])], JOINED)
        facts: dict[str, Fact] = {"proved": int(proved), "group": len(group | added)}
        entry = means.entry(actor=actor, act=JOINED, object="person", decision="done", facts=facts, case=case)
        means.write_about(connection, entry, group | added)
    return group | added


def part(means: Means, person: bytes, *, actor: str, case: str | None) -> None:
    """
    Take a person out of their group.

    Raises:
        NoSuchPerson: they are joined with nobody.
    """
    with means.store.writing() as connection:
        obeyed(means, connection)
        name = _group(means, connection, person)
        if name is None:
            raise NoSuchPerson("this person is joined with nobody")
        group = group_of(means, connection, person)
        _tell(means, connection, name, [person], PARTED)
        entry = means.entry(actor=actor, act=PARTED, object="person", decision="done", case=case)
        means.write_about(connection, entry, group)


def group_of(means: Means, connection: Connection, person: bytes) -> frozenset[bytes]:
    """Return a person and everybody they are joined with."""
    name = _group(means, connection, person)
    if name is None:
        return frozenset({person})
    rows = standing.of_subject(connection, means.organisation, f"alias-group:{name}")
    named = {bytes.fromhex(row.because) for row in rows}
    return frozenset(one for one in named if _group(means, connection, one) == name) | {person}


def groups(means: Means, connection: Connection) -> dict[bytes, str]:
    """Return the name of the group of each person who is joined with others now."""
    last = {row.subject: row for row in standing.under(connection, means.organisation, _ALIAS)}
    return {bytes.fromhex(of.removeprefix(_ALIAS)): row.because for of, row in last.items() if row.event == JOINED}


def _group(means: Means, connection: Connection, person: bytes) -> str | None:
    rows = standing.of_subject(connection, means.organisation, f"{_ALIAS}{person.hex()}")
    return rows[-1].because if rows and rows[-1].event == JOINED else None


def require_somebody(means: Means, connection: Connection, person: bytes) -> None:
    """
    Let nothing be done about somebody who was never met here; of who was erased something may be left.

    Raises:
        NoSuchPerson: nobody of this organisation is known by that id: a slip of the pen, or another organisation's.
    """
    if person not in persons.known(connection, means.organisation, [person]):
        raise NoSuchPerson("there is no such person", hint="the id of a person has 32 hexadecimal digits")


def unless_gone(means: Means, connection: Connection, who: set[bytes]) -> None:
    """Let nobody be joined who is not known, or was erased; raises `NoSuchPerson`."""
    known = persons.known(connection, means.organisation, sorted(who))
    if known.keys() != who or any(row.ended is not None for row in known.values()):
        raise NoSuchPerson("there is no such person", hint="one of the two is not known, or was erased")


def _tell(means: Means, connection: Connection, group: str, who: Iterable[bytes], event: str) -> None:
    now = moment_text(means.clock.now())
    pairs = [pair for one in who for pair in ((f"{_ALIAS}{one.hex()}", group), (f"alias-group:{group}", one.hex()))]
    rows = [
        StandingRow(
            organisation=means.organisation,
            subject=subject,
            event=event,
            effective=now,
            recorded=now,
            because=because,
        )
        for subject, because in pairs
    ]
    standing.append(connection, means.organisation, rows, mark=means.standing.marks)
