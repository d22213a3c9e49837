"""
The charters of an instance: the one in force, those before it, and the one that waits for its day.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from etanche.charter import Charter, compile_plan, reread
from etanche.charter.change import diff, material, renamed
from etanche.clock import Clock
from etanche.errors import Fault
from etanche.instance.applying import ApplyRefused, Proposal, propose
from etanche.journal import Entry, Journal
from etanche.keyring import Keyring
from etanche.standing import applied_charters, apply_charter, charter_in_force
from etanche.store import CharterRow, Store, charters, moment_of, moment_text
from etanche.terms import OrganisationId
from etanche.vault import Vault


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

    waits: bool


@lru_cache(maxsize=32)
def charter_of(text: str) -> Charter:
    """
    Return the charter that a store holds; reading it costs more than all the rest of opening, so it is read once.

    Raises:
        CharterLost: this version cannot read it.
    """
    sound = reread(text, file="the charter in the store")
    if sound is None:
        raise CharterLost(
            "this version cannot read the charter in the store", hint="use the version of etanche that applied it"
        )
    return sound


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
            row = charter_in_force(connection, self._keyring, self._organisation, self._clock.now())
        if row is None:
            raise CharterLost("the store holds no charter", hint="restore the instance from a copy")
        return row

    def all(self) -> tuple[Applied, ...]:
        """Return every charter applied and the one that waits, the last one first."""
        now = self._clock.now()
        with self._store.reading() as connection:
            rows = applied_charters(connection, self._keyring, self._organisation)
        return tuple(
            Applied(
                charter=charter_of(row.text),
                digest=row.digest,
                text=row.text,
                at=moment_of(row.applied),
                waits=moment_of(row.applied) > now,
            )
            for row in rows
        )

    def propose(self, text: str, vault: Vault) -> Proposal:
        """
        Return what applying a sound charter would do, and change nothing.

        Raises:
            ApplyRefused: it cannot be applied to this instance, or not on its date, or another one waits.
        """
        if waiting := [each for each in self.all() if each.waits]:
            day = max(waiting[0].charter.versions)
            raise ApplyRefused(
                f"the charter of `{day}` was applied and waits for its day",
                hint="wait for it, or take it back with `etanche apply --withdraw`",
            )
        old, new = charter_of(self.in_force().text), charter_of(text)
        plan = compile_plan(new)
        return propose(
            old,
            new,
            text=text,
            digest=plan.digest,
            forecasts=vault.forecast(plan, renamed(old, new)),
            now=self._clock.now(),
        )

    def apply(self, proposal: Proposal, *, by: str, journal: Journal) -> None:
        """
        Let a proposed charter apply from its moment on, with a line in the journal.

        Raises:
            ApplyRefused: another charter came into force since it was proposed.
        """
        now = self._clock.now()
        with self._store.writing() as connection:
            rows = charters.history(connection, self._organisation)
            current = charters.current(connection, self._organisation, moment_text(now))
            waiting = any(moment_of(row.applied) > now for row in rows)
            if waiting or current is None or diff(charter_of(current.text), proposal.old):
                raise ApplyRefused("another charter was applied in the meantime", hint="propose yours again")
            if now <= moment_of(current.applied):
                raise ApplyRefused(
                    "the clock stands before the charter in force", hint="set the clock right, then apply"
                )
            apply_charter(
                connection,
                self._keyring,
                self._organisation,
                text=proposal.text,
                digest=proposal.digest,
                at=proposal.at if proposal.later else now,
            )
            facts: dict[str, int | str] = {
                "digest": proposal.digest,
                "version": str(proposal.day),
                "changes": len(proposal.changes),
                "material": len(material(proposal.changes)),
                "applies": proposal.at.isoformat(),
            }
            journal.write(connection, self._line(by, "charter-applied", facts))

    def withdraw(self, *, by: str, journal: Journal) -> int:
        """Take back the charter that waits for its day, and return how many there were: none or one."""
        now = moment_text(self._clock.now())
        with self._store.writing() as connection:
            gone = charters.withdraw(connection, self._organisation, now)
            if gone:
                journal.write(connection, self._line(by, "charter-withdrawn", {"charters": gone}))
        return gone

    def _line(self, actor: str, act: str, facts: dict[str, int | str]) -> Entry:
        return Entry(
            organisation=self._organisation,
            at=self._clock.now(),
            actor=actor,
            act=act,
            object="charter",
            decision="done",
            facts=facts,
        )
