"""
What people ask of an organisation, with the rooms it takes to answer them.
"""

from __future__ import annotations

from etanche.instance.roster import Roster
from etanche.instance.witnessing import Witnessing
from etanche.rights import Around, Requests


class Requesting(Witnessing):
    """The part of an organisation that answers requests."""

    @property
    def requests(self) -> Requests:
        """What people ask of this organisation."""
        return Requests(
            Around(
                organisation=self.organisation_id,
                charter=self.charter,
                plan=self.plan,
                clock=self.clock,
                store=self.store,
                journal=self.journal,
                vault=self.vault,
                outbox=self.outbox,
                sign=self.sign,
                certificate=lambda person, by: self.certificate(person, by=by),
                page=self._requests_at,
            )
        )

    @property
    def _requests_at(self) -> str | None:
        """Where the link of a letter about a request leads, if the settings name an address."""
        if self.settings.address is None:
            return None
        ground = self._ground
        named = Roster(store=ground.store, keyring=ground.keyring, first=ground.first)
        return f"{self.settings.address}/request/{named.name_of(self.organisation_id)}/answer"

    def tend_requests(self) -> int:
        """Do what follows from requests by itself; return how many moved on."""
        return self.requests.tend_all() if self.charter.rights is not None else 0

    def watch_requests(self) -> int:
        """Tell the contact which days of requests are near or past, and forget what went at the end of its time; return of how many was told."""
        if self.charter.rights is None:
            return 0
        self.requests.tidy()
        return self.requests.remind_all()

    def sign(self, use: str, body: bytes) -> bytes:
        """Return 32 bytes by which we know again what we handed out, for one use."""
        return self.keyring.sign_word(self.organisation_id, f"api-{use}", body)
