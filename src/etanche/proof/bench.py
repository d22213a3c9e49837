"""
The bench: everything a check may touch, handed over by the hall.

A check has three verbs. It *observes* (counts what is overdue, lists what is declared and what is really there),
it *attempts* (as somebody without the right: refused and journalled) and it *inspects* (raw bytes of every file).
It writes nothing but its own canary, through a credential that can reach canaries only.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from etanche.charter import Charter, Plan, Promise, promises
from etanche.clock import Clock
from etanche.incidents import Incidents
from etanche.incidents.demands import Demands
from etanche.incidents.transfers import Transfers
from etanche.intake import Audience, Hit
from etanche.journal import Journal
from etanche.keyring import Keyring, Signer
from etanche.outbound import HostNotDeclared, Outbox
from etanche.proof.door import Door
from etanche.standing import Standing
from etanche.store import Shelf, Store, Tombstones
from etanche.terms import Language, OrganisationId
from etanche.vault import ProbeRun, Vault


@dataclass(frozen=True, kw_only=True)
class Knock:
    """What a stranger sends to a public door, before anything of it is masked; header names are lower case."""

    method: str
    path: str
    peer: str = field(repr=False)
    query: str = field(default="", repr=False)
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)


def hit_of(knock: Knock) -> Hit:
    """Make a hit of what was sent, as the pages do; the full address goes no further."""
    return Hit(method=knock.method, path=knock.path, query=knock.query, headers=knock.headers, peer=knock.peer)


def _nobody_sends(_url: str, _probe: str) -> None:
    """Refuse: nothing was lent that sends."""
    raise HostNotDeclared("nothing is sent from here", hint="the hall lends what sends")


@dataclass(frozen=True, kw_only=True)
class Outgoing:
    """What leaves the house, as far as a check can look at it."""

    declared: frozenset[str] = frozenset()
    """The hosts that outbound lets be called because of the charter."""

    named: frozenset[str] = frozenset()
    """The hosts that the settings name."""

    send: Callable[[str, str], object] = _nobody_sends
    """Sends something empty to an address for a run of checks, as any room would: it is refused and written down if nobody declared the host."""


@dataclass(frozen=True, kw_only=True)
class Bench:
    """
    A house opened for proof: the rooms themselves, not copies of them.

    The charter is what was promised and the plan is what is obeyed; checks judge the second by the first.
    """

    folder: Path
    """Where the instance lives; *inspect* reads the raw bytes of every file below it."""

    organisation: OrganisationId
    charter: Charter
    plan: Plan
    clock: Clock
    store: Store
    shelf: Shelf
    tombstones: Tombstones
    keyring: Keyring
    standing: Standing
    journal: Journal
    vault: Vault

    served: Callable[[Language], str]
    """The notice as a standalone page, as people are given it, verdicts left out."""

    register: Callable[[], bytes]
    """The register of processing as it is handed out, as JSON."""

    waits: Callable[[Charter], bool]
    """Tells whether another charter, applied now, would be made to wait for its announced time."""

    refusals_at: str | None = None
    """Where the served notice says that the opt-out page is; the same value `served` was made with."""

    backups: Path | None = None
    """The folder that backups are made in by themselves, if the settings name one."""

    backed_up_by: OrganisationId | None = None
    """Whose hand the backups are of, where they are made of a whole instance by its first organisation; its own, if left out."""

    left_backups: Callable[[Path], Sequence[tuple[Path, OrganisationId, Signer | None]]] = lambda _folder: ()
    """Where among the backups those of places are that are no more, whose they are, and whose hand they are of if that is known."""

    country: Callable[[], str | None] = lambda: None
    """In which country the settings say that the stores stand, read anew; nothing where they do not say it."""

    rehearse: Callable[[], object] | None = None
    """Puts the last backup back for a moment, and writes down what came back; lent to sandboxes only."""

    tells: Callable[[], frozenset[str]] = frozenset
    """The ways by which somebody is told at once of an incident, by the settings: `email`, `webhook`."""

    status_at: str | None = None
    """Where the status is for programs."""

    door: Door | None = None
    """Where strangers come to; nothing where no pages were lent, and nobody can ask."""

    outgoing: Outgoing = Outgoing()
    """The way out."""

    hit: Callable[[Knock], Hit] = hit_of
    """How a request becomes a hit."""

    @property
    def promises(self) -> tuple[Promise, ...]:
        """The promises of the charter, in their order."""
        return promises(self.charter)

    @property
    def incidents(self) -> Incidents:
        """What went wrong, written down as it happens."""
        return Incidents(
            organisation=self.organisation,
            store=self.store,
            keyring=self.keyring,
            clock=self.clock,
            journal=self.journal,
            vault=self.vault,
        )

    @property
    def demands(self) -> Demands:
        """What authorities demanded, and what became of it."""
        return Demands(
            organisation=self.organisation,
            store=self.store,
            keyring=self.keyring,
            clock=self.clock,
            journal=self.journal,
            vault=self.vault,
            charter=self.charter,
        )

    @property
    def transfers(self) -> Transfers:
        """Who answers for the data after whom."""
        return Transfers(
            organisation=self.organisation,
            store=self.store,
            keyring=self.keyring,
            clock=self.clock,
            journal=self.journal,
        )

    @property
    def outbox(self) -> Outbox:
        """Letters on their way."""
        return Outbox(
            organisation=self.organisation,
            store=self.store,
            keyring=self.keyring,
            clock=self.clock,
            journal=self.journal,
        )

    def audience(self, probe: ProbeRun) -> Audience:
        """Open the public door, its vault door limited to the canaries of a credential; whoever opens it closes it."""
        return Audience.open(self.vault, self.plan, self.clock, probe=probe)
