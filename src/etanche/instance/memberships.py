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

from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import timedelta
from functools import partial
from typing import Final

from etanche.errors import Refused
from etanche.instance.belonging import CATEGORY, ITSELF, Member, no_member, note
from etanche.instance.invitations import Invitations, Invited, Offered
from etanche.instance.office import Office
from etanche.instance.officed import Officed, require_roles
from etanche.store import Connection, moment_text
from etanche.terms import OrganisationId
from etanche.vault import Alone, Arrival, Ref, Taken, spelled

LASTS: Final = timedelta(days=7)
"""How long an invitation is good."""

_DOOR: Final = "invitations"


class AlreadyMember(Refused):
    """The account is a member already."""


class Memberships(Officed):
    """The memberships of one instance."""

    # — coming in

    def bootstrap(
        self, organisation: OrganisationId, *, role: str, email: str, by: str, lasts: timedelta = LASTS
    ) -> Invited:
        """
        Invite the first member of an organisation, into its office; the invitation before it opens nothing any more.

        Into `instance`, whose office are those who operate it, they can be invited again: whoever does it has the root anyway.

        Raises:
            OfficeTaken: somebody accepted one before; the attempt is in the organisation's journal.
            NoSuchRole, Unreadable: the charter has no such role of people, or this is no address.
        """
        house = self._house(organisation)
        require_roles(house, [role])
        Office(house).offer(
            role, members=len(self.members(organisation)), by=by, again=house is self._instance.accounts_house
        )
        self._invitations.withdraw(organisation)
        invited = self._invitations.make(organisation, roles=[role], email=email, by=None, lasts=lasts)
        note(house, by, "office-offered", {"role": role, "until": invited.until.isoformat()})
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
        require_roles(house, roles)
        invited = self._invitations.make(organisation, roles=roles, email=email, by=by, lasts=lasts)
        note(house, by.hex(), "member-invited", {"roles": " ".join(roles), "until": invited.until.isoformat()})
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
            AlreadyMember: the account is of that organisation already, be it since this moment and in another process; the invitation stands.
        """
        offered = self._invitations.read(token)
        house = self._house(offered.organisation)
        person, now = house.vault.new_person(), self._instance.clock.now()
        fields = {
            "organisation": spelled(offered.organisation),
            "person": spelled(person),
            "invited-as": offered.email,
            "roles": " ".join(offered.roles),
            "since": moment_text(now),
        }
        self._join(offered, Arrival(at=now, fields=fields, person=account), account)
        if offered.by is None:
            Office(house).take(offered.roles[0], person)
        note(house, person.hex(), "member-joined", {"person": person.hex(), "roles": " ".join(offered.roles)})
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
        require_roles(house, roles)
        record = self._record(organisation, person)
        said = {"roles": " ".join(roles)}
        if Office(house).role in roles:
            self._session.update(record.ref, said)
            Office(house).stays(person)
        else:
            self._out(house, person, lambda: self._session.update(record.ref, said))
        self._known.forget()
        note(house, by.hex(), "member-roles", {"person": person.hex(), "roles": " ".join(roles)})

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
            raise no_member()
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

    def hand_over(self, organisation: OrganisationId, *, role: str, email: str, by: str) -> tuple[Invited, int]:
        """
        Let everybody out of an organisation that has another controller, and invite the first of its new office; return how many went.

        Raises:
            NoSuchRole, Unreadable: the charter has no such role of people, or this is no address; nobody goes.
        """
        house = self._house(organisation)
        require_roles(house, [role])
        everybody = self.members(organisation)
        for one in everybody:
            self._session.forget(self._record(organisation, one.person).ref)
            self._known.forget()
            note(house, by, "member-left", {"person": one.person.hex()})
        Office(house).offer(role, members=0, by=by, again=True)
        self._invitations.withdraw(organisation)
        invited = self._invitations.make(organisation, roles=[role], email=email, by=None, lasts=LASTS)
        note(house, by, "office-offered", {"role": role, "until": invited.until.isoformat()})
        return invited, len(everybody)

    def _go(self, organisation: OrganisationId, person: bytes, *, by: str) -> None:
        house = self._house(organisation)
        record = self._record(organisation, person)
        self._out(house, person, lambda: self._session.forget(record.ref))
        self._known.forget()
        note(house, by, "member-left", {"person": person.hex()})

    # — inside

    @property
    def _invitations(self) -> Invitations:
        return Invitations(self._home)

    def _join(self, offered: Offered, arrival: Arrival, account: bytes) -> None:
        """
        Write a membership in the place of an invitation, if the account joined nothing since it was looked at; else look again, whatever it joined.

        Raises:
            AlreadyMember, InvitationRefused: as `accept`.
        """
        vault = self._home.vault
        while True:
            alone = vault.alone(CATEGORY, person=account)
            self._known.forget()
            if self.member(account, offered.organisation) is not None:
                raise AlreadyMember(
                    "you belong to this organisation already", hint="its office can give you other roles"
                )
            with suppress(Taken), self._invitations.using(offered) as use:
                vault.door(_DOOR, actor=ITSELF).put(CATEGORY, arrival, beside=partial(_beside, alone, use))
                self._known.forget()
                return


def _beside(alone: Alone, use: Callable[[Connection], None], connection: Connection, refs: Sequence[Ref]) -> None:
    """Write, beside a membership, that its invitation is used; unless the account joined something since it was looked at."""
    alone.require(connection, refs)
    use(connection)
