"""
What an office does: what is whose own, evidence, programs that are told, charters, a halt.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from hashlib import sha256
from typing import Any

import httpx2

from etanche_client.nouns import Charter, Hook
from etanche_client.transport import AGAIN, Asking, said

Json = Mapping[str, Any]


class Office(Asking):
    """An organisation's office, as far as the key was made for it."""

    # — what is whose own, and what people answer for

    def assign(self, role: str, actor: str, values: Sequence[str], *, until: datetime | None = None) -> None:
        """Say which values are somebody's own in a role, in place of those before."""
        self._ask("POST", "assignments", said(role=role, actor=actor, values=list(values), until=until))

    def undertaking(self, agreement: str, actor: str, *, until: datetime) -> None:
        """Attest that somebody gave an undertaking."""
        self._ask("POST", "undertakings", {"agreement": agreement, "actor": actor, "until": until.isoformat()})

    def attest(
        self,
        promise: str,
        evidence: bytes,
        *,
        issuer: str,
        owner: str,
        on: date,
        until: date | None = None,
        link: str | None = None,
        actor: str | None = None,
    ) -> Json:
        """Enter evidence for a promise that no machine can check; its digest is sent, and nothing else of it."""
        digest = sha256(evidence).hexdigest()
        body = said(
            promise=promise, digest=digest, issuer=issuer, owner=owner, on=on, until=until, link=link, actor=actor
        )
        told: Json = self._ask("POST", "attestations", body).json()
        return told

    def attested(self, evidence: bytes | None = None) -> list[Json]:
        """Return the evidence that was entered, and what has none; or what a file is the evidence of."""
        if evidence is None:
            return list(self._ask("GET", "attestations").json())
        return list(self._ask("GET", f"attestations/{sha256(evidence).hexdigest()}").json())

    # — what is told, and waits

    def hooks(self) -> list[Json]:
        """Return the programs that are told."""
        return list(self._ask("GET", "webhooks").json()["webhooks"])

    def add_hook(self, url: str, events: Sequence[str], *, public: bool = False) -> Hook:
        """Let a program be told, at a host that the charter declares; its secret is told this once."""
        answer = self._ask("POST", "webhooks", {"url": url, "events": list(events), "public": public})
        return self._hook(answer)

    def rotate_hook(self, hook: str) -> Hook:
        """Give a webhook a new secret; for a day calls are signed with the old one too."""
        return self._hook(self._ask("POST", f"webhooks/{hook}/rotate"))

    def test_hook(self, hook: str) -> int:
        """Call a program now, with an event that tells nothing; return the status of its answer."""
        return int(self._ask("POST", f"webhooks/{hook}/test").json()["status"])

    def remove_hook(self, hook: str) -> None:
        """Tell a program no more."""
        self._ask("DELETE", f"webhooks/{hook}")

    def alerts(self) -> list[Json]:
        """Return what somebody is to be told of promises and was not yet."""
        return list(self._ask("GET", "alerts").json())

    def mail(self) -> Json:
        """Return the letters that wait, without whom they are for."""
        told: Json = self._ask("GET", "mail").json()
        return told

    def bounced(self, message: str) -> int:
        """Hand over the message of a mail server about a letter that came back, whole; return how many addresses were marked."""
        return int(self._ask("POST", "mail/bounces", {"message": message}).json()["addresses"])

    def forgive(self, address: str) -> int:
        """Write to an address again that letters came back from; return how many were marked."""
        return int(self._ask("POST", "mail/forgiven", {"address": address}).json()["addresses"])

    # — what was promised

    def charter(self) -> Charter:
        """Return the charter in force, with its tag."""
        answer = self._ask("GET", "charter")
        return Charter(text=answer.text, tag=answer.headers["etag"])

    def check(self, charter: str) -> Json:
        """Return what is found in a charter, and how many promises it makes if it is sound."""
        told: Json = self._ask("POST", "charter/check", {"charter": charter}).json()
        return told

    def diff(self, charter: str) -> Json:
        """Return what changes from the charter in force to another one, and what that would end."""
        told: Json = self._ask("POST", "charter/diff", {"charter": charter}).json()
        return told

    def apply(self, charter: str, *, seen: str) -> Json:
        """
        Let the organisation obey another charter, if the one in force is the one that was read.

        Raises:
            Changed: another one is in force by now.
        """
        body = {"charter": charter}
        told: Json = self._transport.ask("PUT", "charter", headers={"If-Match": seen}, body=body).json()
        return told

    def withdraw(self) -> int:
        """Take back the charter that waits for its day; return how many there were."""
        return int(self._ask("DELETE", "charter/waiting").json()["withdrawn"])

    def proof(self) -> list[Json]:
        """Return the newest verdict of every promise."""
        return list(self._ask("GET", "proof").json())

    def drills(self) -> list[Json]:
        """Return how each drill ended when it was last run: whether its check noticed."""
        return list(self._ask("GET", "proof/drills").json())

    def clauses(self) -> list[Json]:
        """Return for each clause of an older text which promises carry it, and how much of them is checked and drilled."""
        return list(self._ask("GET", "proof/clauses").json())

    def register(self, form: str = "json", *, language: str = "en") -> bytes:
        """Return the register of processing (GDPR 30) as `json`, `csv`, `xlsx`, `ods`, `dpv` or `fideslang`."""
        return self._ask("GET", "exports/register", query={"form": form, "lang": language}).content

    def verify(self, receipts: Sequence[str] = ()) -> Json:
        """Let the journal be walked, and confronted with receipts that were kept."""
        told: Json = self._ask("POST", "journal/verify", {"receipts": list(receipts)}).json()
        return told

    def halt(self, reason: str) -> None:
        """Stop all access to the organisation; somebody who is named, with a second factor, ends it, and no key."""
        self._ask("POST", "halt", {"reason": reason})

    def _hook(self, answer: httpx2.Response) -> Hook:
        told = answer.json()
        if AGAIN in answer.headers:
            # The first answer was lost on the way, and the secret with it: it is told once, so another one is made.
            return self.rotate_hook(told["webhook"])
        return Hook(id=told["webhook"], secret=told["secret"])
