"""
The moment another charter comes into force: what goes on under another name keeps its numbers, its events and its history.

It happens once, in one transaction with its line in the journal, by whichever process meets the new charter first.
A name that something else had before, now or long ago, is freed first: that thing is put aside under a name nobody can write.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from etanche.charter import Charter, Promise, promises
from etanche.charter.change import ASIDE, Renamed, inside, renamed
from etanche.clock import Clock
from etanche.instance.furnish import REGION
from etanche.journal import Entry, Journal
from etanche.keyring import Keyring
from etanche.proof import attested_rows, named, vouched
from etanche.standing import adopt_charter, adopted_charter, to_adopt
from etanche.store import CharterRow, Connection, Store, charters, facts, moment_text, names, standing
from etanche.terms import OrganisationId
from etanche.vault import CharterSuperseded

_DIGITS = 12
"""So many digits of a digest tell the things apart that were put aside under one name."""


def adopt(
    *,
    store: Store,
    keyring: Keyring,
    journal: Journal,
    clock: Clock,
    organisation: OrganisationId,
    row: CharterRow,
    charter_of: Callable[[str], Charter],
) -> None:
    """
    Let the stores go by the names of the charter in force; nothing happens when they do already.

    Raises:
        CharterSuperseded: another charter is in force by now, and the stores may go by its names.
        CharterChanged: what came into force before it is not what was applied.
    """
    there = (row.applied, row.digest)
    with store.reading() as connection:
        if adopted_charter(connection, keyring, organisation) == there:
            return
    before = named.known(journal)
    with store.writing() as connection:
        if charters.in_force(connection, organisation, moment_text(clock.now())) != there:
            raise CharterSuperseded("another charter is in force since", hint="open the instance again")
        changed = named.compared(connection, organisation, before).changed
        for old, new in to_adopt(connection, keyring, row):
            called = _Names(connection, organisation, f"{ASIDE}{new.digest[:_DIGITS]}")
            called.move(charter_of(old.text), charter_of(new.text))
            _history(connection, keyring, called, charter_of(old.text), charter_of(new.text))
            _evidence(connection, keyring, organisation, renamed(charter_of(old.text), charter_of(new.text)))
            told = {} if changed else named.compared(connection, organisation, None).named.facts()
            entry = Entry(
                organisation=organisation,
                at=clock.now(),
                actor="charter",
                act=named.IN_FORCE,
                object="charter",
                decision="done",
                because=(),
                facts={"digest": new.digest, "before": old.digest, **told},
            )
            journal.write(connection, entry)
        adopt_charter(connection, keyring, row)


_NUMBERED = {"purposes": "purpose", "recipients": "recipient", "roles": "role", "attested": "agreement"}
"""Section of the charter → what its names are called where they have numbers: events of standing go by these."""


def _history(connection: Connection, keyring: Keyring, called: _Names, old: Charter, new: Charter) -> None:
    """Let the verdicts on promises that were renamed go on under their new names."""
    signer = keyring.signer(called.organisation)
    for was, name in _promises(old, new, renamed(old, new)):
        vouched.rename(connection, called.organisation, signer, name, f"{name}{called.aside}")
        vouched.rename(connection, called.organisation, signer, was, name)


def _evidence(connection: Connection, keyring: Keyring, organisation: OrganisationId, moved: Renamed) -> None:
    """Let the evidence of attestations that were renamed go on under their new names."""
    called = {was: name for (section, was), name in moved.items() if section == "attested"}
    if called:
        attested_rows.rename(connection, organisation, keyring.signer(organisation), called)


@dataclass(frozen=True)
class _Names:
    """The names that an organisation's data, events and verdicts go by, in one transaction."""

    connection: Connection
    organisation: OrganisationId
    aside: str
    """What is put behind the name of something that has to make room."""

    def move(self, old: Charter, new: Charter) -> None:
        """Let everything that was renamed go by its new name."""
        facts.put(self.connection, self.organisation, REGION, new.vault.region)
        moved = renamed(old, new)
        for was, name in _room_first((was, name) for (section, was), name in moved.items() if section == "categories"):
            self._category(was, name)
        for things, kind in _NUMBERED.items():
            for was, name in _room_first((was, name) for (section, was), name in moved.items() if section == things):
                self._numbered(kind, was, name)
        for was, name in _fields(old, new, moved):
            self._free_field(name)
            names.rename(self.connection, self.organisation, "field", was, name)

    def _category(self, was: str, name: str) -> None:
        """Give a category another name, or put it aside."""
        if name.endswith(ASIDE):
            name = f"{was}{self.aside}"
        elif names.known(self.connection, self.organisation, "category", name) is not None:
            self._category(name, f"{name}{ASIDE}")
        names.rename(self.connection, self.organisation, "category", was, name)
        standing.rename_under(self.connection, self.organisation, f"{was}/", f"{name}/")

    def _numbered(self, section: str, was: str, name: str) -> None:
        """Give a purpose, a recipient, a role or an undertaking another name, or put it aside: what was told of it goes by its number, and stays."""
        if name.endswith(ASIDE):
            name = f"{was}{self.aside}"
        elif names.known(self.connection, self.organisation, section, name) is not None:
            self._numbered(section, name, f"{name}{ASIDE}")
        names.rename(self.connection, self.organisation, section, was, name)

    def _free_field(self, name: str) -> None:
        """Put aside what had a field's name before."""
        names.rename(self.connection, self.organisation, "field", name, f"{name}{self.aside}")


def _room_first(moves: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """Return moves with those first that make room for others."""
    return sorted(moves, key=lambda move: not move[1].endswith(ASIDE))


def _fields(old: Charter, new: Charter, moved: Renamed) -> Iterator[tuple[str, str]]:
    """Yield `category.field` before and after, where either name changed."""
    for was, category in old.categories.items():
        now = moved.get(("categories", was), was)
        for field in category.fields if now in new.categories else ():
            called = moved.get((inside("categories", now, "fields"), field), field)
            if not called.endswith(ASIDE) and (was, field) != (now, called):
                yield f"{was}.{field}", f"{now}.{called}"


def _promises(old: Charter, new: Charter, moved: Renamed) -> Iterator[tuple[str, str]]:
    """Yield the promises that go on under another name."""
    made = {promise.id for promise in promises(new)}
    things = {was: name for (section, was), name in moved.items() if "/" not in section}
    for promise in promises(old):
        name = f"{promise.kind}:{_subject(promise, things, moved)}"
        if name != promise.id and name in made:
            yield promise.id, name


def _subject(promise: Promise, things: Mapping[str, str], moved: Renamed) -> str:
    """Return what a promise is about, by the names of now."""
    for kind, mark, section, part in (
        ("minimise", ".", "categories", "fields"),
        ("scopes", "/", "providers", "scopes"),
    ):
        if promise.kind == kind and mark in promise.subject:
            thing, _, within = promise.subject.partition(mark)
            name = things.get(thing, thing)
            return f"{name}{mark}{moved.get((inside(section, name, part), within), within)}"
    return "/".join(things.get(part, part) for part in promise.subject.split("/"))
