"""
Addresses that must not be written to again, kept as keyed marks.

A mark says nothing to whoever has not the key of the organisation, and nobody is found by it who is not looked for.
It rests on the person's refusal (`objection:<purpose>`, or the consent they withdrew), and is kept as long as that stands,
by the built-in category `standing`: it outlives an erasure, because an address that was forgotten altogether would be written to again.
Whoever comes in with such an address, by whatever door, comes in with the refusal; a fresh yes, younger than it, goes before it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from etanche.charter import FieldKind, Objection, Plan
from etanche.errors import Unreadable
from etanche.journal import Fact
from etanche.standing import Telling, Told, person_subject, record_subject
from etanche.store import Connection, person_records, persons, standing
from etanche.vault.aliases import group_of
from etanche.vault.altered import alarm
from etanche.vault.arrivals import Place
from etanche.vault.asking import governed, obeyed
from etanche.vault.means import Means
from etanche.vault.person_seal import open_rows, slot_of
from etanche.vault.places import keep_place, overtaken
from etanche.vault.shapes import email, phone
from etanche.vault.starts import Start, news_of
from etanche.vault.whole import parted

ADDRESSES = 0
"""The number under which addresses are marked: fields are numbered from 1."""

REFUSALS = "refusal:"
"""What the subjects of marked addresses begin with."""

LOOKED_AT_ONCE = 1_000
"""So many records of somebody who refused are opened at once to find their addresses."""

REFUSING = frozenset({"objection", "objection-upheld", "consent-withdrawn", "death-notified"})
"""Events by which somebody refuses a purpose, where the charter lets it end at once."""

_KINDS = frozenset({FieldKind.EMAIL, FieldKind.PHONE})
_WITHDRAWN = frozenset({"consent-withdrawn", "death-notified"})
_LIFTED = frozenset({"objection-withdrawn", "objection-overruled"})


class Refusal(NamedTuple):
    """An address, and when its owner refused, as far as that is known."""

    address: str
    since: date | datetime
    assumed: bool = False


@dataclass(frozen=True, kw_only=True)
class RefusalReceipt:
    """What became of a batch of refusals: nothing but numbers."""

    kept: int = 0
    """Refusals that were not known before."""

    known: int = 0
    """Persons of ours who turned out to have such an address."""

    unlike: tuple[int, ...] = ()
    """Which of the batch, from 0, are no addresses."""

    overtaken: bool = False


def marked(means: Means, value: str) -> bytes | None:
    """Return the mark of an address of mail, or of a telephone number; nothing of anything else."""
    address = email(value) or phone(value)
    return None if address is None else means.keyring.mark(means.organisation, ADDRESSES, address)


def refusal_subject(mark: bytes) -> str:
    """Return the subject in the ledger that a marked address is."""
    return f"{REFUSALS}{mark.hex()}"


def no_of(plan: Plan, purpose: str) -> str:
    """
    Return the event by which a purpose is refused.

    Raises:
        Unreadable: the charter has no such purpose, or nobody can refuse it.
    """
    if purpose in plan.consents:
        return "consent-withdrawn"
    if purpose in plan.objections:
        return "objection-upheld" if plan.objections[purpose] is Objection.REVIEWED else "objection"
    refusable = ", ".join(f"`{name}`" for name in sorted(plan.consents | plan.objections.keys()))
    raise Unreadable("nobody can refuse this purpose", hint=f"purposes that can be refused: {refusable or 'none'}")


def refuse(
    means: Means,
    refusals: Sequence[Refusal],
    purpose: str,
    *,
    actor: str,
    by: str | None,
    imported: Place | None = None,
) -> RefusalReceipt:
    """Keep a batch of refusals; what is kept is durable, with one line of the journal, when this returns."""
    event = no_of(means.plan, purpose)
    marks = [marked(means, one.address) for one in refusals]
    unlike = tuple(number for number, mark in enumerate(marks) if mark is None)
    found = [(one, mark) for one, mark in zip(refusals, marks, strict=True) if mark is not None]
    with means.store.writing() as connection:
        obeyed(means, connection)
        if imported is not None and overtaken(means, connection, imported):
            return RefusalReceipt(overtaken=True)
        ledger = means.standing.persons
        new = _new(means, connection, found, event, purpose, by)
        theirs = list(_of_persons(means, connection, [one for one, _ in found], event, purpose))
        told_of = ledger.told(connection, (person_subject(start.person) for start in theirs))
        starts = list(news_of(told_of, theirs))
        ledger.tell_many(connection, new)
        ledger.tell_many(connection, (_telling(one, purpose, by) for one in starts))
        if imported is not None:
            keep_place(means, connection, imported)
        facts: dict[str, Fact] = {"for": purpose, "refusals": len(new), "unlike": len(unlike)}
        entry = means.entry(actor=actor, act="refusals-kept", object="vault", decision="done", facts=facts)
        means.write_about(connection, entry, {one.person for one in starts})
    return RefusalReceipt(kept=len(new), known=len({one.person for one in starts}), unlike=unlike)


def refused_before(
    means: Means, category: str, coming: Iterable[tuple[bytes | None, Mapping[str, str]]]
) -> Iterator[Start]:
    """
    Yield the refusals of those whose address must not be written to again.

    Args:
        means: the organisation's.
        category: where the fields belong.
        coming: each person with what the plan kept of their fields.
    """
    fields = _address_fields(means.plan, category)
    if not fields:
        return
    with means.store.reading() as connection:
        if not standing.any_under(connection, means.organisation, REFUSALS):
            return
    marker = means.keyring.marker(means.organisation, ADDRESSES)
    theirs: dict[str, set[bytes]] = {}
    for person, kept in coming:
        # What the plan kept of an address has its one spelling already.
        for value in (kept[name] for name in fields if name in kept):
            if person is not None:
                theirs.setdefault(refusal_subject(marker.mark(value)), set()).add(person)
    with means.store.reading() as connection:
        told = means.standing.persons.told(connection, theirs)
    for subject, events in told.items():
        for event in events:
            for person in sorted(theirs[subject]):
                yield Start(person, event.event, event.effective, event.purpose)


def keep_of(means: Means, person: bytes) -> int:
    """
    Keep the addresses of somebody, and of whom they are joined with, for the purposes that one of them refused; return how many refusals.

    What was refused of one record is refused for the addresses in that record.
    Nothing is told of others who have the same address: they said nothing.
    """
    with means.store.reading() as connection:
        group = sorted(group_of(means, connection, person))
        told = {one: means.standing.persons.between(connection, one, one) for one in group}
        theirs = [no for one in group for no in _standing(means.plan, told[one].get(person_subject(one), ()))]
        of_records = {
            subject: noes
            for said in told.values()
            for subject, events in said.items()
            if (noes := list(_standing(means.plan, events)))
        }
        marks: dict[tuple[str, str], Refusal] = {}
        altered: list[bytes] = []
        for one in group if of_records else ():
            for subject, address in addresses(means, connection, one, altered):
                for purpose, since in (*theirs, *of_records.get(subject, ())):
                    marks.setdefault((purpose, address), Refusal(address, since))
    if altered:
        # An altered row stops nobody's erasure: the address in it is beyond reach, and somebody is told.
        alarm(means, len(altered))
    return _keep(means, marks, group) if marks else 0


def _keep(means: Means, marks: Mapping[tuple[str, str], Refusal], group: Sequence[bytes]) -> int:
    """Tell what is new of refused addresses, by (purpose, address), with one line of the journal."""
    with means.store.writing() as connection:
        governed(means, connection)
        new = [
            telling
            for (purpose, address), one in sorted(marks.items())
            if (mark := marked(means, address)) is not None
            for telling in _new(means, connection, [(one, mark)], no_of(means.plan, purpose), purpose, None)
        ]
        if new:
            means.standing.persons.tell_many(connection, new)
            facts: dict[str, Fact] = {"refusals": len(new)}
            entry = means.entry(actor="vault", act="refusals-kept", object="person", decision="done", facts=facts)
            means.write_about(connection, entry, group)
    return len(new)


def _new(
    means: Means,
    connection: Connection,
    found: Sequence[tuple[Refusal, bytes]],
    event: str,
    purpose: str,
    by: str | None,
) -> list[Telling]:
    """Return what is to be told of marked addresses of which it was not told before."""
    said = means.standing.persons.told(connection, (refusal_subject(mark) for _, mark in found))
    new: dict[str, Telling] = {}
    for one, mark in found:
        subject = refusal_subject(mark)
        if not any(told.event == event and told.purpose == purpose for told in said[subject]):
            by_whom = by if one.assumed else None
            new.setdefault(subject, Telling(subject, event, purpose, one.since, _because(purpose), None, by_whom))
    return list(new.values())


def _standing(plan: Plan, told: Sequence[Told]) -> Iterator[tuple[str, date | datetime]]:
    """Yield each purpose that somebody refused and did not take up again, and since when."""
    for purpose in sorted(plan.consents | plan.objections.keys()):
        since: date | datetime | None = None
        for one in (one for one in told if one.purpose in {None, purpose}):
            if purpose in plan.consents:
                since = one.effective if one.event in _WITHDRAWN else None if one.event == "consent-given" else since
            elif one.event in {"objection", "objection-upheld"}:
                reviewed = one.event == "objection" and plan.objections[purpose] is Objection.REVIEWED
                since = since if reviewed else one.effective
            elif one.event in _LIFTED:
                since = None
        if since is not None:
            yield purpose, since


def addresses(means: Means, connection: Connection, person: bytes, altered: list[bytes]) -> Iterator[tuple[str, str]]:
    """Yield (subject of the record, address) for each address in the records of a person; what a check made up has none."""
    names = means.numbers.category_names()
    fields = {
        number: means.numbers.field_names(name) for number, name in names.items() if name in means.plan.categories
    }
    of_addresses = {number: _address_fields(means.plan, names[number]) for number in fields}
    rows = [
        row
        for row in person_records.of_person(connection, means.organisation, person)
        if of_addresses.get(row.category) and not row.canary
    ]
    rows, unlike = parted(means, rows)
    altered += unlike
    for begin in range(0, len(rows), LOOKED_AT_ONCE):
        part = rows[begin : begin + LOOKED_AT_ONCE]
        subjects = {row.id: record_subject(person, row.category, row.day, row.id) for row in part}
        keys = means.keyring.persons.lend(means.organisation, map(slot_of, part))
        for record in open_rows(part, keys, category_names=names, field_names=fields, altered=altered):
            for name in _address_fields(means.plan, record.category):
                if name in record.fields:
                    yield subjects[record.id], record.fields[name]


def _of_persons(
    means: Means, connection: Connection, refusals: Sequence[Refusal], event: str, purpose: str
) -> Iterator[Start]:
    """Yield the refusal of each person of ours who has one of these addresses in a findable field."""
    by_address = {email(one.address) or phone(one.address): one for one in refusals}
    for category, plan in means.plan.categories.items():
        for name in _address_fields(means.plan, category):
            if not plan.fields[name].findable:
                continue
            number = means.numbers.fields[category, name]
            marker = means.keyring.marker(means.organisation, number)
            marks = {marker.mark(address): one for address, one in by_address.items() if address is not None}
            found = person_records.persons_by_marks(connection, means.organisation, number, sorted(marks))
            ended = {
                person
                for person, row in persons.known(connection, means.organisation, sorted({p for _, p in found})).items()
                if row.ended is not None
            }
            for mark, person in found:
                if person not in ended:
                    yield Start(person, event, marks[mark].since, purpose, marks[mark].assumed)


def _address_fields(plan: Plan, category: str) -> list[str]:
    """Return the fields of a category that hold whole addresses."""
    fields = plan.categories[category].fields.values()
    return [one.name for one in fields if one.kind in _KINDS and one.only is None]


def _telling(one: Start, purpose: str, by: str | None) -> Telling:
    subject = person_subject(one.person)
    return Telling(subject, one.event, purpose, one.effective, _because(purpose), None, by if one.assumed else None)


def _because(purpose: str) -> str:
    return f"objection:{purpose}"
