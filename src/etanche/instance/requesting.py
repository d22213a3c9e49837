"""
What people ask of an organisation, with the rooms it takes to answer them.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

from etanche.instance.roster import Roster
from etanche.instance.witnessing import Witnessing
from etanche.proof.evidence import RECEIPTED, receipt_of_consent
from etanche.rights import Around, Requests
from etanche.rights.consent import Consents, NeverAsked, ask_again, receipt_letter
from etanche.vault import THEMSELVES


class Requesting(Witnessing):
    """The part of an organisation that answers requests."""

    @property
    def requests(self) -> Requests:
        """What people ask of this organisation."""
        return Requests(self._around)

    @property
    def asked_by_form(self) -> bool:
        """Whether anybody can ask here without an account."""
        return self.charter.rights is not None and self.requests.form() is not None

    @property
    def consents(self) -> Consents:
        """What people decide on in this organisation."""
        return Consents(around=self._around)

    @property
    def _around(self) -> Around:
        at = self._page_at
        return Around(
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
            demanded=self._waiting_for,
            command=self.command,
            page=at("/request/{name}/answer"),
            own_page=at("/account/data/{name}"),
        )

    def _waiting_for(self, persons: Collection[bytes]) -> Mapping[str, bool]:
        """Return the demands of authorities that wait to be given and may be about some persons; see `Demands.waiting_for`."""
        return self.bench.demands.waiting_for(persons)

    def _page_at(self, pattern: str) -> str | None:
        """Return the address of a page of this organisation that letters lead to, if the settings name one."""
        if self.settings.address is None:
            return None
        ground = self._ground
        named = Roster(store=ground.store, keyring=ground.keyring, first=ground.first)
        return self.settings.address + pattern.format(name=named.name_of(self.organisation_id))

    def consent_receipt(self, person: bytes, purpose: str, *, by: str = THEMSELVES) -> bytes:
        """
        Return a signed receipt of the last word of a person on a purpose that rests on consent.

        Raises:
            NeverAsked: nothing shows one.
        """
        around = self._around
        evidence = Consents(around=around).last(person, purpose)
        if evidence.act not in RECEIPTED:
            raise NeverAsked(
                "there are receipts of consents only", hint="an objection stands in the archive of who made it"
            )
        charter = next((one.charter for one in self.charters.all() if one.digest == evidence.charter), self.charter)
        return receipt_of_consent(self.bench, person, evidence, charter=charter, page=around.own_page, by=by)

    def post_receipt(self, person: bytes, purpose: str, *, by: str) -> bool:
        """
        Send a person the receipt of their last word on a purpose by mail, if they have an address; return whether they do.

        Raises:
            NeverAsked: there is none.
            OutboxFull: too many letters wait.
        """
        to = self.vault.contacts([person], actor=by).get(person)
        if to is None:
            return False
        made = self.consent_receipt(person, purpose, by=by)
        letter = receipt_letter(self.consents, self.consents.last(person, purpose), made, to=to)
        with self.store.writing() as connection:
            self.outbox.write(connection, letter)
        return True

    def ask_again(self) -> int:
        """Write to everybody whose yes comes to its end; return how many letters."""
        return ask_again(self.consents)

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
