"""
A change of controller from its announcement to the day on which nothing of the old one opens anything any more.

Announced: the new charter is looked at, everybody is written to, then it is applied and waits for its day. On that day it is in force by itself.
Taken over: keys are turned over, those who worked for the old controller and its programs have no way in, its webhooks are told nothing more, and
the new office is invited. Each step is written down once it is done, and done again if it was not written down: whoever is
stopped anywhere goes on to the same end.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from etanche.charter import Charter, CharterFaulty, Duration, RecipientKind, Unit, read, read_file
from etanche.clock import day_of
from etanche.errors import NotFound, Refused, Unreadable
from etanche.incidents.transfers import Transfer, Transfers, What
from etanche.instance.applying import begins, first_day
from etanche.instance.hall import Instance
from etanche.instance.invitations import Invited
from etanche.instance.memberships import Memberships
from etanche.instance.organisation import Organisation
from etanche.rights.request import OPEN
from etanche.terms import same_name

LEAST: Final = Duration(number=30, unit=Unit.DAY)
"""People have this long to leave, whatever the charter announces its changes before."""


TO_ANSWER: Final = timedelta(days=1)
"""Newcomers who were told on the eve have so long to ask before anything is handed over."""


class NoTransfer(NotFound):
    """No change of controller is under way."""


class TransferRefused(Refused):
    """A change of controller cannot be announced so, or not be carried out yet; nothing was changed."""


@dataclass(frozen=True, kw_only=True)
class TakenOver:
    """What came of taking over."""

    transfer: Transfer
    invited: Invited | None
    """The invitation of the new office, whose token is shown once; nothing if it was made before we were stopped: `organisation invite` makes another."""


class TakingOver:
    """Changes of controller of one organisation of an instance."""

    def __init__(self, instance: Instance, house: Organisation) -> None:
        """Keep both."""
        self._instance = instance
        self._house = house

    @property
    def register(self) -> Transfers:
        """What was announced, and what became of it."""
        return self._house.transfers

    @property
    def address(self) -> str | None:
        """The address that people know the pages under, if the settings name it."""
        return self._instance.address

    # — announcing

    def announce(self, file: Path, *, officer: str, role: str, by: str) -> Transfer:
        """
        Announce that another controller takes over with a charter of theirs: everybody is told, then it waits for its day.

        Raises:
            TransferRefused: the charter in force names no successor, the new one names the same controller or comes too soon, or another one is under way.
            Unreadable: this is no address, or no role of the new charter.
            CharterUnreadable, CharterFaulty, ApplyRefused: the new charter is not sound, or cannot be applied here.
            OutboxFull: too many letters wait; `go_on` goes on.
        """
        if self.register.under_way() is not None:
            raise TransferRefused("another change of controller is under way", hint="carry it out, or call it off")
        proposal = self._house.propose(file)
        self._require(proposal.old, proposal.new, officer, role)
        said = {
            "old": proposal.old.organisation.name,
            "new": proposal.new.organisation.name,
            "officer": officer,
            "role": role,
            "on": max(proposal.new.versions).isoformat(),
            "digest": proposal.digest,
        }
        self.register.begin(by=by, text=read_file(file).decode("utf-8-sig"), said=said)
        return self.go_on(by=by)

    def go_on(self, *, by: str) -> Transfer:
        """
        Tell whoever was not told yet, newcomers too, then let the new charter wait for its day; raises `NoTransfer`, and as `announce`.
        """
        transfer = self._under_way()
        house = self._house
        transfer = house.tell_of_transfer(transfer, by=by)
        if transfer.applied or transfer.called_off is not None:
            return transfer
        if transfer.digest not in {one.digest for one in house.versions()}:
            loaded = read(transfer.text.encode(), file="charter.yaml")
            if loaded.charter is None:
                raise CharterFaulty(loaded.findings)
            house.apply(house.charters.propose(loaded.charter, transfer.text, house.vault), by=by)
        return self.register.add(transfer, self.register.book.now(What.APPLIED, by))

    def call_off(self, *, words: str, by: str) -> Transfer:
        """
        Call a change of controller off before it is carried out: its charter is taken back, and whoever was told is told.

        Raises:
            NoTransfer: none is under way.
            TransferRefused: its charter is in force.
            Unreadable: no reason is given.
        """
        transfer, house = self._under_way(), self._house
        if house.plan.digest == transfer.digest:
            raise TransferRefused("the charter of the new controller is in force", hint="announce a change back")
        if not words.strip():
            raise Unreadable("nothing is said", hint="say it in a few words; they are sealed")
        if transfer.called_off is None:
            if transfer.digest in {one.digest for one in house.versions()}:
                house.withdraw(by=by)
            transfer = self.register.add(transfer, self.register.book.now(What.CALLED_OFF, by, words))
        return self.go_on(by=by) if not transfer.unsaid else transfer

    def _require(self, old: Charter, new: Charter, officer: str, role: str) -> None:
        if not any(it.as_ is RecipientKind.SUCCESSOR for it in old.recipients.values()):
            raise TransferRefused(
                "the charter in force names nobody who may take over",
                hint="a recipient `as: successor` says it to people before; apply such a charter first",
            )
        if same_name(old.organisation.name, new.organisation.name):
            raise TransferRefused("the new charter names the same controller", hint="`etanche apply` is enough")
        zone, now = old.organisation.time_zone, self._house.clock.now()
        announced = old.notice.announced
        earliest = max(first_day(now, one, zone) for one in (LEAST, *([announced.before] if announced else [])))
        if max(new.versions) < earliest:
            raise TransferRefused("people have to be told earlier", hint=f"date the new charter `{earliest}` or later")
        if role not in new.roles:
            raise Unreadable(f"the new charter has no role `{role}`", hint=f"it has {', '.join(sorted(new.roles))}")
        if "@" not in officer:
            raise Unreadable("this is no address of mail", hint="the office of the new controller is invited there")

    # — taking over

    def take_over(self, *, by: str) -> TakenOver:
        """
        Let the new controller have the data, and nobody else: keys, people, programs; journalled with both parties.

        Raises:
            NoTransfer: none is under way.
            TransferRefused: the day has not come, people were not told, or only just, or somebody who asked before it waits for an answer.
            KeyBroken, KeyGone, OutOfReach: a key could not be turned over; do it again.
        """
        transfer, house, register = self._under_way(), self._house, self.register
        now = register.book.now
        house.renew(anew=True)
        self._require_day(transfer)
        if not transfer.keys:
            transfer = self._told_newcomers(transfer, by)
        self._require_answered(transfer)
        if not transfer.keys:
            turned = house.keys.rotate("organisation", by=by)
            transfer = register.add(transfer, now(What.KEYS, by, numbers={"rewrapped": turned.rewrapped}))
        invited = None
        if not transfer.people:
            programs, webhooks = self._end_programs(by)
            invited, members = Memberships.of(self._instance).hand_over(
                house.organisation_id, role=transfer.role, email=transfer.officer, by=by
            )
            numbers = {"members": members, "programs": programs, "webhooks": webhooks}
            transfer = register.add(transfer, now(What.PEOPLE, by, numbers=numbers))
        return TakenOver(transfer=register.add(transfer, now(What.DONE, by)), invited=invited)

    def _told_newcomers(self, transfer: Transfer, by: str) -> Transfer:
        """Tell whoever came before the day and was not told; who was told on the eve has a day to ask."""
        house = self._house
        day = begins(transfer.on, house.plan.zone)
        transfer = house.tell_of_transfer(transfer, by=by, newcomers=day)
        free = None if transfer.lettered is None else transfer.lettered + TO_ANSWER
        if free is not None and house.clock.now() < free:
            raise TransferRefused(
                "people who came since the announcement were told less than a day ago",
                hint=f"they may leave too: carry it out from `{free:%Y-%m-%d %H:%M}` UTC on",
            )
        return transfer

    def _require_day(self, transfer: Transfer) -> None:
        house = self._house
        if transfer.called_off is not None:
            raise TransferRefused("this change of controller was called off", hint="announce it anew")
        if not (transfer.everybody and transfer.applied):
            raise TransferRefused("not everybody was told yet", hint="`etanche organisation transfer go-on`")
        day = begins(transfer.on, house.plan.zone)
        if house.clock.now() < day or house.plan.digest != transfer.digest:
            raise TransferRefused(f"people may leave until `{transfer.on}`", hint="carry it out from that day on")

    def _require_answered(self, transfer: Transfer) -> None:
        day = begins(transfer.on, self._house.plan.zone)
        waiting = self._waiting(day)
        if waiting:
            raise TransferRefused(
                f"requests of before the day wait for an answer: {waiting}", hint="`etanche request list` tells which"
            )

    def _waiting(self, day: datetime) -> int:
        """Return how many requests came before the day, of whichever right, and were not answered."""
        house = self._house
        if house.charter.rights is None:
            return 0
        last = day_of(day, house.plan.zone)
        asked = (one.request for one in house.requests.register.all(is_open=True))
        return sum(one.state in OPEN and one.received < last for one in asked)

    def _end_programs(self, by: str) -> tuple[int, int]:
        """Let no program of the old controller in, and tell none anything more; return how many keys and webhooks ended."""
        keys = self._house.api_keys
        living = [one for one in keys.listed() if one.revoked is None]
        for one in living:
            keys.revoke(one.id, by=by)
        return len(living), self._house.hooks.remove_all(by=by, why="taken-over")

    def _under_way(self) -> Transfer:
        found = self.register.under_way()
        if found is None:
            raise NoTransfer("no change of controller is under way", hint="`etanche organisation transfer announce`")
        return found
