"""
One provider, spoken to: at a host of the charter, by the one way out.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from etanche.accounts.providers.faults import ProviderOutOfReach, ProviderRefused, StrangeKey
from etanche.accounts.providers.flow import Begun, Client, Pending, begin, code_of, token_form
from etanche.accounts.providers.identity import Identity, identity_of
from etanche.accounts.providers.metadata import Metadata, metadata_of, object_of, place_of
from etanche.accounts.terms import Accepted
from etanche.clock import Clock
from etanche.outbound import Answer, HostOutOfReach, Http

KEPT: Final = timedelta(hours=1)
"""So long what a provider says of itself, and its keys, are taken for true without asking again."""

_LONGEST: Final = 1 << 18
_OK: Final = 200
_BAD: Final = range(400, 500)


@dataclass(frozen=True, kw_only=True)
class _Known:
    metadata: Metadata
    keys: bytes
    at: datetime


class Provider:
    """A provider of the charter, and what we are to it."""

    def __init__(self, name: str, *, issuer: str, client: Client, http: Http, clock: Clock) -> None:
        """Keep what is needed; nobody is asked yet."""
        self.name = name
        self.client = client
        self._issuer = issuer
        self._http = http
        self._clock = clock
        self._known: _Known | None = None

    def begin(self, accepted: Accepted, *, account: bytes | None = None, fresh: bool = False) -> Begun:
        """
        Return the address that leads there, for somebody who accepted; see `flow.begin`.

        Raises:
            ProviderOutOfReach: it cannot be had.
            HostNotDeclared: it is at a host that the charter does not declare, or would send people to one.
        """
        metadata = self._now().metadata
        self._http.allows(metadata.authorisation)
        return begin(self.name, metadata, self.client, accepted, now=self._clock.now(), account=account, fresh=fresh)

    def finish(self, pending: Pending, answer: Mapping[str, str]) -> Identity:
        """
        Return who came back.

        Raises:
            ProviderUnbelieved, ProviderRefused, ProviderOutOfReach: as their names say.
        """
        known, now = self._now(), self._clock.now()
        code = code_of(known.metadata, pending, answer, now=now)
        headers, form = token_form(self.client, pending, code, basic=known.metadata.basic)
        answered = self._sent("POST", known.metadata.token, headers=headers, body=form)
        if answered.status in _BAD:
            raise ProviderRefused("the provider takes the code for another one", hint="begin again")
        said = object_of(self._well(answered).body)
        try:
            return identity_of(said, known.keys, known.metadata, self.client, pending, now=now)
        except StrangeKey:
            fresh = self._now(anew=True)
            return identity_of(said, fresh.keys, fresh.metadata, self.client, pending, now=now)

    def _now(self, *, anew: bool = False) -> _Known:
        """Return what the provider says of itself, asked within the hour."""
        known, now = self._known, self._clock.now()
        if anew or known is None or not timedelta(0) <= now - known.at < KEPT:
            metadata = metadata_of(self._got(place_of(self._issuer)), issuer=self._issuer)
            known = _Known(metadata=metadata, keys=self._got(metadata.keys), at=now)
            self._known = known
        return known

    def _got(self, url: str) -> bytes:
        return self._well(self._sent("GET", url, headers={"accept": "application/json"}, body=b"")).body

    def _sent(self, method: str, url: str, *, headers: Mapping[str, str], body: bytes) -> Answer:
        try:
            return self._http.send(method, url, headers=headers, body=body, longest=_LONGEST)
        except HostOutOfReach:
            raise _out_of_reach("no answer") from None

    def _well(self, answer: Answer) -> Answer:
        if answer.status != _OK:
            raise _out_of_reach(f"status {answer.status}")
        return answer


def _out_of_reach(why: str) -> ProviderOutOfReach:
    return ProviderOutOfReach(f"the provider cannot be had ({why})", hint="try again later, or come in another way")
