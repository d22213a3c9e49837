"""
The office of an organisation: the one role whose members let others in. The operator can offer it once, and never sits in it.

Whether it is taken stands in the data under a mark of the organisation's key, and follows as well from there being members at
all: who takes the one away still has the other against them.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import ClassVar, Final

from etanche.errors import Fault, Refused
from etanche.instance.house import House
from etanche.journal import Entry, Fact
from etanche.keyring import bind
from etanche.store import facts, moment_text

_FACT: Final = "office"
_OFFERED: Final = "offered"
_TAKEN: Final = "taken"
_GOING: Final = "office-going:"


class OfficeTaken(Refused):
    """The office of an organisation has its members; the operator lets nobody in any more."""

    http_status: ClassVar[int] = 409


class OfficeChanged(Fault):
    """What the data say of an organisation's office is not of our hand."""


class Office:
    """The office of the organisation of a house."""

    def __init__(self, house: House) -> None:
        """Keep the house; nothing is read yet."""
        self._house = house

    @property
    def role(self) -> str | None:
        """
        The role that is the office, once it was offered to somebody.

        Raises:
            OfficeChanged: as its name says.
        """
        role, _ = self._said()
        return role

    @property
    def taken(self) -> bool:
        """Whether somebody accepted it."""
        return self._said()[1] == _TAKEN

    def offer(self, role: str, *, members: int, by: str, again: bool = False) -> None:
        """
        Let the office be offered, by whoever operates the instance; `again`, though it has its members.

        Raises:
            OfficeTaken: somebody has it, or the organisation has members; the attempt is written into its journal.
        """
        if not again and (self.taken or members):
            self._note(by, "office-offered", "refused", {"role": role})
            raise OfficeTaken(
                "this organisation has its office: nobody is let in from outside any more",
                hint="ask its office for an invitation",
            )
        self._say(role, _OFFERED)

    def take(self, role: str, person: bytes) -> None:
        """Let the first member have it."""
        self._say(role, _TAKEN)
        self._note(person.hex(), "office-taken", "done", {"person": person.hex(), "role": role})

    @contextmanager
    def going(self, person: bytes) -> Iterator[frozenset[bytes]]:
        """
        Let somebody go from the office, and yield whoever said before that they go: nobody counts on them any more.

        Two who go at one moment each say so in one commit, so that one of them comes before the other and is not counted on by it. What
        is refused within is taken back; a process killed within leaves the word, by which somebody who stays is not counted on.
        """
        house, word = self._house, f"{_GOING}{person.hex()}"
        with house.store.writing() as connection:
            before = facts.under(connection, house.organisation_id, _GOING)
            facts.put(connection, house.organisation_id, word, moment_text(house.clock.now()))
        try:
            yield frozenset(map(bytes.fromhex, before)) - {person}
        finally:
            self.stays(person)

    def stays(self, person: bytes) -> None:
        """Forget that somebody said that they go."""
        with self._house.store.writing() as connection:
            facts.forget(connection, self._house.organisation_id, f"{_GOING}{person.hex()}")

    def _said(self) -> tuple[str | None, str]:
        house = self._house
        with house.store.reading() as connection:
            said = facts.get(connection, house.organisation_id, _FACT)
        if said is None:
            return None, ""
        role, _, rest = said.partition(" ")
        how, _, mark = rest.partition(" ")
        if mark != self._mark(role, how):
            raise OfficeChanged(
                "what the data say of the office is not of our hand", hint="put back `data.sqlite` from a copy"
            )
        return role, how

    def _say(self, role: str, how: str) -> None:
        house = self._house
        with house.store.writing() as connection:
            facts.put(connection, house.organisation_id, _FACT, f"{role} {how} {self._mark(role, how)}")

    def _mark(self, role: str, how: str) -> str:
        house = self._house
        return house.keyring.fingerprint(house.organisation_id, [bind("office", 1, role, how)]).hex()

    def _note(self, by: str, act: str, decision: str, told: dict[str, Fact]) -> None:
        house = self._house
        line = Entry(
            organisation=house.organisation_id,
            at=house.clock.now(),
            actor=by,
            act=act,
            object="office",
            decision=decision,
            facts=told,
        )
        house.journal.note(line)
