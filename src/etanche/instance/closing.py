"""
How an account of the instance ends: it leaves every organisation it works for, and is erased; what organisations hold of its holder is theirs.

    closing = Closing(instance, accounts)
    closing.kept_by(account)                      # the offices that would be empty without it: then it cannot go yet
    gone = closing.close(session, password, place=place)
    closing.certificate(gone.word)                # for a week, to whoever has the word
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from etanche.accounts import Accounts, Session
from etanche.errors import Refused
from etanche.instance.hall import Instance
from etanche.instance.links import Links
from etanche.instance.memberships import Memberships
from etanche.instance.office import Office
from etanche.instance.officed import LastOfOffice
from etanche.vault import THEMSELVES, Erasure


class OfficesEmpty(Refused):
    """Somebody is the last of an office: nobody could come in any more, and nobody answer for the organisation."""


@dataclass(frozen=True, kw_only=True)
class Closed:
    """What became of an account."""

    erasure: Erasure
    word: str
    """Who has it fetches the certificate."""


class Closing:
    """Ends accounts of one instance."""

    def __init__(self, instance: Instance, accounts: Accounts) -> None:
        """Keep what is needed; nothing is read yet."""
        self._instance = instance
        self._accounts = accounts
        self._memberships = Memberships.of(instance)
        self._links = Links.of(instance)

    def works_for(self, account: bytes) -> tuple[str, ...]:
        """Return what the organisations are called, by people, that an account leaves."""
        members = self._memberships.of_account(account)
        return tuple(self._instance.house_of(one.organisation).charter.organisation.name for one in members)

    def known_to(self, account: bytes) -> tuple[tuple[str, str], ...]:
        """Return the organisations whose data of its holder are linked, and stay: in addresses, and by people."""
        return tuple((one.name, self._links.title(one)) for one in self._links.of_account(account))

    def kept_by(self, account: bytes) -> tuple[str, ...]:
        """Return what the organisations are called, by people, whose office would be empty without an account."""
        found = []
        for member in self._memberships.of_account(account):
            house = self._instance.house_of(member.organisation)
            office = Office(house).role
            others = (one for one in self._memberships.members(member.organisation) if one.person != member.person)
            if office in member.roles and not any(office in one.roles for one in others):
                found.append(house.charter.organisation.name)
        return tuple(found)

    def close(self, session: Session, password: str, *, place: str) -> Closed:
        """
        Leave every organisation, and erase the account; nothing is done before it is known that it is them.

        A process killed meanwhile leaves an account that belongs to fewer organisations, and can be deleted again.

        Raises:
            OfficesEmpty: an office would be empty; the account is not erased.
            LoginRefused, TooSoon: as `Accounts.delete`; nothing is done.
        """
        account = session.account
        erasure = self._accounts.delete(session, password, place=place, before=partial(self._leave, account))
        return Closed(erasure=erasure, word=self._accounts.closed_word(account))

    def certificate(self, word: str) -> bytes:
        """
        Return the certificate of an account that was deleted; each has a salt of its own.

        Raises:
            LinkRefused: the word was not made here, or is too old.
            NotErased: the journal has forgotten it.
        """
        return self._instance.accounts_house.certificate(self._accounts.closed_account(word), by=THEMSELVES)

    def _leave(self, account: bytes) -> None:
        empty = OfficesEmpty("the office of an organisation would be empty", hint="let somebody else into it first")
        if self.kept_by(account):
            raise empty
        try:
            for member in self._memberships.of_account(account):
                self._memberships.leave(account, member.organisation)
        except LastOfOffice:
            # Somebody else went at the same moment.
            raise empty from None
