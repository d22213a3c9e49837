"""
The value of their own by which somebody sees some records and no others: a territory manager their territory.

Nobody says of themselves what it is: somebody else assigns it, in the ledger, as keyed marks of the values.
A record is theirs when the mark of its field is among them; without an assignment in date nothing is.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import NamedTuple

from etanche.charter import FieldPlan
from etanche.errors import Refused, Unreadable
from etanche.store import Connection, StandingRow, moment_of, moment_text, names, standing
from etanche.terms import one_name, same_name
from etanche.vault.means import Means
from etanche.vault.sealed import Record
from etanche.vault.shapes import shape

ASSIGNED = "own-assigned"
_MARK = 16
_NO_END = datetime(9999, 12, 30, tzinfo=UTC)
_OWN = 0
"""The number under which these values are marked: fields are numbered from 1."""


class Own(NamedTuple):
    """What is an actor's own in a role that is bound to it: marks, known again in one field."""

    field: str
    role: int
    actor: str
    """As the marks were made."""

    marks: frozenset[bytes]


class NotAssigned(Refused):
    """A value of one's own cannot be assigned: the role is bound to none, or somebody assigns it to themselves."""


def assign(means: Means, role: str, actor: str, values: Sequence[str], *, by: str, until: datetime | None) -> None:
    """
    Say which values of the role's field are an actor's own, in place of what was said before; none takes all away.

    Raises:
        NotAssigned: the role is bound to no value of its own, somebody assigns it to themselves, or its end is past.
        Unreadable: a value is none that the field can have; it is not repeated.
    """
    field = means.plan.own.get(role)
    if field is None:
        raise NotAssigned("this role sees whatever its cells say", hint="only a role with `needs: {own: …}` is bound")
    if same_name(by, actor):
        raise NotAssigned("nobody assigns themselves a value", hint="somebody else has to")
    now = means.clock.now()
    if until is not None and until <= now:
        raise NotAssigned("this end is past already", hint="choose a later one, or assign no value to take all away")
    planned = [fields[field] for fields in _seen(means, role) if field in fields]
    shaped = {_shaped(planned, value) for value in values}
    with means.store.writing() as connection:
        number = names.number(connection, means.organisation, "role", role)
        marks = sorted(_mark(means, number, one_name(actor), value) for value in shaped)
        row = StandingRow(
            organisation=means.organisation,
            subject=subject_of(means, connection, role, actor),
            event=ASSIGNED,
            effective=moment_text(until or _NO_END),
            recorded=moment_text(now),
            because=f"access:{role}",
            evidence=b"".join(marks),
        )
        standing.append(connection, means.organisation, [row], mark=means.standing.marks)
        entry = means.entry(
            actor=by, act=ASSIGNED, object=role, decision="done", facts={"for": actor, "values": len(marks)}
        )
        means.journal.write(connection, entry)


def own_of(means: Means, connection: Connection, role: str, actor: str) -> Own | None:
    """Return what is an actor's own now, perhaps nothing at all; None where the role is bound to no value."""
    field = means.plan.own.get(role)
    if field is None:
        return None
    number = names.known(connection, means.organisation, "role", role)
    # In the one spelling, or, of before there was one, as it was written then.
    told = {_subject(number or 0, name): name for name in (one_name(actor), actor)}
    found = [] if number is None else standing.of_subjects(connection, means.organisation, list(told))
    rows = sorted(found, key=lambda row: row.seq or 0)
    held = rows[-1].evidence or b"" if rows and means.clock.now() < moment_of(rows[-1].effective) else b""
    marks = frozenset(held[at : at + _MARK] for at in range(0, len(held), _MARK))
    return Own(field, number or 0, told[rows[-1].subject] if rows else actor, marks)


def owned(means: Means, own: Own | None, records: Iterable[Record]) -> list[Record]:
    """Return those of some records that carry an actor's own value; all of them where the role is bound to none."""
    if own is None:
        return list(records)
    known: dict[str, bool] = {}
    kept = []
    for one in records:
        value = one.fields.get(own.field)
        if value is None:
            continue
        if value not in known:
            known[value] = _mark(means, own.role, own.actor, value) in own.marks
        if known[value]:
            kept.append(one)
    return kept


def subject_of(means: Means, connection: Connection, role: str, actor: str) -> str:
    """Return the subject that an actor's own values in a role are in the ledger; a role that has no number yet is given one."""
    return _subject(names.number(connection, means.organisation, "role", role), one_name(actor))


def _seen(means: Means, role: str) -> Iterable[dict[str, FieldPlan]]:
    categories = {cell.category for cell in means.plan.cells if cell.role == role} & means.plan.categories.keys()
    return [dict(means.plan.categories[name].fields) for name in sorted(categories)]


def _shaped(planned: Sequence[FieldPlan], value: str) -> str:
    """Return a value as records hold it: in the one spelling of its field; as it is, where only an estate has the field."""
    if not planned:
        return value
    for field in planned:
        found = shape(field, value)
        if found is not None:
            return found
    raise Unreadable("this is no value of the role's field", hint="write it as it stands in the records")


def _mark(means: Means, role: int, actor: str, value: str) -> bytes:
    """Return the mark of a value as an actor's own: copied beside another name it says nothing."""
    return means.keyring.mark(means.organisation, _OWN, f"own\0{role}\0{actor}\0{value}")


def _subject(role: int, actor: str) -> str:
    return f"own:{role}/{actor}"
