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

from etanche.journal import Fact
from etanche.standing import USE_STOPPED, Telling, happened, person_subject, said_by_now
from etanche.store import Connection, person_records, persons, standing
from etanche.vault.arrivals import Place
from etanche.vault.asking import obeyed
from etanche.vault.means import Means
from etanche.vault.places import keep_place, overtaken
from etanche.vault.refusal_marks import (
    ADDRESSES,
    REFUSALS,
    Refusal,
    address_fields,
    because_of,
    marked,
    new_tellings,
    no_of,
    refusal_subject,
)
from etanche.vault.shapes import email, phone
from etanche.vault.starts import Start, news_of


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


def refuse(
    means: Means,
    refusals: Sequence[Refusal],
    purpose: str,
    *,
    actor: str,
    by: str | None,
    imported: Place | None = None,
    proved: bool = True,
) -> RefusalReceipt:
    """
    Keep a batch of refusals; what is kept is durable, with one line of the journal, when this returns.

    One that nobody proved to be of the owner of the address stops the use, and is nobody's no: nothing goes because of it.
    """
    event = no_of(means.plan, purpose) if proved else USE_STOPPED
    now = means.clock.now()
    refusals = [one._replace(since=said_by_now(one.since, now, means.plan.zone)) for one in refusals]
    marks = [marked(means, one.address) for one in refusals]
    unlike = tuple(number for number, mark in enumerate(marks) if mark is None)
    found = [(one, mark) for one, mark in zip(refusals, marks, strict=True) if mark is not None]
    with means.store.writing() as connection:
        obeyed(means, connection)
        if imported is not None and overtaken(means, connection, imported):
            return RefusalReceipt(overtaken=True)
        ledger = means.standing.persons
        new = new_tellings(means, connection, found, event, purpose, by)
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
    fields = address_fields(means.plan, category)
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
                yield Start(person, event.event, happened(event, means.plan.zone), event.purpose)


def _of_persons(
    means: Means, connection: Connection, refusals: Sequence[Refusal], event: str, purpose: str
) -> Iterator[Start]:
    """Yield the refusal of each person of ours who has one of these addresses in a findable field."""
    by_address = {email(one.address) or phone(one.address): one for one in refusals}
    for category, plan in means.plan.categories.items():
        for name in address_fields(means.plan, category):
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


def _telling(one: Start, purpose: str, by: str | None) -> Telling:
    subject = person_subject(one.person)
    return Telling(subject, one.event, purpose, one.effective, because_of(purpose), None, by if one.assumed else None)
