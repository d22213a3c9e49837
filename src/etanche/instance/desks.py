"""
The desk of somebody who works for an organisation: which house, who they are there, and what their roles open.

    desk = Desks.of(instance).require(account, "estran")
    desk.cells          # what a role of theirs reads, for which purpose: the cells of the plan, and no others
    desk.oversees       # whether they are of the office, which sees what waits and what was done

What a record page shows is asked of the gate each time; a desk only knows what is worth asking.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Self

from etanche.charter import Cell, Condition, Status
from etanche.gate import Ask, decide
from etanche.instance.belonging import Belonging, Member
from etanche.instance.hall import Instance
from etanche.instance.office import Office
from etanche.instance.organisation import Organisation
from etanche.terms import Action


@dataclass(frozen=True, kw_only=True)
class Desk:
    """Somebody at work in an organisation."""

    house: Organisation
    member: Member
    name: str
    """What the organisation is called in addresses."""

    roles: frozenset[str]
    """Their roles that hold now."""

    oversees: bool
    colleagues: tuple[Member, ...] = ()
    """Everybody who works there; for the office, and for those who may approve a case."""

    @property
    def approves(self) -> bool:
        """Whether they may approve a grant of some role: the office may, and the roles that the charter names as approvers."""
        plan = self.house.plan
        return bool(plan.cases) and (self.oversees or any(self.roles & named for named in plan.approvers.values()))

    def known_as(self, actor: str) -> str:
        """Return the address by which an actor was invited, if whoever is at the desk may know their colleagues; else the actor."""
        return next((one.invited_as for one in self.colleagues if one.actor == actor), actor)

    @property
    def cells(self) -> tuple[Cell, ...]:
        """What their roles read, and what for, in the order of their names; what the gate refuses whatever the case is none of it."""
        mine = (cell for cell in self.house.plan.cells if cell.role in self.roles and self._opens(cell))
        return tuple(sorted(mine, key=lambda cell: (cell.category, cell.purpose, cell.role)))

    def _opens(self, cell: Cell) -> bool:
        """Ask the gate as if every condition were met, and the purpose alive."""
        ask = Ask(
            action=Action.READ,
            category=cell.category,
            purpose=cell.purpose,
            role=cell.role,
            life=Status.RUNNING,
            met=frozenset(Condition),
        )
        return decide(self.house.plan, ask).allowed


@dataclass(frozen=True, kw_only=True)
class Operated:
    """What whoever keeps an instance running sees of it: numbers and names of organisations, and nothing inside one."""

    letters: int
    """How many wait to be sent."""

    calls: int
    """How many calls to programs of others wait."""

    unreachable: int
    """How many addresses nobody is at."""

    server: bool
    """Whether a mail server is configured; without one nothing is sent, and everything waits."""

    organisations: tuple[tuple[str, str], ...]
    """What each is called in addresses, and by people."""


class Desks:
    """The desks of one instance."""

    def __init__(self, instance: Instance) -> None:
        """Keep what is needed; nothing is read yet."""
        self._instance = instance
        self._memberships = Belonging.of(instance)

    @classmethod
    def of(cls, instance: Instance) -> Self:
        """Return those of an instance."""
        return cls(instance)

    def require(self, account: bytes, name: str) -> Desk:
        """
        Return the desk of an account in an organisation.

        Raises:
            NoSuchOrganisation: there is none of that name, or the account has no desk there; nobody can tell which.
        """
        house, member = self._memberships.require(account, name)
        house.renew()
        roles = self._memberships.roles_of(account, house.organisation_id)
        desk = Desk(house=house, member=member, name=name, roles=roles, oversees=Office(house).role in roles)
        if not (desk.approves or desk.oversees):
            return desk
        return replace(desk, colleagues=self._memberships.members(house.organisation_id))

    def operated(self) -> Operated:
        """Return what there is to run; whoever asks has been shown to be an operator."""
        instance = self._instance
        waiting = instance.outbox.waiting()
        return Operated(
            letters=waiting.letters,
            calls=waiting.calls,
            unreachable=waiting.unreachable,
            server=instance.sends_mail,
            organisations=tuple(
                (one.name, instance.house_of(one.organisation).charter.organisation.name)
                for one in instance.organisations()
            ),
        )

    def names(self, account: bytes) -> tuple[str, ...]:
        """Return what the organisations are called in addresses in which an account has a desk."""
        return self._memberships.names(account)
