"""
Which person an account is in an organisation that holds data of them: the link by which people see their own data.

    links = Links.of(instance)
    link = links.claim(account, "estran")     # by the address that was proved when the account was opened
    house, link = links.require(account, "estran")
    house.vault.mirror(link.person).held()

A link is a sealed record of the organisation `instance`, and nothing of it is written in the other one: that somebody looked at
their own data is in its journal, by which account is not. Only the address that an account was opened with finds somebody: whoever
opened it received a letter there, which is the proof that the charter asks for (`rights: {identity: {by: [signed-link]}}`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final, Self

from etanche.charter import Proof
from etanche.clock import Clock
from etanche.errors import NotFound
from etanche.instance.belonging import ITSELF, OPERATES, Belonging
from etanche.instance.hall import Instance
from etanche.instance.organisation import Organisation
from etanche.instance.roster import BUILT_IN, Named, NoSuchOrganisation
from etanche.store import moment_of, moment_text
from etanche.terms import OrganisationId
from etanche.vault import THEMSELVES, Arrival, NoSuchPerson, Record, Session, spelled, unspelled

CATEGORY: Final = "own-data"
ACCOUNT: Final = "account"
KEEPING: Final = "account-keeping"
PROGRAM: Final = "running-instance"
DOOR: Final = "account-pages"

_PROVED: Final = frozenset({Proof.ACCOUNT, Proof.SIGNED_LINK})
"""What an open account has shown: its holder logs in, and had a letter at its address."""


class NothingUnderAddress(NotFound):
    """Nothing is held there under the address of the account, or there is no such organisation: the answer is the same."""


@dataclass(frozen=True, kw_only=True)
class Link:
    """Whose data somebody sees in an organisation. The account is for the instance itself, and never shown to the organisation."""

    account: bytes
    organisation: OrganisationId
    name: str
    """What the organisation is called in addresses."""

    person: bytes
    since: datetime


class Links:
    """The links of one instance."""

    def __init__(self, instance: Instance) -> None:
        """Keep what is needed; nothing is read yet."""
        self._instance = instance

    @classmethod
    def of(cls, instance: Instance) -> Self:
        """Return those of an instance."""
        return cls(instance)

    @property
    def clock(self) -> Clock:
        """What says what time it is there."""
        return self._instance.clock

    def of_account(self, account: bytes) -> tuple[Link, ...]:
        """Return the links of an account, in the order of the names of organisations."""
        named = {one.organisation: one for one in self._instance.organisations()}
        found = self._session.of_person(account, CATEGORY)
        known = [(named.get(OrganisationId(unspelled(one.fields["organisation"]))), one) for one in found]
        return tuple(
            sorted((_link(account, one, name) for name, one in known if name is not None), key=lambda one: one.name)
        )

    @property
    def first(self) -> str:
        """What the first organisation is called in addresses: the one whose pages everybody sees."""
        return next(one.name for one in self._instance.organisations())

    def title(self, link: Link) -> str:
        """Return what the organisation of a link is called by people."""
        return self._instance.house_of(link.organisation).charter.organisation.name

    def works_for(self, account: bytes) -> tuple[tuple[str, str], ...]:
        """
        Return the organisations that an account has a desk in: what each is called in addresses, and by people.

        A membership of which no role holds now is no desk, and who operates the instance has none by that.
        """
        belonging = Belonging.of(self._instance)
        houses = {name: self._instance.organisation(name) for name in belonging.names(account)}
        return tuple(
            (name, house.charter.organisation.name)
            for name, house in houses.items()
            if belonging.roles_of(account, house.organisation_id) - ({OPERATES} if name == BUILT_IN else set())
        )

    def require(self, account: bytes, name: str) -> tuple[Organisation, Link]:
        """
        Return the house of an organisation and who an account is there.

        Raises:
            NoSuchOrganisation: there is none of that name, or the account has no link to it; nobody can tell which.
        """
        for link in self.of_account(account):
            if link.name == name:
                return self._instance.house_of(link.organisation), link
        raise NoSuchOrganisation(
            f"there is no organisation `{name}` here", hint="see the list on the page of your account"
        )

    def claim(self, account: bytes, name: str) -> Link:
        """
        Link an account to who has its address in an organisation; several persons with that address become one.

        Raises:
            NothingUnderAddress: there is nobody, no such organisation, or its charter asks for another proof.
        """
        house = self._house(name)
        persons = sorted(house.vault.persons_under(self.address_of(account)))
        link = next((one for one in self.of_account(account) if one.name == name), None)
        if link is None:
            if not persons:
                raise _nothing()
            link = self._write(account, house, name, persons[0])
        for other in set(persons) - house.vault.group_of(link.person):
            try:
                house.vault.join(link.person, other, actor=THEMSELVES, proved=True)
            except NoSuchPerson:
                # Erased before: what the law keeps of them stays apart, and is told by their certificate.
                continue
        return link

    def _write(self, account: bytes, house: Organisation, name: str, person: bytes) -> Link:
        now = self._instance.clock.now()
        fields = {
            "organisation": spelled(house.organisation_id),
            "person": spelled(person),
            "since": moment_text(now),
        }
        door = self._instance.accounts_house.vault.door(DOOR, actor=ITSELF)
        door.put(CATEGORY, Arrival(at=now, fields=fields, person=account))
        return Link(account=account, organisation=house.organisation_id, name=name, person=person, since=now)

    def _house(self, name: str) -> Organisation:
        named = next((one for one in self._instance.organisations() if one.name == name and name != BUILT_IN), None)
        if named is None:
            raise _nothing()
        house = self._instance.house_of(named.organisation)
        rights = house.charter.rights
        if rights is None or _PROVED.isdisjoint(rights.identity.by):
            raise _nothing()
        return house

    def address_of(self, account: bytes) -> str:
        """Return the address of an account, which was proved."""
        (holder, *_) = self._session.of_person(account, ACCOUNT)
        return holder.fields["email"]

    @property
    def _session(self) -> Session:
        return self._instance.accounts_house.acting(PROGRAM, purpose=KEEPING, actor=ITSELF)


def _link(account: bytes, record: Record, named: Named) -> Link:
    return Link(
        account=account,
        organisation=named.organisation,
        name=named.name,
        person=unspelled(record.fields["person"]),
        since=moment_of(record.fields["since"]),
    )


def _nothing() -> NothingUnderAddress:
    return NothingUnderAddress(
        "nothing is held there under the address of your account", hint="see the name in the organisation's own letters"
    )
