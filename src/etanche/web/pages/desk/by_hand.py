"""
What no letter tells: who asked gave no address, so that somebody prints it, hands it over, and says so on the page of the request.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from starlette.responses import Response

from etanche.charter import Proof
from etanche.instance import Desk
from etanche.rights import Because, Clerk, Event, Filed, HandedOver, answer_blocks
from etanche.web.files import as_file
from etanche.web.guarding import Asking

BY_HAND: Final = "by-hand"
PRINT: Final = "print"

_BECAUSE: Final = "because-"


@dataclass(frozen=True, kw_only=True)
class Happens:
    """What a form says that happened."""

    event: Event
    proof: Proof | None
    because: tuple[Because, ...]


def happening(asking: Asking) -> Happens:
    """Return what a form says that happened; its button names an event."""
    event, _, how = asking.said("act").partition("/")
    because = tuple(one for one in Because if asking.said(f"{_BECAUSE}{one}"))
    return Happens(event=Event(event), proof=Proof(how) if how in set(Proof) else None, because=because)


def handed(asking: Asking, desk: Desk, clerk: Clerk, filed: Filed) -> HandedOver | None:
    """Return what somebody has to hand over before they say that it was told; nothing where a letter goes, or they said so."""
    if asking.said("act").partition("/")[0] not in set(Event) or asking.said(BY_HAND):
        return None
    it = happening(asking)
    return desk.house.requests.to_hand_over(filed, it.event, clerk, proof=it.proof, because=it.because)


def printed(desk: Desk, clerk: Clerk, filed: Filed, sent: HandedOver | None) -> Response:
    """Return it on paper; the answer, where it is nothing else."""
    return as_file(desk.house.requests.on_paper(filed, clerk, sent), f"{filed.name}.pdf", "application/pdf")


def handing(asking: Asking, sent: HandedOver | None) -> Mapping[str, object]:
    """Return what the page shows of it: the words, and what the buttons send again."""
    if sent is None:
        return {"sent": ()}
    again = [(f"{_BECAUSE}{one}", "yes") for one in happening(asking).because]
    return {"sent": answer_blocks(sent.text), "subject": sent.subject, "again": [("act", asking.said("act")), *again]}
