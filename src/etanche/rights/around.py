"""
What requests work with: the rooms below, of one organisation, and where their record lies.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from etanche.charter import ChannelKind, Charter, FieldKind, Plan
from etanche.clock import Clock, day_of
from etanche.errors import Refused
from etanche.journal import Journal
from etanche.outbound import Outbox
from etanche.store import Store
from etanche.terms import OrganisationId
from etanche.vault import Vault

if TYPE_CHECKING:
    from etanche.rights.archive.parts import Keeper

ITSELF = "requests"
"""Who acts, where no person does: letters that follow from a step, and what a killed process left."""


class NowhereToKeep(Refused):
    """The charter does not say where requests are kept."""


@dataclass(frozen=True, kw_only=True)
class Around:
    """The rooms around, under one charter."""

    organisation: OrganisationId
    charter: Charter
    plan: Plan
    clock: Clock
    store: Store
    journal: Journal
    vault: Vault
    outbox: Outbox
    sign: Callable[[str, bytes], bytes]
    """For one use and a text: a mark by which we know again what we handed out."""

    certificate: Callable[[bytes, str], bytes]
    """For a person who was erased, and who asks: the signed certificate."""

    demanded: Callable[[Collection[bytes]], Mapping[str, bool]] = lambda _: {}
    """For some persons: the demands of authorities that wait to be given, and whether each names one of them, or nobody yet."""

    command: str = "etanche"
    """How a command line begins that is about this organisation."""

    page: str | None = None
    """Where the page is that the link of a letter leads to, `https://…`; without one nobody can prove an address by following it."""

    own_page: str | None = None
    """Where people see what is held of them and decide on it, once they are logged in, `https://…`."""

    keepers: tuple[Keeper, ...] = ()
    """The rooms above that hold something of people too: their part is in every archive."""

    def today(self) -> date:
        """Return the day it is in the organisation's time zone."""
        return day_of(self.clock.now(), self.plan.zone)

    @property
    def category(self) -> str:
        """
        The category that keeps requests.

        Raises:
            NowhereToKeep: the charter names none.
        """
        rights = self.charter.rights
        if rights is None or rights.requests not in self.plan.categories:
            raise NowhereToKeep(
                "the charter does not say where requests are kept", hint="write a section `rights` with `requests`"
            )
        return rights.requests

    @property
    def proof_category(self) -> str | None:
        """The category that keeps documents by which people show who they are, if the charter has one."""
        return None if self.charter.rights is None else self.charter.rights.identity.proof

    def field(self, kind: FieldKind) -> str | None:
        """Return the first field of that category of a kind, if it has one."""
        fields = self.plan.categories[self.category].fields.values()
        return next((one.name for one in fields if one.kind is kind), None)

    def channel(self, *kinds: ChannelKind) -> str | None:
        """Return the first channel of one of these kinds by which requests arrive, in the order of the kinds."""
        rights = self.charter.rights
        named = () if rights is None else rights.by
        taking = self.plan.categories[self.category].channels if named else frozenset[str]()
        return next(
            (one for kind in kinds for one in named if one in taking and self.charter.channels[one].kind is kind), None
        )

    def purpose_for(self, role: str) -> str | None:
        """Return the purpose for which a role reads requests, if it does."""
        mine = {cell.purpose for cell in self.plan.cells if cell.role == role and cell.category == self.category}
        return next(iter(sorted(mine & self.plan.answering)), None)

    @property
    def roles(self) -> tuple[str, ...]:
        """The roles that answer requests."""
        return tuple(sorted(role for role in self.plan.roles if self.purpose_for(role) is not None))
