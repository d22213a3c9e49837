"""
The moment another charter comes into force: what goes on under another name keeps its numbers, its events and its history.

It happens once, in one transaction with its line in the journal, by whichever process meets the new charter first.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from etanche.charter import Charter, promises
from etanche.charter.change import renamed
from etanche.clock import Clock
from etanche.instance.furnish import REGION
from etanche.journal import Entry, Journal
from etanche.store import CharterRow, Connection, Store, charters, facts, names, standing, verdicts
from etanche.terms import OrganisationId

ADOPTED = "charter.adopted"
"""The charter whose names the stores go by: the moment it was applied, and its digest."""


def adopt(
    *,
    store: Store,
    journal: Journal,
    clock: Clock,
    organisation: OrganisationId,
    row: CharterRow,
    charter_of: Callable[[str], Charter],
) -> None:
    """Let the stores go by the names of the charter in force; nothing happens when they do already."""
    with store.reading() as connection:
        if facts.get(connection, organisation, ADOPTED) == _mark(row):
            return
    with store.writing() as connection:
        before = facts.get(connection, organisation, ADOPTED)
        if before == _mark(row):
            return
        old = next((each for each in charters.history(connection, organisation) if _mark(each) == before), None)
        if old is not None:
            _rename(connection, organisation, charter_of(old.text), charter_of(row.text))
            entry = Entry(
                organisation=organisation,
                at=clock.now(),
                actor="charter",
                act="charter-in-force",
                object="charter",
                decision="done",
                because=(),
                facts={"digest": row.digest, "before": old.digest},
            )
            journal.write(connection, entry)
        facts.put(connection, organisation, ADOPTED, _mark(row))


def _mark(row: CharterRow) -> str:
    return f"{row.applied} {row.digest}"


def _rename(connection: Connection, organisation: OrganisationId, old: Charter, new: Charter) -> None:
    facts.put(connection, organisation, REGION, new.vault.region)
    moved = {was: name for (section, was), name in renamed(old, new).items() if section == "categories"}
    for was, name in moved.items():
        names.rename(connection, organisation, "category", was, name)
        standing.rename_under(connection, organisation, f"{was}/", f"{name}/")
    for was, name in _fields(old, new, moved):
        names.rename(connection, organisation, "field", was, name)
    everything = {was: name for (_, was), name in renamed(old, new).items()}
    for was, name in _promises(old, new, everything):
        verdicts.rename(connection, organisation, was, name)


def _fields(old: Charter, new: Charter, moved: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Yield `category.field` before and after, where either name changed."""
    for was, category in old.categories.items():
        now = moved.get(was, was)
        if now not in new.categories:
            continue
        fields = new.categories[now].fields
        called = {field.was: name for name, field in fields.items() if field.was and field.was not in fields}
        for field in category.fields:
            if (after := f"{now}.{called.get(field, field)}") != (before := f"{was}.{field}"):
                yield before, after


def _promises(old: Charter, new: Charter, moved: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Yield the promises that go on under another name."""
    made = {promise.id for promise in promises(new)}
    for promise in promises(old):
        if promise.id in made:
            continue
        for mark in "/.":
            subject = mark.join(moved.get(part, part) for part in promise.subject.split(mark))
            if f"{promise.kind}:{subject}" in made:
                yield promise.id, f"{promise.kind}:{subject}"
                break
