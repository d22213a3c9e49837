"""
Stopping all access, and letting it go on: one word for each organisation concerned, with a line in the journal of each, in one transaction.

Killed before that transaction nothing happened; killed after it all of it did, and the shelf, which has a copy of the word, is given it by the
next process that looks (`watch`). A word that was taken out of the data behind our back is put back from the shelf, with a line of its own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from etanche.clock import Clock
from etanche.errors import Refused, Unreadable
from etanche.journal import Entry, Fact, Journal
from etanche.standing import Halt, HaltChanged, Halted, Halting, Scope
from etanche.store import Connection, Store, halts
from etanche.terms import OrganisationId

LONGEST_REASON: Final = 400
LONGEST_NAME: Final = 80

HALTED, RESUMED, PUT_BACK = "halted", "resumed", "halt-put-back"
"""Acts of the journal."""


class NothingHalted(Refused):
    """Somebody lets go on what nobody stopped."""


class Factor(StrEnum):
    """What else somebody showed who lets access go on."""

    CODE = "code"
    """A code of their second factor, or one of those written down for the day it is lost."""

    KIT = "kit"
    """The code of the recovery kit, on paper."""


@dataclass(frozen=True, kw_only=True)
class Halter:
    """Stops access to the data of one organisation, and lets it go on."""

    organisation: OrganisationId
    store: Store
    clock: Clock
    journal: Journal
    halting: Halting

    def status(self) -> tuple[Halt, ...]:
        """
        Return the words that stand, that of the instance first; none before the first halt.

        Raises:
            HaltChanged: one of them is not ours, or is gone.
        """
        with self.store.reading() as connection:
            return self.halting.known(halts.get(connection, self.organisation))

    def stopped(self) -> Scope | None:
        """Return what is halted, or nothing; a word that somebody tampered with stops the organisation."""
        try:
            return next((one.scope for one in self.status() if one.halted), None)
        except HaltChanged:
            return Scope.ORGANISATION

    def require_instance(self) -> None:
        """
        Let something be shown, that asks no vault, unless the whole instance is halted.

        Raises:
            Halted, HaltChanged: as their names say.
        """
        if any(one.halted and one.scope is Scope.INSTANCE for one in self.status()):
            raise Halted(Scope.INSTANCE)

    def require_going_on(self) -> None:
        """
        Let something be done, that asks no vault, unless this organisation or the whole instance is halted.

        Raises:
            Halted: as its name says, also of a halt that somebody tampered with.
        """
        if (stopped := self.stopped()) is not None:
            raise Halted(stopped)

    def watch(self) -> tuple[Halt, ...]:
        """
        Look whether data and shelf say the same: put back into the data what was taken out of them, give the shelf what it lacks.

        Raises:
            HaltChanged: the data say what nobody said, and the shelf knows of no halt.
        """
        with self.store.reading() as connection:
            behind = self.halting.behind(halts.get(connection, self.organisation))
        if behind:
            with self.store.writing() as connection:
                for name, word in self.halting.behind(halts.get(connection, self.organisation)).items():
                    halts.put(connection, self.organisation, name, word)
                    self.note(connection, PUT_BACK, name.removeprefix(halts.PREFIX), "etanche", {})
        with self.store.reading() as connection:
            words = halts.get(connection, self.organisation)
        return self.halting.follow(words)

    def note(self, connection: Connection, act: str, what: str, by: str, facts: dict[str, Fact]) -> None:
        """Write a line about a halt, in the transaction of what it tells."""
        entry = Entry(
            organisation=self.organisation,
            at=self.clock.now(),
            actor=by,
            act=act,
            object=what,
            decision="done",
            facts=facts,
        )
        self.journal.write(connection, entry)


def halt(halters: Sequence[Halter], scope: Scope, *, reason: str, by: str) -> None:
    """
    Stop all access to the data of some organisations, of one store; a halt that stands is said anew.

    Raises:
        Unreadable: no reason or name is given, or one that is too long.
    """
    _say(halters, scope, halted=True, reason=reason, by=by, facts={})


def resume(halters: Sequence[Halter], scope: Scope, *, reason: str, by: str, factor: Factor) -> None:
    """
    Let access go on; whoever calls this has made sure of who it is, and of their second factor.

    Raises:
        NothingHalted: nothing of this scope is halted.
        Unreadable: as `halt`.
    """
    if not any(_stands(one, scope) for one in halters):
        raise NothingHalted("nothing is halted here", hint="`etanche halt --status` tells what is")
    _say(halters, scope, halted=False, reason=reason, by=by, facts={"factor": factor.value})


def _stands(one: Halter, scope: Scope) -> bool:
    """Tell whether a halt of a scope stands, or nobody can tell because somebody tampered with it."""
    try:
        return any(word.halted for word in one.status() if word.scope is scope)
    except HaltChanged:
        return True


def _say(
    halters: Sequence[Halter], scope: Scope, *, halted: bool, reason: str, by: str, facts: dict[str, Fact]
) -> None:
    _require_words(reason, by)
    said = []
    # Where data and shelf lost theirs, a word kept from before is still an old one.
    told = [one.halting.told().get(scope, 0) for one in halters]
    with halters[0].store.writing() as connection:
        for one, number_told in zip(halters, told, strict=True):
            number = max(number_told, one.halting.highest(scope, halts.get(connection, one.organisation))) + 1
            word = Halt(scope=scope, number=number, halted=halted, at=one.clock.now(), by=by, reason=reason)
            said.append((one, one.halting.say(connection, word)))
            one.note(connection, HALTED if halted else RESUMED, scope.value, by, {"number": number, **facts})
    for one, text in said:
        one.halting.copy(scope, text)
        one.watch()


def _require_words(reason: str, by: str) -> None:
    if not (len(by.strip()) > 0 and len(by) <= LONGEST_NAME and by.isprintable()):
        raise Unreadable("nobody is named who does this", hint=f"say who, in at most {LONGEST_NAME} letters")
    if not (len(reason.strip()) > 0 and len(reason) <= LONGEST_REASON):
        raise Unreadable("no reason is given", hint=f"say why, in at most {LONGEST_REASON} letters; it is sealed")
