"""
The mark of an event: what was told by us is known from what somebody wrote into the data who has no key.

It covers the number of the event and all that it says, so that none is copied to behind another. Sealed words beside an event are not
covered: they go before it does. Nobody asks for the mark before an event takes effect: `logs:chain` looks, with each whole run of checks.
"""

from __future__ import annotations

from etanche.keyring import Signer, bind
from etanche.store import StandingRow, standing


def marks_of(signer: Signer) -> standing.Marks:
    """Return what marks the events of an organisation."""
    return lambda row: signer.mark(_message(row))


def told_by_us(row: StandingRow, signer: Signer) -> bool:
    """Tell whether an event is as we told it; a file holds whatever somebody put there, and a number may be none."""
    return type(row.seq) is int and type(row.purpose) in {int, type(None)} and signer.marked(_message(row), row.mark)


def _message(row: StandingRow) -> bytes:
    return bind(
        *("standing-event", 1, row.organisation, row.seq, row.subject, row.event, row.effective, row.recorded),
        *(row.because, row.purpose, row.assumed),
    )
