"""
Stopping all access, to one organisation or to the whole instance, and who lets it go on.

A halt of the instance is said in every organisation, the built-in one included; people log in all the same, so that somebody can end it.
To let access go on takes somebody who is named and answers for it (the office of the organisation, or the operator for the instance) with a
code of their second factor; or whoever has the recovery kit, for the day nobody can log in.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Final

from etanche import incidents
from etanche.accounts import LoginRefused
from etanche.errors import NotFound, OutOfReach, Refused
from etanche.incidents import Affected, Factor, Halter, Incident, Kind
from etanche.incidents.story import LONGEST
from etanche.instance.belonging import OPERATES, Belonging
from etanche.instance.furnish import ROOT
from etanche.instance.hall import Instance
from etanche.instance.office import Office
from etanche.instance.organisation import Organisation
from etanche.instance.roster import BUILT_IN
from etanche.keyring import Kit, RootFile
from etanche.standing import Halt, Scope
from etanche.words import say

LONGEST_SUBJECT: Final = 200

Prove = Callable[[bytes, str], None]
"""Takes a code of the second factor of an account; raises `LoginRefused` if it is none."""


class NotAnswerable(Refused):
    """Somebody wants to let access go on who does not answer for it, or showed no second factor."""

    def __init__(self) -> None:
        """Say who may, and not which of it was missing."""
        super().__init__(
            "this does not end the halt",
            hint="the office of the organisation, or the operator for the whole instance, with a code of their second factor; or the recovery kit",
        )


class Stopping:
    """Stops access on one instance, and lets it go on."""

    def __init__(self, instance: Instance) -> None:
        """Keep what is needed; nothing is read yet."""
        self._instance = instance

    def status(self, name: str | None = None) -> tuple[Halt, ...]:
        """Return the words that stand in an organisation, or in the first one; raises `HaltChanged`."""
        return self._house(name).halter.status()

    def halt(self, name: str | None, *, reason: str, by: str) -> None:
        """Stop all access to an organisation, or without a name to the whole instance; raises as `incidents.halt`."""
        incidents.halt(self._halters(name), _scope(name), reason=reason, by=by)

    def spread(self) -> None:
        """Look after halts: what one process or another has not carried through yet, in an organisation that could not be opened then too."""
        stands = [one for one in self._instance.halter.watch() if one.scope is Scope.INSTANCE and one.halted]
        for house in self._houses():
            known = [one for one in house.halter.watch() if one.scope is Scope.INSTANCE and one.halted]
            for one in stands if not known else ():
                incidents.halt([house.halter], Scope.INSTANCE, reason=one.reason, by=one.by)

    def resume(self, name: str | None, *, account: bytes, code: str, reason: str, prove: Prove) -> None:
        """
        Let access go on, by somebody who is logged in or named by their address, with a code of their second factor.

        Raises:
            NotAnswerable: they do not answer for it, or the code is none.
            NothingHalted, Unreadable: as `incidents.resume`.
        """
        by = self._answering(name, account)
        try:
            prove(account, code)
        except LoginRefused:
            raise NotAnswerable from None
        incidents.resume(self._halters(name), _scope(name), reason=reason, by=by, factor=Factor.CODE)

    def resume_by_kit(self, name: str | None, *, kit: bytes, reason: str, by: str) -> None:
        """
        Let access go on, by a named person who has the recovery kit.

        Raises:
            NotAnswerable: the kit is of another root, or an older one.
            KitUnreadable: somebody made a slip of the pen.
            NothingHalted, Unreadable: as `incidents.resume`.
        """
        read = Kit.read(kit)
        try:
            RootFile.require_kit(self._instance.folder / ROOT, read)
        except OutOfReach:
            raise NotAnswerable from None
        incidents.resume(self._halters(name), _scope(name), reason=reason, by=by, factor=Factor.KIT)

    def may_resume(self, name: str | None, account: bytes) -> bool:
        """Tell whether an account answers for an organisation, or for the instance."""
        try:
            self._answering(name, account)
        except NotAnswerable:
            return False
        return True

    def _answering(self, name: str | None, account: bytes) -> str:
        """Return what the journal calls an account that answers for an organisation, or for the instance; raises `NotAnswerable`."""
        belonging = Belonging.of(self._instance)
        try:
            house, member = belonging.require(account, name or BUILT_IN)
        except NotFound:
            raise NotAnswerable from None
        wanted = OPERATES if name is None else Office(house).role
        if wanted is None or wanted not in belonging.roles_of(account, house.organisation_id):
            raise NotAnswerable
        return member.actor

    def _house(self, name: str | None) -> Organisation:
        return self._instance if name is None else self._instance.organisation(name)

    def _halters(self, name: str | None) -> list[Halter]:
        return [house.halter for house in self._houses()] if name is None else [self._house(name).halter]

    def _houses(self) -> list[Organisation]:
        """Return the houses that can be opened; one whose keys are out of reach opens nothing, and is told by `spread` once it can be."""
        found: list[Organisation] = []
        for one in self._instance.organisations():
            with suppress(OutOfReach):
                found.append(self._instance.house_of(one.organisation))
        return found


def published(house: Organisation, found: Sequence[Affected], *, by: str) -> Incident:
    """Write down that holes were published in what is installed here, and tell whom the settings name."""
    language = house.charter.notice.languages[0]
    made = house.incidents.open(
        say("incident.detector.advisory", language),
        by=by,
        detector="advisory",
        subject=", ".join(sorted({one.package for one in found}))[:LONGEST_SUBJECT],
        tell=house.tell_of_incident,
    )
    words = "\n".join(f"{one.id}: {one.package} {one.installed}, {', '.join(one.fixed) or '-'}" for one in found)
    return house.incidents.add(made.id.hex(), Kind.FACT, by=by, words=words[:LONGEST])


def _scope(name: str | None) -> Scope:
    return Scope.INSTANCE if name is None else Scope.ORGANISATION
