"""
Who belongs to which organisation, as it is looked up: from an account to the person it is there, and to the roles that hold now.

What a look-up found is kept for some seconds, for all who ask in this process; a change made here is seen here at once.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Self

from etanche.charter import Reader
from etanche.errors import NotFound, Refused
from etanche.instance.hall import Instance
from etanche.instance.office import Office
from etanche.instance.organisation import Organisation
from etanche.instance.roster import NoSuchOrganisation
from etanche.journal import Entry, Fact
from etanche.store import moment_of
from etanche.terms import OrganisationId
from etanche.vault import Record, Session, spelled, unspelled

CATEGORY: Final = "membership"
OPERATES: Final = "operator"
"""The role in the organisation `instance` whose holders keep the instance running, and have no role in the others."""

ITSELF: Final = "instance"
"""Who acts, where the instance itself looks a member up or writes one down."""

_KEEPING: Final = "account-keeping"
_PROGRAM: Final = "running-instance"


class NoSuchMember(NotFound):
    """There is no such member, or it is not the caller's organisation: the answer is the same."""


class NotOfThisRole(Refused):
    """Whoever would act is no member of the organisation in that role."""


@dataclass(frozen=True, kw_only=True)
class Member:
    """Somebody in an organisation. `account` is for the instance itself: it is never shown to the organisation."""

    account: bytes
    organisation: OrganisationId
    person: bytes
    """Who they are there, and nowhere else."""

    roles: tuple[str, ...]
    """The roles they were given; which of them hold now, `roles_of` says."""

    invited_as: str
    """The address by which the organisation knows them."""

    since: datetime

    @property
    def actor(self) -> str:
        """What the organisation's journal calls them."""
        return self.person.hex()


class Belonging:
    """Looks members up; `Memberships` lets them in and go as well."""

    def __init__(self, instance: Instance) -> None:
        """Keep what is needed; nothing is read yet."""
        self._instance = instance
        self._known = instance.members_known

    @classmethod
    def of(cls, instance: Instance) -> Self:
        """Return those of an instance."""
        return cls(instance)

    # — who belongs where

    def members(self, organisation: OrganisationId) -> tuple[Member, ...]:
        """Return the members of an organisation, those who came first before the others."""
        found = self._session.find(CATEGORY, "organisation", spelled(organisation))
        return tuple(sorted(map(_member, found), key=lambda one: (one.since, one.person)))

    def count(self, organisation: OrganisationId) -> int:
        """Return how many members an organisation has; before anybody ever logged in there is nothing to look into."""
        return len(self.members(organisation)) if self._instance.has_accounts else 0

    def of_account(self, account: bytes) -> tuple[Member, ...]:
        """Return what an account is a member of."""

        def found() -> tuple[Member, ...]:
            return tuple(map(_member, self._session.of_person(account, CATEGORY)))

        return self._known.get(account, found)

    def member(self, account: bytes, organisation: OrganisationId) -> Member | None:
        """Return what an account is in an organisation, or nothing."""
        return next((one for one in self.of_account(account) if one.organisation == organisation), None)

    def roles_of(self, account: bytes, organisation: OrganisationId) -> frozenset[str]:
        """Return the roles that an account has in an organisation now: one that asks for an undertaking needs it in date."""
        member = self.member(account, organisation)
        if member is None:
            return frozenset()
        house = self._instance.house_of(organisation)
        return frozenset(role for role in member.roles if holds(house, role, member.actor))

    def names(self, account: bytes) -> tuple[str, ...]:
        """Return what the organisations of an account are called; asked for another name, one that is there or not, `require` answers the same."""
        mine = {one.organisation for one in self.of_account(account)}
        return tuple(one.name for one in self._instance.organisations() if one.organisation in mine)

    def require(self, account: bytes, name: str) -> tuple[Organisation, Member]:
        """
        Return the house of an organisation and who an account is in it.

        Raises:
            NoSuchOrganisation: there is none of that name, or the account does not belong to it; nobody can tell which.
        """
        for one in self._instance.organisations():
            member = self.member(account, one.organisation) if one.name == name else None
            if member is not None:
                return self._instance.house_of(one.organisation), member
        raise NoSuchOrganisation(
            f"there is no organisation `{name}` here", hint="see which ones you belong to, on the page of your account"
        )

    def require_acting(self, organisation: OrganisationId, role: str, actor: str) -> None:
        """
        Let somebody act in a role from a command line: once an organisation has its office, only as one of its members.

        Who types is not shown by this: whoever has the passphrase can write any name, and the journal has it.

        Raises:
            NotOfThisRole: nobody of that name has the role there; the attempt is in the organisation's journal.
        """
        house = self._house(organisation)
        if not Office(house).taken or (organisation == self._instance.organisation_id and not _of_people(house, role)):
            return
        known = {one.actor: one for one in self.members(organisation)}
        member = known.get(actor)
        if member is None or role not in member.roles or not holds(house, role, member.actor):
            note(house, actor, "acting-refused", {"role": role}, decision="refused")
            raise NotOfThisRole(
                f"nobody called this has the role `{role}` in this organisation",
                hint="act as one of its members, by the number they have there",
            )

    # — inside

    @property
    def _home(self) -> Organisation:
        return self._instance.accounts_house

    @property
    def _session(self) -> Session:
        return self._home.spared_vault().acting(_PROGRAM, purpose=_KEEPING, actor=ITSELF)

    def _house(self, organisation: OrganisationId) -> Organisation:
        """
        Return the house of an organisation.

        Raises:
            NoSuchOrganisation: there is none.
        """
        if not any(one.organisation == organisation for one in self._instance.organisations()):
            raise NoSuchOrganisation("there is no such organisation here", hint="see `etanche organisation list`")
        return self._instance.house_of(organisation)

    def _record(self, organisation: OrganisationId, person: bytes) -> Record:
        found = self._session.find(CATEGORY, "person", spelled(person))
        for one in found:
            if one.fields.get("organisation") == spelled(organisation):
                return one
        raise no_member()


def holds(house: Organisation, role: str, actor: str) -> bool:
    """Tell whether a role can be acted in now: it is still in the charter, and its undertaking is in date."""
    if role not in house.plan.roles:
        return False
    agreement = house.plan.agreements.get(role)
    return agreement is None or house.vault.bound(agreement, actor=actor)


def _member(record: Record) -> Member:
    said: Mapping[str, str] = record.fields
    return Member(
        account=record.person or b"",
        organisation=OrganisationId(unspelled(said["organisation"])),
        person=unspelled(said["person"]),
        roles=tuple(said["roles"].split()),
        invited_as=said["invited-as"],
        since=moment_of(said["since"]),
    )


def _of_people(house: Organisation, role: str) -> bool:
    return role in house.charter.roles and house.charter.roles[role].is_ is Reader.PERSON


def note(house: Organisation, by: str, act: str, facts: Mapping[str, Fact], *, decision: str = "done") -> None:
    """Write a line about members into the journal of an organisation."""
    house.journal.note(
        Entry(
            organisation=house.organisation_id,
            at=house.clock.now(),
            actor=by,
            act=act,
            object="members",
            decision=decision,
            facts=dict(facts),
        )
    )


def no_member() -> NoSuchMember:
    """Return the one answer about members who are not there."""
    return NoSuchMember("there is no such member in this organisation", hint="look at the list of its members")
