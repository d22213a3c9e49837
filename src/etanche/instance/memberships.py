"""
Who belongs to which organisation, as what: the link from an account to the person it is in an organisation.

    memberships = Memberships.of(instance)
    invited = memberships.bootstrap(organisation, role="dpo", email="dpo@estran.example", by="operator")
    member = memberships.accept(invited.token, account)
    memberships.roles_of(account, organisation)     # frozenset({"dpo"})

An account is a person of the organisation `instance`. In another organisation its holder is a person under a random id, made when
they join and known there alone: the link is a sealed record of `instance`, and nothing of it is ever written into the
organisation's rows or journal. Two organisations cannot tell that somebody belongs to both; whoever operates the instance could.

The first member of an organisation comes in by the one invitation that the operator can give, into its *office*. From then on
the office invites, and nobody else does: a second invitation by the operator is refused and journalled.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Self

from etanche.charter import Reader
from etanche.errors import NotFound, Refused, Unreadable
from etanche.instance.hall import Instance
from etanche.instance.invitations import Invitations, Invited, Offered
from etanche.instance.kept import Kept
from etanche.instance.office import Office
from etanche.instance.organisation import Organisation
from etanche.instance.roster import BUILT_IN, NoSuchOrganisation
from etanche.journal import Entry, Fact
from etanche.store import moment_of, moment_text
from etanche.terms import OrganisationId
from etanche.vault import Arrival, Record, Session, spelled, unspelled

CATEGORY: Final = "membership"
KEEPING: Final = "account-keeping"
PROGRAM: Final = "running-instance"
DOOR: Final = "invitations"
ITSELF: Final = "instance"
"""Who acts, where the instance itself looks a member up or writes one down."""

LOOKED_UP_SECONDS: Final = 5
"""So long another process may still take somebody for what they were."""

LASTS: Final = timedelta(days=7)
"""How long an invitation can be accepted."""


class NoSuchMember(NotFound):
    """There is no such member, or it is not the caller's organisation: the answer is the same."""


class LastOfOffice(Refused):
    """Somebody would leave the office of an organisation empty; nobody could come in any more."""


class NotOfOffice(Refused):
    """Only the office of an organisation lets people in, and says what their roles and values are; nobody does so for themselves."""


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


class Memberships:
    """The memberships of one instance."""

    def __init__(self, instance: Instance) -> None:
        """Keep what is needed; nothing is read yet."""
        self._instance = instance
        self._known = Kept(instance.clock, seconds=LOOKED_UP_SECONDS)

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
        return frozenset(role for role in member.roles if _holds(house, role, member.actor))

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

    # — coming in

    def bootstrap(
        self, organisation: OrganisationId, *, role: str, email: str, by: str, lasts: timedelta = LASTS
    ) -> Invited:
        """
        Invite the first member of an organisation, into its office; the invitation before it opens nothing any more.

        Raises:
            OfficeTaken: somebody accepted one before; the attempt is in the organisation's journal.
            NoSuchRole, Unreadable: the charter has no such role of people, or this is no address.
        """
        house = self._house(organisation)
        _require_roles(house, [role])
        Office(house).offer(role, members=len(self.members(organisation)), by=by)
        self._invitations.withdraw(organisation)
        invited = self._invitations.make(organisation, roles=[role], email=email, by=None, lasts=lasts)
        _note(house, by, "office-offered", {"role": role, "until": invited.until.isoformat()})
        return invited

    def invite(
        self, organisation: OrganisationId, *, roles: Sequence[str], email: str, by: bytes, lasts: timedelta = LASTS
    ) -> Invited:
        """
        Invite somebody; the token is to be sent to them, and is known to nobody else.

        Args:
            organisation: into which one.
            roles: as what.
            email: their address.
            by: the person, in that organisation, who invites: one of its office.
            lasts: how long the invitation can be accepted.

        Raises:
            NotOfOffice: whoever invites is not of the office.
            NoSuchRole, Unreadable: the charter has no such role of people, or this is no address.
        """
        house = self._house(organisation)
        self._require_office(house, by)
        _require_roles(house, roles)
        invited = self._invitations.make(organisation, roles=roles, email=email, by=by, lasts=lasts)
        _note(house, by.hex(), "member-invited", {"roles": " ".join(roles), "until": invited.until.isoformat()})
        return invited

    def offered(self, token: str) -> Offered:
        """
        Return what an invitation offers, to be shown before it is accepted.

        Raises:
            InvitationRefused: it was not made here, was used, withdrawn, or is too old; which of these is not told.
        """
        return self._invitations.read(token)

    def accept(self, token: str, account: bytes) -> Member:
        """
        Let an account in by an invitation, which opens nothing any more.

        Raises:
            InvitationRefused: it was not made here, was used, withdrawn, or is too old; which of these is not told.
            AlreadyMember: the account is of that organisation already; the invitation stands.
        """
        offered = self._invitations.read(token)
        self._known.forget()
        if self.member(account, offered.organisation) is not None:
            raise AlreadyMember("you belong to this organisation already", hint="its office can give you other roles")
        self._invitations.use(offered)
        house = self._house(offered.organisation)
        person, now = house.vault.new_person(), self._instance.clock.now()
        fields = {
            "organisation": spelled(offered.organisation),
            "person": spelled(person),
            "invited-as": offered.email,
            "roles": " ".join(offered.roles),
            "since": moment_text(now),
        }
        self._home.vault.door(DOOR, actor=ITSELF).put(CATEGORY, Arrival(at=now, fields=fields, person=account))
        self._known.forget()
        if offered.by is None:
            Office(house).take(offered.roles[0], person)
        _note(house, person.hex(), "member-joined", {"person": person.hex(), "roles": " ".join(offered.roles)})
        return Member(
            account=account,
            organisation=offered.organisation,
            person=person,
            roles=offered.roles,
            invited_as=offered.email,
            since=now,
        )

    # — changes, and going

    def set_roles(self, organisation: OrganisationId, person: bytes, roles: Sequence[str], *, by: bytes) -> None:
        """
        Give a member other roles.

        Raises:
            NotOfOffice: whoever does it is not of the office, or does it for themselves.
            NoSuchMember, NoSuchRole: as their names say.
            LastOfOffice: the office would be empty.
        """
        house = self._house(organisation)
        self._require_office(house, by, about=person)
        _require_roles(house, roles)
        record = self._record(organisation, person)
        if Office(house).role not in roles:
            self._unless_last(house, person)
        self._session.update(record.ref, {"roles": " ".join(roles)})
        self._known.forget()
        _note(house, by.hex(), "member-roles", {"person": person.hex(), "roles": " ".join(roles)})

    def assign(
        self, organisation: OrganisationId, person: bytes, role: str, values: Sequence[str], *, by: bytes
    ) -> None:
        """
        Say which values of a role's field are a member's own; see `Vault.assign`.

        Raises:
            NotOfOffice: whoever does it is not of the office, or does it for themselves.
            NoSuchMember: there is none.
            NotAssigned, Unreadable: as `Vault.assign`.
        """
        house = self._house(organisation)
        self._require_office(house, by, about=person)
        self._record(organisation, person)
        house.vault.assign(role, actor=person.hex(), values=values, by=by.hex())

    def leave(self, account: bytes, organisation: OrganisationId) -> None:
        """
        Let an account leave an organisation; what it did there stays in the journal under the id it had there.

        Raises:
            NoSuchMember: it does not belong to it.
            LastOfOffice: nobody would be left in the office.
        """
        member = self.member(account, organisation)
        if member is None:
            raise _no_member()
        self._go(organisation, member.person, by=member.actor)

    def remove(self, organisation: OrganisationId, person: bytes, *, by: bytes) -> None:
        """
        Take a member out of an organisation.

        Raises:
            NotOfOffice: whoever does it is not of the office, or does it for themselves.
            NoSuchMember: there is none.
            LastOfOffice: nobody would be left in the office.
        """
        self._require_office(self._house(organisation), by, about=person)
        self._go(organisation, person, by=by.hex())

    def _go(self, organisation: OrganisationId, person: bytes, *, by: str) -> None:
        house = self._house(organisation)
        record = self._record(organisation, person)
        self._unless_last(house, person)
        self._session.forget(record.ref)
        self._known.forget()
        _note(house, by, "member-left", {"person": person.hex()})

    # — inside

    @property
    def _home(self) -> Organisation:
        return self._instance.accounts_house

    @property
    def _session(self) -> Session:
        return self._home.acting(PROGRAM, purpose=KEEPING, actor=ITSELF)

    @property
    def _invitations(self) -> Invitations:
        return Invitations(self._home)

    def _house(self, organisation: OrganisationId) -> Organisation:
        """
        Return the house of an organisation that has members: the built-in one has none.

        Raises:
            NoSuchOrganisation: there is none.
        """
        named = next((one for one in self._instance.organisations() if one.organisation == organisation), None)
        if named is None or named.name == BUILT_IN:
            raise NoSuchOrganisation("there is no such organisation here", hint="see `etanche organisation list`")
        return self._instance.house_of(organisation)

    def _record(self, organisation: OrganisationId, person: bytes) -> Record:
        found = self._session.find(CATEGORY, "person", spelled(person))
        for one in found:
            if one.fields.get("organisation") == spelled(organisation):
                return one
        raise _no_member()

    def _require_office(self, house: Organisation, by: bytes, *, about: bytes | None = None) -> None:
        office = Office(house).role
        members = {one.person: one for one in self.members(house.organisation_id)}
        who = members.get(by)
        if (
            office is None
            or who is None
            or office not in who.roles
            or not _holds(house, office, who.actor)
            or by == about
        ):
            raise NotOfOffice(
                "only the office of an organisation does this, and never for oneself",
                hint="ask somebody else of the office",
            )

    def _unless_last(self, house: Organisation, person: bytes) -> None:
        office = Office(house).role
        left = [one for one in self.members(house.organisation_id) if office in one.roles and one.person != person]
        going = any(one.person == person and office in one.roles for one in self.members(house.organisation_id))
        if going and not left:
            raise LastOfOffice(
                "nobody would be left in the office of this organisation", hint="let somebody else into it first"
            )


class AlreadyMember(Refused):
    """The account is a member already."""


class NoSuchRole(Unreadable):
    """The charter has no such role of people."""


def _holds(house: Organisation, role: str, actor: str) -> bool:
    """Tell whether a role can be acted in now: it is still in the charter, and its undertaking is in date."""
    if role not in house.plan.roles:
        return False
    agreement = house.plan.agreements.get(role)
    return agreement is None or house.vault.bound(agreement, actor=actor)


def _require_roles(house: Organisation, roles: Iterable[str]) -> None:
    people = {name for name, role in house.charter.roles.items() if role.is_ is Reader.PERSON}
    wrong = [role for role in roles if role not in people]
    if wrong or not roles:
        raise NoSuchRole(
            f"the charter has no role of people `{wrong[0]}`" if wrong else "no role was named",
            hint=f"it has {', '.join(f'`{name}`' for name in sorted(people))}",
        )


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


def _note(house: Organisation, by: str, act: str, facts: Mapping[str, Fact]) -> None:
    house.journal.note(
        Entry(
            organisation=house.organisation_id,
            at=house.clock.now(),
            actor=by,
            act=act,
            object="members",
            decision="done",
            facts=dict(facts),
        )
    )


def _no_member() -> NoSuchMember:
    return NoSuchMember("there is no such member in this organisation", hint="look at the list of its members")
