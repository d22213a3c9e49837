"""
The one way out over HTTP: to declared destinations, for a bounded time, and for an answer of a bounded size.

    answer = http.send("POST", url, body=b"…")

No redirection is followed, no proxy of the environment is asked, no cookie is kept, nothing is unpacked. A name is resolved once, and the
connection goes to the very address that was looked at. What is turned away is a line of the journal.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Final

from etanche.clock import Clock, stopwatch
from etanche.journal import LONGEST_WORD, Entry, Journal
from etanche.outbound.destinations import Destination, HostNotDeclared, Resolve, addresses_of, way_to
from etanche.outbound.exchanging import Answer, exchange
from etanche.terms import OrganisationId

SECONDS: Final = 15.0
LONGEST: Final = 1 << 20


class Http:
    """Sends over HTTP for one organisation."""

    def __init__(
        self,
        *,
        declared: Collection[Destination],
        journal: Journal,
        clock: Clock,
        organisation: OrganisationId,
        resolve: Resolve | None = None,
        authorities: Path | None = None,
    ) -> None:
        """
        Keep what is needed; nothing is sent yet.

        Args:
            declared: where something may be sent.
            journal: where it is written what was turned away.
            clock: says when that was.
            organisation: for whom.
            resolve: finds the addresses of a name; else the name server of this machine does.
            authorities: a file of certificates that are believed in the place of the system's.
        """
        self._declared = declared
        self._journal = journal
        self._clock = clock
        self._organisation = organisation
        self._resolve = resolve or addresses_of
        self._authorities = authorities

    @property
    def hosts(self) -> frozenset[str]:
        """The hosts that something may be sent to."""
        return frozenset(one.host for one in self._declared)

    def allows(self, url: str) -> None:
        """
        Make sure that something may be sent to an address, as far as it says so itself; no name is resolved.

        Raises:
            HostNotDeclared: nothing may; that is journalled.
        """
        try:
            way_to(url, self._declared)
        except HostNotDeclared as error:
            self._tell(error, None)
            raise

    def send(
        self,
        method: str,
        url: str,
        *,
        headers: Mapping[str, str] | None = None,
        body: bytes = b"",
        clear: bool = False,
        longest: int = LONGEST,
        seconds: float = SECONDS,
        probe: str | None = None,
    ) -> Answer:
        """
        Send a request, and return the answer whatever its status; a redirection is an answer like the others.

        Args:
            method: `GET`, `POST` …
            url: an absolute address.
            headers: besides those that every request has.
            body: what is sent.
            clear: whether it may go without TLS.
            longest: so many bytes of an answer at most.
            seconds: for all of it.
            probe: the run of checks that asks, if one does.

        Raises:
            HostNotDeclared: nothing may be sent there; nothing was, and that is journalled.
            HostOutOfReach: there is no answer, or too long or too late a one.
        """
        try:
            way = way_to(url, self._declared, clear=clear)
            return exchange(
                way,
                method,
                headers or {},
                body,
                longest=longest,
                until=stopwatch() + seconds,
                resolve=self._resolve,
                authorities=self._authorities,
            )
        except HostNotDeclared as error:
            self._tell(error, probe)
            raise

    def _tell(self, error: HostNotDeclared, probe: str | None) -> None:
        """Write down what was turned away: the name of the host, and nothing else of the address."""
        self._journal.note(
            Entry(
                organisation=self._organisation,
                at=self._clock.now(),
                actor="outbound",
                act="egress-refused",
                object="outbound",
                decision="refused",
                because=("egress:others",),
                facts={"host": error.host[:LONGEST_WORD], "why": error.why},
                probe=probe,
            )
        )
