"""
The way out as checks look at it: what may be called, what the settings name, and the same gate that everything leaves by.
"""

from __future__ import annotations

from functools import partial

from etanche.charter import Charter
from etanche.clock import Clock
from etanche.instance.settings import Settings
from etanche.journal import Entry, Journal
from etanche.outbound import HostNotDeclared, ask_authority
from etanche.proof import Outgoing

REFUSED = "egress-refused"


def outgoing(settings: Settings, charter: Charter, journal: Journal, clock: Clock) -> Outgoing:
    """Return the way out of a house."""
    declared = frozenset(host.address for host in charter.hosts.values())
    return Outgoing(
        declared=declared,
        named=frozenset(called.address for called in settings.called()),
        send=partial(_send, declared, settings, journal, clock),
    )


def _send(declared: frozenset[str], settings: Settings, journal: Journal, clock: Clock, url: str) -> bytes:
    """
    Send an empty request where an authority for time-stamps is asked.

    Raises:
        HostNotDeclared: nobody declared the host; nothing was sent, and it is written down.
        AuthorityOutOfReach: there is no answer.
    """
    try:
        return ask_authority(url, b"", declared=declared)
    except HostNotDeclared:
        journal.note(
            Entry(
                organisation=settings.organisation,
                at=clock.now(),
                actor="outbound",
                act=REFUSED,
                object="outbound",
                decision="refused",
                because=("egress:others",),
            )
        )
        raise
