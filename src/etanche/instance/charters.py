"""
The charters of an instance: the one in force, those before it, and the one that waits for its day.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import lru_cache

from etanche.charter import Charter, compile_plan, reread
from etanche.charter.change import diff, material, renamed
from etanche.clock import Clock
from etanche.errors import Fault
from etanche.instance.applying import ApplyRefused, Proposal, require_region_kept, schedule
from etanche.journal import Entry, Fact, Journal
from etanche.keyring import Keyring
from etanche.standing import applied_charters, apply_charter, charter_in_force
from etanche.store import CharterRow, Connection, Store, charters, facts, moment_of, moment_text
from etanche.terms import OrganisationId
from etanche.vault import Vault

_TAKEN_IN = "charter.taken-in/"
"""Begins the name of a fact, a digest follows: when a charter was taken in."""

_TAKEN_BACK = "charter.taken-back/"
"""The same, of a charter that was taken back before its day: when, and of which day it was."""


class CharterLost(Fault):
    """The store holds no charter that this version can read."""


@dataclass(frozen=True, kw_only=True)
class Applied:
    """A charter that was applied, is in force, or waits for its day."""

    charter: Charter
    digest: str
    text: str
    at: datetime
    """The moment it applies from."""

    announced: datetime
    """The moment it was taken in; never after `at`."""

    waits: bool


@dataclass(frozen=True, kw_only=True)
class TakenBack:
    """A charter that was announced and did not come into force."""

    digest: str
    at: datetime
    """When it was taken back."""

    day: str
    """The day from which it was to apply, as the charter had it."""


@dataclass(frozen=True, kw_only=True)
class Coming:
    """The charter in force, and when another one takes its place."""

    row: CharterRow
    until: datetime | None


@lru_cache(maxsize=128)
def charter_of(text: str) -> Charter:
    """
    Return the charter that a store holds; reading it costs more than all the rest of opening, so it is read once.

    It was sound when it was applied: what the rules have learned since does not take it out of force.

    Raises:
        CharterLost: this version cannot read it.
    """
    charter = reread(text, file="the charter in the store")
    if charter is None:
        raise CharterLost(
            "this version cannot read the charter in the store", hint="use the version of etanche that applied it"
        )
    return charter


class Charters:
    """The charters of one organisation."""

    def __init__(self, *, store: Store, keyring: Keyring, clock: Clock, organisation: OrganisationId) -> None:
        """Keep what is needed; nothing is read yet."""
        self._store = store
        self._keyring = keyring
        self._clock = clock
        self._organisation = organisation

    def in_force(self) -> CharterRow:
        """
        Return the charter in force now, as it was applied.

        Raises:
            CharterLost: there is none.
            CharterChanged: it is not what was applied.
        """
        with self._store.reading() as connection:
            return self._in_force(connection)

    def coming(self) -> Coming:
        """Return the charter in force with the moment at which another takes its place, if one waits; raises as `in_force`."""
        with self._store.reading() as connection:
            row = self._in_force(connection)
            waiting = charters.waiting(connection, self._organisation, moment_text(self._clock.now()))
        return Coming(row=row, until=moment_of(waiting[-1].applied) if waiting else None)

    def all(self) -> tuple[Applied, ...]:
        """Return every charter applied and the one that waits, the last one first."""
        with self._store.reading() as connection:
            rows = applied_charters(connection, self._keyring, self._organisation)
            waiting = len(charters.waiting(connection, self._organisation, moment_text(self._clock.now())))
            taken_in = facts.under(connection, self._organisation, _TAKEN_IN)
        return tuple(
            Applied(
                charter=charter_of(row.text),
                digest=row.digest,
                text=row.text,
                at=moment_of(row.applied),
                announced=moment_of(min(taken_in.get(row.digest, row.applied), row.applied)),
                waits=number < waiting,
            )
            for number, row in enumerate(rows)
        )

    def taken_back(self) -> tuple[TakenBack, ...]:
        """Return every charter that was announced and taken back, unless it was taken in again since; the last one first."""
        with self._store.reading() as connection:
            found = facts.under(connection, self._organisation, _TAKEN_BACK)
            rows = {row.digest for row in charters.history(connection, self._organisation)}
        backs = (
            TakenBack(digest=digest, at=moment_of(told.split(" ")[0]), day=told.split(" ")[1])
            for digest, told in found.items()
            if digest not in rows
        )
        return tuple(sorted(backs, key=lambda back: back.at, reverse=True))

    def propose(self, charter: Charter, text: str, vault: Vault) -> Proposal:
        """
        Return what applying a sound charter would do, and change nothing.

        Raises:
            ApplyRefused: it cannot be applied to this instance, or not on its date, or another one waits.
        """
        now = self._clock.now()
        with self._store.reading() as connection:
            row = self._in_force(connection)
            waiting = charters.waiting(connection, self._organisation, moment_text(now))
        if waiting:
            day = max(charter_of(waiting[0].text).versions)
            raise ApplyRefused(
                f"the charter of `{day}` was applied and waits for its day",
                hint="wait for it, or take it back with `etanche apply --withdraw`",
            )
        old, plan = charter_of(row.text), compile_plan(charter)
        changes = diff(old, charter)
        require_region_kept(old, charter)
        when = schedule(old, charter, changes, now)
        return Proposal(
            old=old,
            new=charter,
            base=row.digest,
            text=text,
            digest=plan.digest,
            changes=changes,
            forecasts=vault.forecast(plan, renamed(old, charter), at=when.at),
            when=when,
        )

    def apply(self, proposal: Proposal, *, by: str, journal: Journal) -> Proposal:
        """
        Let a proposed charter apply from its moment on, with a line in the journal; return it with that moment.

        The moment is asked anew: a proposal may have waited long for an answer.

        Raises:
            ApplyRefused: another charter was applied or came into force since it was proposed, or its date is too near by now.
        """
        with self._store.writing() as connection:
            # What was taken in while this waited for its turn was taken in before.
            now = self._clock.now()
            current = self._in_force(connection)
            waiting = charters.waiting(connection, self._organisation, moment_text(now))
            if waiting or current.digest != proposal.base:
                raise ApplyRefused("another charter was applied in the meantime", hint="propose yours again")
            when = schedule(proposal.old, proposal.new, proposal.changes, now)
            if when.at <= moment_of(current.applied):
                raise ApplyRefused(
                    "the clock stands before the charter in force", hint="set the clock right, then apply"
                )
            apply_charter(
                connection, self._keyring, self._organisation, text=proposal.text, digest=proposal.digest, at=when.at
            )
            facts.put(connection, self._organisation, f"{_TAKEN_IN}{proposal.digest}", moment_text(now))
            told: dict[str, Fact] = {
                "digest": proposal.digest,
                "version": str(when.day),
                "changes": len(proposal.changes),
                "material": len(material(proposal.changes)),
                "applies": when.at.isoformat(),
            }
            journal.write(connection, self._line(by, "charter-applied", told))
        return replace(proposal, when=when)

    def follow(self, text: str, digest: str, *, day: date, journal: Journal) -> bool:
        """
        Let a charter that nobody wrote, because it follows from another one, apply at once; return whether it was not in force.

        Raises:
            CharterLost, CharterChanged: as `in_force`.
        """
        with self._store.writing() as connection:
            current, now = self._in_force(connection), self._clock.now()
            if current.digest == digest or now <= moment_of(current.applied):
                return False
            apply_charter(connection, self._keyring, self._organisation, text=text, digest=digest, at=now)
            told: dict[str, Fact] = {"digest": digest, "version": str(day), "applies": now.isoformat()}
            journal.write(connection, self._line("instance", "charter-applied", told))
        return True

    def withdraw(self, *, by: str, journal: Journal) -> int:
        """Take back the charter that waits for its day, and return how many there were: none or one."""
        with self._store.writing() as connection:
            now = moment_text(self._clock.now())
            waiting = charters.waiting(connection, self._organisation, now)
            for row in waiting:
                charters.withdraw(connection, row)
                day = max(charter_of(row.text).versions)
                facts.put(connection, self._organisation, f"{_TAKEN_BACK}{row.digest}", f"{now} {day}")
                told: dict[str, Fact] = {"digest": row.digest, "version": str(day)}
                journal.write(connection, self._line(by, "charter-withdrawn", told))
        return len(waiting)

    def _in_force(self, connection: Connection) -> CharterRow:
        row = charter_in_force(connection, self._keyring, self._organisation, self._clock.now())
        if row is None:
            raise CharterLost("the store holds no charter", hint="restore the instance from a copy")
        return row

    def _line(self, actor: str, act: str, told: dict[str, Fact]) -> Entry:
        return Entry(
            organisation=self._organisation,
            at=self._clock.now(),
            actor=actor,
            act=act,
            object="charter",
            decision="done",
            facts=told,
        )
