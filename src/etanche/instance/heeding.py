"""
What an organisation does when something goes wrong, or an authority comes: its registers, its detectors, who is told at once, and what everybody
may read.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from etanche.incidents import Incident, Incidents, Notifying, PublicStatus, Watching, public_status
from etanche.incidents import demands as compelled
from etanche.incidents.transfers import SETTLED, Transfer, Transfers, tell_everybody
from etanche.instance.alerting import call_about_incident, incident_letters
from etanche.instance.applying import begins
from etanche.instance.backing import KEEPER
from etanche.instance.tending import Tending
from etanche.proof import Bench
from etanche.store import Connection


class Heeding(Tending):
    """The part of an organisation that heeds what goes wrong."""

    @property
    def bench(self) -> Bench:
        """The house opened for proof, with the ways by which somebody is told at once."""
        return replace(super().bench, tells=self._tells)

    def _tells(self) -> frozenset[str]:
        ways = {"email": self.readers is not None, "webhook": self.hooks.wanted({"incident.opened"})}
        return frozenset(way for way, there in ways.items() if there)

    def _in_force(self) -> Bench:
        """Return the rooms of the charter in force at this moment, for a register of theirs."""
        self._obey()
        return super().bench

    @property
    def incidents(self) -> Incidents:
        """What went wrong, written down as it happens."""
        return self._in_force().incidents

    @property
    def notifying(self) -> Notifying:
        """What tells authority, controllers and people of an incident."""
        return Notifying(incidents=self.incidents, outbox=self.outbox, charter=self.charter)

    @property
    def demands(self) -> compelled.Demands:
        """What authorities demanded, and what became of it."""
        return self._in_force().demands

    @property
    def transfers(self) -> Transfers:
        """Who answers for the data after whom."""
        return self._in_force().transfers

    def tell_of_demand(self, name: str, *, by: str) -> compelled.ToldOf:
        """Tell the people a demand is about that their data were given; see `incidents.demands.tell`."""
        return compelled.tell(self.demands, self.outbox, name, by=by)

    def watch_demands(self) -> int:
        """Remind the contact of demands that wait, and forget those past their time; return of how many was told."""
        self.demands.forget_old()
        return compelled.remind(self.demands, self.outbox)

    def tell_of_transfer(self, transfer: Transfer, *, by: str, newcomers: datetime | None = None) -> Transfer:
        """Tell whoever was not told of a change of controller; see `transfers.tell_everybody`. Newcomers are those who came before its day."""
        settled = min(self.clock.now() - SETTLED, begins(transfer.on, self.plan.zone))
        return tell_everybody(
            self.transfers,
            transfer,
            vault=self.vault,
            outbox=self.outbox,
            charter=self.charter,
            page=(self._ground.around or self._ground).settings.address or "",
            by=by,
            newcomers=newcomers or settled,
        )

    def watch_transfers(self) -> int:
        """Tell whoever came since a change of controller was announced to everybody; return how many letters were written."""
        found = self.transfers.coming()
        if found is None or not found.everybody or found.keys:
            return 0
        return self.tell_of_transfer(found, by=KEEPER).letters - found.letters

    def public_status(self) -> PublicStatus:
        """Return what the status page shows; it may be some seconds old."""
        found: PublicStatus = self.looked_up.get(
            "status", lambda: public_status(self.incidents, halted=self.halter.stopped() is not None)
        )
        return found

    def watch(self) -> tuple[Incident, ...]:
        """Let the detectors look at what came since the last time; whoever is to be told of what they raise is told in the same moment."""
        language = self.charter.notice.languages[0]
        return Watching(incidents=self.incidents, language=language, tell=self.tell_of_incident).look()

    def tell_of_incident(self, connection: Connection, incident: Incident) -> None:
        """Write a letter about an incident to its `readers`, and call the programs that want to know, in the transaction that opens it."""
        settings, box = self.readers, self.outbox
        written = (
            ()
            if settings is None
            else tuple(incident_letters(settings, incident, charter=self.charter, command=self.command))
        )
        for letter in written:
            box.write(connection, letter)
        calls = self.hooks.tell(connection, *call_about_incident(incident))
        box.tell(connection, "alerts-posted", {"alerts": 1, "letters": len(written), "calls": calls}, actor=KEEPER)
