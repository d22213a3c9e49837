"""
What every part of the vault works with, and the stable numbers that names stand for.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Final, Protocol

from etanche.charter import Duration, FieldKind, Plan
from etanche.clock import Clock, day_of
from etanche.errors import EtancheError, Fault
from etanche.journal import Beside, Entry, Fact, Journal
from etanche.keyring import Keyring, bind, digest
from etanche.standing import Halting, Standing
from etanche.store import Connection, Shelf, Store, Tombstones, names
from etanche.terms import OrganisationId
from etanche.vault.look_marks import JOURNAL, LOOKS, TELLS, marks_on
from etanche.vault.salts import Salts
from etanche.vault.times import first_day

LISTED: Final = "persons-digest"
"""The fact of a line that holds the digest of the sealed list of whom it is about."""


@dataclass(frozen=True, kw_only=True)
class Numbers:
    """The numbers of a plan's names; what is sealed binds a number, so a name may change and data stay."""

    categories: Mapping[str, int]
    """Every category there ever was, those that the charter no longer has included: their days have to go."""

    fields: Mapping[tuple[str, str], int]
    """(category, field) → number."""

    def field_names(self, category: str) -> Mapping[int, str]:
        """Return number → name for the fields that the plan gives a category."""
        return self._field_names.get(category, {})

    def category_names(self) -> Mapping[int, str]:
        """Return number → name for every category there ever was."""
        return self._category_names

    @cached_property
    def _category_names(self) -> dict[int, str]:
        return {number: name for name, number in self.categories.items()}

    @cached_property
    def _field_names(self) -> dict[str, dict[int, str]]:
        names: dict[str, dict[int, str]] = {}
        for (category, field), number in self.fields.items():
            names.setdefault(category, {})[number] = field
        return names


def number_names(store: Store, plan: Plan, organisation: OrganisationId) -> Numbers:
    """Return the numbers of every category and field of a plan, giving one to those that have none."""
    fields = [(category.name, field) for category in plan.categories.values() for field in category.fields]
    with store.reading() as connection:
        known = names.all_of(connection, organisation, "category"), names.all_of(connection, organisation, "field")
    if not (plan.categories.keys() <= known[0].keys() and {f"{c}.{f}" for c, f in fields} <= known[1].keys()):
        with store.writing() as connection:
            for category in sorted(plan.categories):
                known[0][category] = names.number(connection, organisation, "category", category)
            for category, field in sorted(fields):
                name = f"{category}.{field}"
                known[1][name] = names.number(connection, organisation, "field", name)
    return Numbers(
        categories=known[0],
        fields={(category, field): known[1][f"{category}.{field}"] for category, field in fields},
    )


class Below(Protocol):
    """Whatever has the rooms below the vault, for one organisation."""

    @property
    def organisation(self) -> OrganisationId:
        """Whose."""

    @property
    def plan(self) -> Plan:
        """What is obeyed."""

    @property
    def clock(self) -> Clock:
        """What time it is."""

    @property
    def store(self) -> Store:
        """The data."""

    @property
    def shelf(self) -> Shelf:
        """The wrapped keys."""

    @property
    def tombstones(self) -> Tombstones:
        """Which keys were destroyed."""

    @property
    def keyring(self) -> Keyring:
        """What opens and seals."""

    @property
    def standing(self) -> Standing:
        """Which purposes are alive."""

    @property
    def journal(self) -> Journal:
        """What was done."""


@dataclass(frozen=True, kw_only=True)
class Means:
    """The rooms below, for one organisation, and what the vault knows besides."""

    organisation: OrganisationId
    plan: Plan
    clock: Clock
    store: Store
    shelf: Shelf
    tombstones: Tombstones
    keyring: Keyring
    standing: Standing
    journal: Journal
    numbers: Numbers
    salts: Salts
    halting: Halting
    despite_halt: bool = False
    """Whether these rooms go on while everything is halted: those by which people log in, to end it."""

    probe: str | None = None
    """The run of a check that these are lent to; every line they write is signed with it."""

    def today(self) -> date:
        """Return the day it is in the organisation's time zone."""
        return day_of(self.clock.now(), self.plan.zone)

    def entry(
        self,
        *,
        actor: str,
        act: str,
        object: str,  # noqa: A002  # the word of the journal
        decision: str,
        because: tuple[str, ...] = (),
        role: str | None = None,
        purpose: str | None = None,
        facts: Mapping[str, Fact] | None = None,
        probe: str | None = None,
        case: str | None = None,
    ) -> Entry:
        """Return a line of the journal about now."""
        return Entry(
            organisation=self.organisation,
            at=self.clock.now(),
            actor=actor,
            role=role,
            purpose=purpose,
            act=act,
            object=object,
            decision=decision,
            because=because,
            facts=facts or {},
            probe=probe or self.probe,
            case=case,
        )

    def write_about(self, connection: Connection, entry: Entry, persons: Iterable[bytes]) -> None:
        """
        Write a line that is about some persons, with the list of them sealed beside it.

        The line tells how many they are and the digest of the sealed list, so that the chain holds the list too.
        The list dies with the key of its day, when the journal's own term is over: who looked outlives what was seen.
        """
        self.journal.write(connection, *self._with_list(entry, persons))

    def note_about(self, entry: Entry, persons: Iterable[bytes]) -> None:
        """Write such a line in no other transaction: it is durable when this returns, together with what others write at this moment."""
        self.journal.note(*self._with_list(entry, persons))

    def _with_list(self, entry: Entry, persons: Iterable[bytes]) -> tuple[Entry, Beside | None]:
        about = sorted(set(persons))
        if not about:
            return entry, None
        today = day_of(entry.at, self.plan.zone)
        day = today.isoformat()
        key = self.keyring.day_key(self.organisation, JOURNAL, day, create=True)
        if key is None:
            raise Fault("the key of the journal's day is gone", hint="look at the clock of this machine")
        sealed = key.seal(b"".join(about), bind("entry persons", 1, self.organisation, day))
        facts = dict(entry.facts) | {"persons": len(about), LISTED: digest(sealed).hex()}
        found = entry.act in TELLS or (entry.act in LOOKS and entry.probe is None)
        marks = marks_on(self.keyring, self.organisation, today, about, create=True) if found else ()
        return replace(entry, facts=facts), Beside(day, sealed, marks)

    def pseudonyms(self) -> dict[int, tuple[str, Duration]]:
        """Return the fields that hold a pseudonym: their number, category, and how long a person keeps the same one."""
        return {
            self.numbers.fields[category.name, field.name]: (category.name, field.lasts)
            for category in self.plan.categories.values()
            for field in category.fields.values()
            if field.kind is FieldKind.PSEUDONYM and field.lasts is not None
        }

    def roll_salts(self) -> None:
        """Destroy the salts whose time is over, and write down that they are gone."""
        today = self.today()
        self.note_salts(self.salts.roll(now=self.clock.now(), today=today))
        if self.salts.rolled == today:
            return
        # At once, so that another thread does not do it too.
        self.salts.rolled = today
        try:
            self._destroy_salts(today)
        except EtancheError:
            self.salts.rolled = None
            raise

    def note_salts(self, dropped: Mapping[int, list[date]], **more: Fact) -> None:
        """Write one line for each field whose salts were destroyed."""
        known = self.pseudonyms()
        for field, firsts in dropped.items():
            category = known[field][0] if field in known else "vault"
            facts: dict[str, Fact] = {"days": len(firsts), "first": str(firsts[0]), "last": str(firsts[-1])}
            self.journal.note(
                self.entry(actor="vault", act="salt-destroyed", object=category, decision="done", facts=facts | more)
            )

    def _destroy_salts(self, today: date) -> None:
        """Destroy on the shelf what is over, what no field uses any more, and again what was left without a tombstone."""
        known = self.pseudonyms()
        salts = self.shelf.salts(self.organisation)
        buried = self.tombstones.among(key_id for _, _, key_id, _ in salts)
        over = [
            (field, first)
            for field, first, key_id, lives in salts
            if (lives or key_id not in buried)
            and (not lives or field not in known or first < first_day(known[field][1], today).isoformat())
        ]
        if not over:
            return
        outcome = self.keyring.destroy_salts(self.organisation, over)
        dropped: dict[int, list[date]] = {}
        for field, first in over:
            dropped.setdefault(field, []).append(date.fromisoformat(first))
        self.note_salts(dropped, final=int(outcome.final))
