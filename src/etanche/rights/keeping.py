"""
The rounds of requests: what follows by itself, who is to be told, and what is to be forgotten.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from typing import Final

from etanche.errors import EtancheError, Fault
from etanche.rights.advancing import advance
from etanche.rights.around import ITSELF, Around
from etanche.rights.filed import Filed
from etanche.rights.lines import entry_of
from etanche.rights.outside import correct, erase, forget
from etanche.rights.recipients import Telling
from etanche.rights.register import Register, RequestChanged
from etanche.rights.reminding import calls_of, remind
from etanche.rights.steps import Event, Happening
from etanche.rights.tending import tend
from etanche.rights.watching import Call
from etanche.vault import Erasure, Mirror, Record, Ref, Session

_LATE: Final = frozenset({Call.OVERDUE, Call.UNLAWFUL, Call.WAITING})


class Keeping:
    """The half of requests that nobody has to ask for; `Requests` is one."""

    def __init__(self, around: Around) -> None:
        """Keep what is needed; nothing is read yet."""
        self.around = around
        self.register = Register(around)

    def erase(self, person: bytes, *, actor: str, case: str | None = None) -> tuple[Erasure, tuple[Telling, ...]]:
        """
        Erase a person though no request asks for it, and tell recipients; see `outside.erase`.

        Raises:
            NoSuchPerson: nobody is known by that id.
        """
        return erase(self.around, person, actor=actor, case=case)

    def forget(self, session: Session, ref: Ref) -> tuple[Telling, ...]:
        """Forget one record, for somebody who may, and tell recipients; see `outside.forget`."""
        return forget(self.around, session, ref)

    def correct(self, mirror: Mirror, ref: Ref, fields: Mapping[str, str | None]) -> tuple[Record, tuple[Telling, ...]]:
        """Let a person correct what they said of themselves, and tell recipients; see `outside.correct`."""
        return correct(self.around, mirror, ref, fields)

    def tend(self, filed: Filed) -> Filed:
        """Do what follows from a request by itself; if somebody else just does, leave it to them."""
        try:
            return tend(self.around, filed)
        except RequestChanged:
            return self.register.get(filed.request.id)

    def tend_all(self) -> int:
        """Do what follows from every request of which something is owed; return how many moved. One that fails stops no other."""
        moved, failed = 0, None
        try:
            for filed in self.register.all(is_open=True):
                try:
                    moved += self.tend(filed).request != filed.request
                except EtancheError as error:
                    failed = error
        except Fault as altered:
            failed = failed or altered
        if failed is not None:
            raise failed
        return moved

    def remind_all(self) -> int:
        """Tell the contact of every day that is near or past; return of how many requests. One that somebody just acts on is told of the next time."""
        told = 0
        with suppress(Fault):  # An altered one is told by `tend_all`.
            for filed in self.register.all(is_open=True):
                with suppress(RequestChanged):
                    told += bool(remind(self.around, filed))
        return told

    def tidy(self) -> int:
        """Forget the requests whose record went at the end of its time, all that there are; return how many."""
        gone = 0
        for filed in self.register.bereft():
            step = advance(filed.request, Happening(event=Event.EVIDENCE_ERASED, at=self.around.clock.now()))
            if step.taken:
                self.register.drop(filed, entry_of(step, organisation=self.around.organisation, actor=ITSELF))
                gone += 1
        return gone

    def late(self) -> tuple[Filed, ...]:
        """Return the requests of which a last day is past, or for which somebody has to decide; an altered one is told by `tend_all`."""
        found = []
        with suppress(Fault):
            for filed in self.register.all(is_open=True):
                found += [filed] if any(one.call in _LATE for one in calls_of(self.around, filed)) else []
        return tuple(found)
