"""
The vault of one organisation: opens doors, lets people act in roles, sweeps.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from copy import copy
from dataclasses import replace
from datetime import date, datetime
from typing import Self

from etanche.charter import Plan
from etanche.charter.change import Renamed
from etanche.clock import Clock
from etanche.journal import Entry, Journal
from etanche.keyring import Keyring
from etanche.standing import AlwaysHalted, Halting, Standing
from etanche.store import Shelf, Store, Tombstones, counts, days, imports, records
from etanche.terms import OrganisationId
from etanche.vault import cases
from etanche.vault.admitting import Acting
from etanche.vault.alone import Alone, alone_of_person, alone_of_value
from etanche.vault.door import Door
from etanche.vault.forecast import Forecast, forecast
from etanche.vault.granting import Granting
from etanche.vault.key_watch import KeyWatch
from etanche.vault.looking import disclosures
from etanche.vault.means import Below, Means, number_names
from etanche.vault.of_persons import OfPersons
from etanche.vault.person_sweep import PersonSweeper
from etanche.vault.probe import ProbeRun
from etanche.vault.probing import Probing, clean
from etanche.vault.report import SweepReport
from etanche.vault.salts import Salts
from etanche.vault.session import Session
from etanche.vault.sweep import Sweeper
from etanche.vault.whole import is_day


class Vault(Granting, OfPersons):
    """The only way to personal data."""

    def __init__(
        self,
        *,
        organisation: OrganisationId,
        plan: Plan,
        clock: Clock,
        store: Store,
        shelf: Shelf,
        tombstones: Tombstones,
        keyring: Keyring,
        standing: Standing,
        journal: Journal,
        halting: Halting | None = None,
    ) -> None:
        """
        Open the vault; names of the plan that have no stable number yet are given one.

        `halting` is what this process knows of halts; it begins to know here if it is left out.
        """
        super().__init__(
            Means(
                organisation=organisation,
                plan=plan,
                clock=clock,
                store=store,
                shelf=shelf,
                tombstones=tombstones,
                keyring=keyring,
                standing=standing,
                journal=journal,
                numbers=number_names(store, plan, organisation),
                salts=Salts(keyring, organisation),
                halting=halting or Halting(keyring=keyring, store=store, shelf=shelf, organisation=organisation),
            )
        )

    @classmethod
    def of(cls, below: Below) -> Self:
        """Return a vault of this kind on rooms that somebody has already."""
        return cls(
            organisation=below.organisation,
            plan=below.plan,
            clock=below.clock,
            store=below.store,
            shelf=below.shelf,
            tombstones=below.tombstones,
            keyring=below.keyring,
            standing=below.standing,
            journal=below.journal,
        )

    def despite_halt(self) -> Self:
        """Return this vault as it is for those who let people log in: it goes on while everything is halted, so that somebody can end that."""
        spared = copy(self)
        Granting.__init__(spared, replace(self._means, despite_halt=True))
        return spared

    def as_if_halted(self) -> Self:
        """Return this vault as it would be if somebody had halted it: a check asks it for what it must refuse."""
        stopped = copy(self)
        means = self._means
        always = AlwaysHalted(
            keyring=means.keyring, store=means.store, shelf=means.shelf, organisation=means.organisation
        )
        Granting.__init__(stopped, replace(means, halting=always))
        return stopped

    def door(self, channel: str, *, actor: str, probe: ProbeRun | None = None) -> Door:
        """Open a channel; with a probe's credential only canaries come in by it."""
        return Door(self._means, channel, actor=actor, probe=probe)

    def alone(self, category: str, *, person: bytes) -> Alone:
        """Return what a category holds of a person, so that a record is written beside no other that came meanwhile; see `alone`."""
        return alone_of_person(self._means, category, person)

    def alone_with(self, category: str, field: str, value: str) -> Alone:
        """Return which records have a value in a findable field, so that another one is written only if none came meanwhile; see `alone`."""
        return alone_of_value(self._means, category, field, value)

    def acting(
        self,
        role: str,
        *,
        purpose: str,
        actor: str,
        case: str | None = None,
        probe: ProbeRun | None = None,
    ) -> Session:
        """
        Let somebody act in a role, for a purpose: `with vault.acting("support", purpose="answer", actor="ann") as session`.

        Used so, the session is over with the block, and refuses from then on.

        Args:
            role: as what.
            purpose: what for.
            actor: who.
            case: because of which case, where the role needs one.
            probe: with a probe's credential they see canaries only.
        """
        return Session(self._means, Acting(role=role, purpose=purpose, actor=actor, case=case), probe=probe)

    def disclosures(self, persons: Collection[bytes]) -> tuple[Entry, ...]:
        """Return the lines by which data of persons who are one were given to somebody, oldest first; raises `NoSuchPerson`."""
        return disclosures(self._means, persons)

    def now(self) -> datetime:
        """Return what time it is in this house."""
        return self._means.clock.now()

    def sweep(self, *, dry_run: bool = False, confirmed_by: str | None = None) -> SweepReport:
        """
        Destroy what is past its term, keys first.

        Args:
            dry_run: say what would go, and change nothing.
            confirmed_by: the name of the person who lets it go on although a guard is in doubt; it is written down.

        Raises:
            ClockJumped: the clock stands far from where the last sweep left it.
            TooManyDue: more falls due than the time elapsed explains.
        """
        sweeper = Sweeper(self._means)
        if not dry_run:
            cases.end_overdue(self._means)
        return sweeper.look() if dry_run else sweeper.sweep(confirmed_by)

    def let_go(self, who: Collection[bytes]) -> int:
        """
        Destroy at once what nothing holds any more of some persons, because of a word of theirs; return how many records went.

        Where the clock is in doubt nothing is destroyed: what they said holds, and the sweep sees to the rest.
        """
        means = self._means
        if not all(guard.ok for guard in means.standing.guards(())):
            return 0
        return PersonSweeper(means, means.standing.applied()).let_go(who)

    def bury(self) -> int:
        """Carry out what was destroyed before, as after data were put back from a backup; return how many rows went."""
        return Sweeper(self._means).bury().rows

    def forecast(self, plan: Plan, renamed: Renamed, *, at: datetime) -> tuple[Forecast, ...]:
        """Return what another plan would end at a moment of what is held, and change nothing; `renamed` as `charter.change` gives it."""
        return forecast(self._means, plan, renamed, at)

    def keyless(self) -> Mapping[str, int]:
        """
        Return how many records of persons have lost their key, by category: it is not there, and was never destroyed by us.

        At most `key_watch.MOST` records are looked at, from a place that nobody can foresee.
        """
        return KeyWatch(self._means).look().lost

    def keyless_evidence(self) -> int:
        """Return how many words of people lost the key of what shows them, although nobody destroyed it, of some thousands that nobody can foresee."""
        return KeyWatch(self._means).evidence()

    def missing(self) -> tuple[tuple[str, date], ...]:
        """
        Return the days that have rows and no key, although no key of theirs was ever destroyed: data were lost.

        A day whose key is another one than it was opened with is as lost.
        """
        means = self._means
        names = means.numbers.category_names()
        with means.store.reading() as connection:
            rows = records.days_with_rows(connection, means.organisation)
            known = {(row.category, row.day): row for row in days.known(connection, means.organisation)}
        living = {(category, day): key for category, day, key in means.shelf.buckets(means.organisation)}
        lost = []
        # A day of no calendar is no day that was lost: somebody changed that row, and `altered` tells of it.
        for number, day in (one for one in rows if is_day(one[1])):
            opened = known.get((number, day))
            buried = opened is not None and opened.bucket in means.tombstones
            if not buried and (opened is None or living.get((number, day)) != opened.bucket):
                lost.append((names.get(number, str(number)), date.fromisoformat(day)))
        return tuple(lost)

    def optouts(self) -> int:
        """Return how many times somebody chose not to be counted, by any door; nobody knows who."""
        with self._means.store.reading() as connection:
            return sum(counts.read(connection, self._means.organisation, name="chose/out/").values())

    def fingerprint(self, chunks: Iterable[bytes]) -> bytes:
        """Return 32 bytes that know a file again, read in pieces, and say nothing of it without the key."""
        return self._means.keyring.fingerprint(self._means.organisation, chunks)

    def imported(self, fingerprint: bytes) -> int | None:
        """Return how many lines an import had taken in at a place it kept, or nothing if it never came there."""
        with self._means.store.reading() as connection:
            row = imports.get(connection, self._means.organisation, fingerprint)
        return None if row is None else row.lines

    def salts(self) -> tuple[tuple[str, date], ...]:
        """Return for which (category, first day of its time) there is a salt of pseudonyms: on the shelf, or in our memory."""
        means = self._means
        known = means.pseudonyms()
        shared = (
            (f, date.fromisoformat(first)) for f, first, _, lives in means.shelf.salts(means.organisation) if lives
        )
        return tuple(sorted({(known[f][0], first) for f, first in (*shared, *means.salts.days()) if f in known}))

    def roll(self) -> None:
        """Destroy the salts whose time is over; every door does it too, so this is for hours when nobody comes."""
        self._means.roll_salts()

    def probing(self, run: ProbeRun) -> Probing:
        """Lend the vault to a run of checks, which reaches the persons it makes up and nobody else."""
        return Probing(self._means, run)

    def clean(self, run: ProbeRun) -> int:
        """Delete what a run wrote, with the persons it made up, and return how many records went."""
        return clean(self._means, run)

    def inherit(self, before: Vault) -> None:
        """Take over the salts in the memory of the vault of the charter before, which has none then: an import goes on with them."""
        self._means.salts.inherit(before._means.salts)

    def close(self) -> None:
        """Drop every salt in memory, and write down that they are gone; call it before the store is closed."""
        self._means.note_salts(self._means.salts.drop_all())
