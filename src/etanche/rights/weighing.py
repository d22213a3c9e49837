"""
Objections that the office weighs beside requests about the same use: what one decision lifts, the other does not.

An objection that was said by an open request is answered with that request; one said elsewhere, as on their own page, is decided by itself.
"""

from __future__ import annotations

from dataclasses import dataclass

from etanche.errors import Refused
from etanche.rights.around import Around
from etanche.rights.consent.evidence import How, read
from etanche.rights.facts import Right
from etanche.rights.filed import Filed
from etanche.rights.register import Register
from etanche.rights.request import OPEN
from etanche.rights.stopping import stopped_by


class AnsweredElsewhere(Refused):
    """Nothing but open requests suspends the use: it goes on, or ends, with their answers."""


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What open requests suspend, beside an objection that waits."""

    names: tuple[str, ...] = ()
    """Those requests; one that cannot be read is among them: nobody knows what it asks for."""

    shown: tuple[bytes, ...] = ()
    """What shows the objections that were said by requests."""

    alone: bool = False
    """Whether nobody objected otherwise."""


def asked_beside(around: Around, person: bytes, purpose: str) -> Asked:
    """Return what open requests of somebody suspend of a purpose; nothing where there are none."""
    page = Register(around).of_persons(around.vault.group_of(person))
    names = (*(one.name for one in page.found if _suspends(around, one, purpose)), *(one.name for one in page.altered))
    told = around.vault.objected(person, purpose) if names else ()
    said = {data: read(data) for data in told if data is not None}
    shown = tuple(data for data, one in said.items() if one is not None and one.how == How.REQUEST)
    return Asked(names=names, shown=shown, alone=all(data in shown for data in told)) if shown else Asked()


def weigh(around: Around, person: bytes, purpose: str, *, heard: bool, reason: str, by: str) -> None:
    """
    Decide on an objection at the desk. Overruled, it lifts what it suspended and no more: what an open request suspends stays so until that is answered.

    Raises:
        AnsweredElsewhere: only open requests suspend the use, and it would be overruled.
        NothingToWeigh, Unreadable: as `Vault.weigh`.
    """
    asked = Asked() if heard else asked_beside(around, person, purpose)
    if asked.alone:
        names = ", ".join(f"`{name}`" for name in asked.names)
        raise AnsweredElsewhere("this objection was said by a request", hint=f"answer the request: {names}")
    around.vault.weigh(person, purpose, heard=heard, reason=reason, by=by, others=asked.shown)


def _suspends(around: Around, filed: Filed, purpose: str) -> bool:
    """Tell whether a request is open, of somebody who showed who they are, and objects to a purpose."""
    request = filed.request
    open_ = request.right is Right.OBJECTION and request.state in OPEN and request.proof is not None
    return open_ and purpose in stopped_by(around, filed)
