"""
What somebody refused is kept for the addresses in their records, before those can be read no more.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime

from etanche.charter import Objection, Plan
from etanche.journal import Fact
from etanche.standing import Told, happened, person_subject, record_subject
from etanche.store import Connection, person_records
from etanche.vault.aliases import group_of
from etanche.vault.altered import alarm
from etanche.vault.asking import governed
from etanche.vault.means import Means
from etanche.vault.person_seal import open_rows, slot_of
from etanche.vault.refusal_marks import Refusal, address_fields, marked, new_tellings, no_of
from etanche.vault.whole import parted

LOOKED_AT_ONCE = 1_000
"""So many records of somebody who refused are opened at once to find their addresses."""

_WITHDRAWN = frozenset({"consent-withdrawn", "death-notified"})


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
            for telling in new_tellings(means, connection, [(one, mark)], no_of(means.plan, purpose), purpose, None)
        ]
        if new:
            means.standing.persons.tell_many(connection, new)
            facts: dict[str, Fact] = {"refusals": len(new)}
            entry = means.entry(actor="vault", act="refusals-kept", object="person", decision="done", facts=facts)
            means.write_about(connection, entry, group)
    return len(new)


def _standing(plan: Plan, told: Sequence[Told]) -> Iterator[tuple[str, date | datetime]]:
    """Yield each purpose that somebody refused and did not take up again, and since when."""
    for purpose in sorted(plan.consents | plan.objections.keys()):
        since: date | datetime | None = None
        for one in (one for one in told if one.purpose in {None, purpose}):
            if purpose in plan.consents:
                since = (
                    happened(one, plan.zone)
                    if one.event in _WITHDRAWN
                    else None
                    if one.event == "consent-given"
                    else since
                )
            elif one.event in {"objection", "objection-upheld"}:
                reviewed = one.event == "objection" and plan.objections[purpose] is Objection.REVIEWED
                since = since if reviewed else happened(one, plan.zone)
            elif one.event == "objection-withdrawn":
                since = None
        if since is not None:
            yield purpose, since


def addresses(means: Means, connection: Connection, person: bytes, altered: list[bytes]) -> Iterator[tuple[str, str]]:
    """Yield (subject of the record, address) for each address in the records of a person; what a check made up has none."""
    names = means.numbers.category_names()
    fields = {
        number: means.numbers.field_names(name) for number, name in names.items() if name in means.plan.categories
    }
    of_addresses = {number: address_fields(means.plan, names[number]) for number in fields}
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
            for name in address_fields(means.plan, record.category):
                if name in record.fields:
                    yield subjects[record.id], record.fields[name]
