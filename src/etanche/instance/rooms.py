"""
The rooms that obey one charter. When another comes into force they are built anew, on the same ground.
"""

from __future__ import annotations

from copy import copy
from dataclasses import replace
from functools import cached_property
from typing import Self

from etanche.charter import Caller, Plan, compile_plan
from etanche.instance.adopting import adopt
from etanche.instance.agreeing import agree
from etanche.instance.applying import waits
from etanche.instance.charters import charter_of
from etanche.instance.figures import Figures, program_reader
from etanche.instance.furnish import require_country, require_region
from etanche.instance.ground import Ground
from etanche.instance.printing import OPT_OUT, STATUS, register_of, rendered
from etanche.instance.settings import Settings
from etanche.instance.stamps import require_stamped
from etanche.intake import Audience
from etanche.journal import Journal
from etanche.outbound import Destination, Http, Outbox
from etanche.proof import Bench, Outgoing
from etanche.standing import Halting, Standing
from etanche.store import CharterRow
from etanche.vault import Vault


class Rooms:
    """Journal, standing, vault and the doors before it, under one charter."""

    def __init__(
        self,
        ground: Ground,
        row: CharterRow,
        *,
        plan: Plan | None = None,
        before: Rooms | None = None,
        halting: Halting | None = None,
    ) -> None:
        """
        Build the rooms for a charter that is in force.

        Args:
            ground: what they stand on.
            row: the charter, as it was applied.
            plan: what is obeyed in the place of the charter's own plan; for sandboxes that are to be broken.
            before: the rooms of the charter before; salts in their memory go over.
            halting: what this process knows of halts.

        Raises:
            CharterLost: this version cannot read the charter.
            CharterSuperseded: another one is in force by now.
            KeysDisagree: the charter names a provider of keys that the settings lack.
            WrongRegion: the stores are stamped with another region than the charter's.
            WrongPlace: a store is not where its stamp says.
        """
        self._ground = ground
        self._halting = halting
        self.text = row.text
        self.charter = charter_of(row.text)
        agree(ground.root, ground.organisation, self.charter)
        # What is applied goes by the digest it was applied under, whichever form of digest this version has.
        self.plan = plan or replace(compile_plan(self.charter), digest=row.digest)
        self.standing = Standing(
            store=ground.store,
            plan=self.plan,
            clock=ground.clock,
            organisation=ground.organisation,
            signer=ground.keyring.signer(ground.organisation),
        )
        self.journal = self._journal()
        self._adopt(row)
        require_region(ground.store, ground.organisation, self.plan.region)
        require_country(ground.settings.stores.country, self.charter)
        require_stamped(
            ground.store,
            ground.shelf,
            signer=ground.keyring.signer(ground.organisation),
            organisation=ground.organisation,
            region=self.plan.region,
            journal=self.journal,
            clock=ground.clock,
        )
        self.vault = self._vault()
        self.figures = Figures(vault=self.vault, clock=ground.clock, reader=program_reader(self.charter, self.plan))
        if before is not None:
            # Last of all: if anything fails, an import into the rooms before goes on recognising who visited.
            self.vault.inherit(before.vault)

    def _journal(self) -> Journal:
        ground = self._ground
        return Journal(
            store=ground.store,
            shelf=ground.shelf,
            signer=ground.keyring.signer(ground.organisation),
            plan=self.plan,
            clock=ground.clock,
            organisation=ground.organisation,
        )

    def _adopt(self, row: CharterRow) -> None:
        """Let the stores go by the names of this charter."""
        ground = self._ground
        adopt(
            store=ground.store,
            keyring=ground.keyring,
            journal=self.journal,
            clock=ground.clock,
            organisation=ground.organisation,
            row=row,
            charter_of=charter_of,
        )

    def _vault(self) -> Vault:
        ground = self._ground
        return Vault(
            store=ground.store,
            shelf=ground.shelf,
            tombstones=ground.tombstones,
            keyring=ground.keyring,
            journal=self.journal,
            standing=self.standing,
            plan=self.plan,
            clock=ground.clock,
            organisation=ground.organisation,
            halting=self._halting,
        )

    @cached_property
    def outbox(self) -> Outbox:
        """Letters on their way."""
        return self.bench.outbox

    @cached_property
    def http(self) -> Http:
        """The way out to the hosts that the charter says our server calls, and to no other."""
        ground = self._ground
        declared = tuple(
            Destination(
                host=host.address, ports=frozenset(host.ports), private=host.address.lower() in ground.settings.private
            )
            for host in self.charter.hosts.values()
            if host.called_by is Caller.SERVER
        )
        return Http(
            declared=declared,
            journal=self.journal,
            clock=ground.clock,
            organisation=ground.organisation,
            authorities=ground.settings.authorities,
        )

    @property
    def _outgoing(self) -> Outgoing:
        """The way out, as checks look at it."""
        named = frozenset(called.address for called in self._ground.settings.called())
        return Outgoing(
            declared=self.http.hosts, named=named, send=lambda url, probe: self.http.send("GET", url, probe=probe)
        )

    @cached_property
    def audience(self) -> Audience:
        """The public door by which visits come in."""
        return Audience.open(self.vault, self.plan, self._ground.clock)

    @cached_property
    def bench(self) -> Bench:
        """The house opened for proof."""
        ground = self._ground
        return Bench(
            folder=ground.folder,
            organisation=ground.organisation,
            charter=self.charter,
            plan=self.plan,
            clock=ground.clock,
            store=ground.store,
            shelf=ground.shelf,
            tombstones=ground.tombstones,
            keyring=ground.keyring,
            standing=self.standing,
            journal=self.journal,
            vault=self.vault,
            served=lambda language: rendered(self.charter, language),
            register=lambda: register_of(self.charter),
            waits=lambda new: waits(self.charter, new, ground.clock.now()),
            refusals_at=OPT_OUT,
            status_at=STATUS,
            backups=ground.backups,
            backed_up_by=ground.first,
            left_backups=ground.left_among,
            country=lambda: Settings.read(ground.folder).stores.country,
            outgoing=self._outgoing,
        )

    def lending(self, vault: Vault) -> Self:
        """Return the same rooms with another vault among them."""
        lent = copy(self)
        lent.vault = vault
        return lent

    def shut(self) -> None:
        """Write what waits at the public door, and take in nothing more."""
        if "audience" in self.__dict__:
            self.audience.close()

    def close(self) -> None:
        """Shut the door, and drop the salts."""
        self.shut()
        self.vault.close()
