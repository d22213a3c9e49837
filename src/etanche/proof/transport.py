"""
Nothing in clear: our server listens to no other machine without TLS in front, and what comes in clear from elsewhere is turned away.

What this does *not* see, where no address is known at which people come: whether TLS stands in front at all.
"""

from __future__ import annotations

from typing import Final

from etanche.proof.door import Asked, Door, DoorShut
from etanche.proof.outcome import Outcome, broken, kept, unproven
from etanche.proof.run import ProofRun
from etanche.proof.strangers import REFUSED
from etanche.store import facts

SERVED: Final = "served"
"""The fact that says how the server was last started."""

PROXIED: Final = "behind-a-proxy"
ALONE: Final = "alone"

PAGE: Final = "/privacy"
_SENT_ON: Final = range(300, 400)
_TLS: Final = "https://"


def look(run: ProofRun) -> Outcome:
    """Observe how the server listens, and ask in clear, as from another machine."""
    door = run.bench.door
    if door is None:
        return unproven("door.none")
    if door.exposed:
        return broken("transport.exposed")
    try:
        return _asked(run, door)
    except DoorShut:
        return unproven("door.shut")


def _asked(run: ProofRun, door: Door) -> Outcome:
    if door.address is not None and not door.address.startswith(_TLS):
        return unproven("transport.here")
    if _answers_in_clear(door):
        return broken("transport.in-clear")
    if door.address is not None:
        # Over TLS it must answer, with a certificate that browsers believe: who cannot come so comes in clear.
        return kept("transport.tls") if door.ask(Asked(path=PAGE)).status < REFUSED else unproven("door.shut")
    return unproven("transport.unseen") if _proxied(run) else kept("transport.alone")


def _proxied(run: ProofRun) -> bool:
    """Tell whether the server was last started behind a proxy, of which nobody can say from here how people reach it."""
    with run.bench.store.reading() as connection:
        return facts.get(connection, run.bench.organisation, SERVED) == PROXIED


def _answers_in_clear(door: Door) -> bool:
    """Tell whether something is given to somebody who asked in clear; to be sent on to the address with TLS is not."""
    for path in (PAGE, "/"):
        answer = door.ask(Asked(path=path, in_clear=True))
        sent_on = answer.status in _SENT_ON and answer.headers.get("location", "").startswith(_TLS)
        if answer.status and answer.status < REFUSED and not sent_on:
            return True
    return False
