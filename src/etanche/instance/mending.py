"""
Data that are older than the keys are mended, in the transaction that makes them those of the instance: nothing comes back to life.

The same for a backup that is restored and for a replica that is accepted though it lagged.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from etanche.charter import compile_plan
from etanche.clock import Clock
from etanche.instance.charters import charter_of
from etanche.journal import Fact, Gap, Mender
from etanche.keyring import Keyring
from etanche.standing import CharterChanged, PersonLedger, charter_in_force, marks_of
from etanche.store import Connection, Shelf, Tombstones, sequences
from etanche.terms import OrganisationId
from etanche.vault import delete_again, end_again


@dataclass(frozen=True, kw_only=True)
class Mending:
    """What data are mended with."""

    shelf: Shelf
    tombstones: Tombstones
    keyring: Keyring
    clock: Clock
    organisation: OrganisationId

    def mend(self, connection: Connection, *, by: str, facts: Mapping[str, Fact]) -> tuple[int, Gap | None]:
        """
        Delete again what was deleted, end again whom the shelf knows to have ended, and let the journal say what is lost.

        Returns:
            How many records went, and the lines of the journal that are lost.

        Raises:
            CharterChanged: the data hold no charter.
            OtherHistory: the journal and the head on the shelf are of two histories.
        """
        now = self.clock.now()
        row = charter_in_force(connection, self.keyring, self.organisation, now)
        if row is None:
            raise CharterChanged("the data hold no charter", hint="use another backup")
        plan = compile_plan(charter_of(row.text))
        deleted = delete_again(connection, self.organisation, self.tombstones)
        signer = self.keyring.signer(self.organisation)
        ledger = PersonLedger(plan=plan, clock=self.clock, organisation=self.organisation, marks=marks_of(signer))
        ended = end_again(
            connection, self.organisation, shelf=self.shelf, tombstones=self.tombstones, ledger=ledger, at=now
        )
        mender = Mender(
            shelf=self.shelf,
            signer=signer,
            plan=plan,
            clock=self.clock,
            organisation=self.organisation,
        )
        given = max(self.shelf.knows(self.organisation).lines, self.tombstones.knows(self.organisation).lines)
        lost = mender.mend(connection, actor=by, facts={**facts, "deleted": deleted, "ended": ended}, given=given)
        # Of now, were they more before: what is older than the data remember was explained just now, or refused before.
        sequences.put(
            connection, self.organisation, sequences.TOMBSTONES, self.tombstones.knows(self.organisation).tombstones
        )
        return deleted, lost
