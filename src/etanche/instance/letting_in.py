"""
The service of accounts of an instance: what it stands on, what each organisation of an account asks of it, and where its letters go.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Final
from urllib.parse import urlsplit

from etanche.accounts import (
    LETTERS_EVERYWHERE,
    STRONG,
    Accounts,
    Act,
    Cost,
    Documents,
    Hasher,
    Keeping,
    Leaked,
    LetterCount,
    LoggedIn,
    Means,
    Note,
    Rules,
    Site,
    Terms,
    Throttle,
    UsedLinks,
)
from etanche.accounts.providers import Linking
from etanche.charter import Charter, Opening
from etanche.instance.account_letters import SEALED, USE, keep, letter_of, standing_words
from etanche.instance.hall import Instance
from etanche.instance.memberships import Memberships
from etanche.instance.roster import NoSuchOrganisation
from etanche.instance.stopping import NotAnswerable, Stopping
from etanche.terms import Language, Text

_ACTOR: Final = "accounts"


@dataclass(frozen=True, kw_only=True)
class Offer:
    """What an invitation offers, as it is shown to whoever has it."""

    organisation: str
    roles: tuple[Text, ...]


class Roles:
    """Which roles an account has in an organisation, asked by its name; and how it comes to have some."""

    def __init__(self, instance: Instance) -> None:
        """Keep what is needed; nothing is read yet."""
        self._instance = instance
        self._memberships = Memberships.of(instance)

    def offered(self, token: str) -> Offer:
        """
        Return what an invitation offers.

        Raises:
            InvitationRefused: it was not made here, was used, withdrawn, or is too old; which of these is not told.
        """
        found = self._memberships.offered(token)
        charter = self._instance.house_of(found.organisation).charter
        return Offer(
            organisation=charter.organisation.name, roles=tuple(charter.roles[role].title for role in found.roles)
        )

    def accept(self, token: str, account: bytes) -> None:
        """
        Let an account in by an invitation, which opens nothing any more.

        Raises:
            InvitationRefused: as `offered`.
            AlreadyMember: the account is of that organisation already.
        """
        self._memberships.accept(token, account)

    def roles_of(self, account: bytes, organisation: str) -> frozenset[str]:
        """Return the roles that it has there now: none, if there is no such organisation or it does not belong to it."""
        try:
            house, _ = self._memberships.require(account, organisation)
        except NoSuchOrganisation:
            return frozenset()
        return self._memberships.roles_of(account, house.organisation_id)


def accounts_of(
    instance: Instance,
    *,
    address: str,
    page: Callable[[Act, str], str],
    cost: Cost = STRONG,
) -> Accounts:
    """
    Return the service of accounts of an instance; the organisation that keeps them is made, if there is none yet.

    Args:
        instance: whose accounts.
        address: the address people know this server under; links in letters begin with it, and passkeys work there alone.
        page: returns the path of the page that takes the word of a link.
        cost: what one hash of a password costs.
    """
    house = instance.accounts_house
    organisation = house.organisation_id
    origin = address.rstrip("/")
    name = instance.charter.organisation.name
    memberships = Memberships.of(instance)

    def rules(account: bytes | None) -> Mapping[str, Rules]:
        asked = {name: Rules.of(house.charter, roles=frozenset(), zone=instance.plan.zone)}
        if account is not None:
            for member in memberships.of_account(account):
                theirs = instance.house_of(member.organisation)
                said = Rules.of(theirs.charter, roles=frozenset(member.roles), zone=theirs.plan.zone)
                called = theirs.charter.organisation.name
                # Two may be called the same, and each is to be heard: the name in the roster is nobody else's.
                asked[
                    called if called not in asked else f"{called} ({instance.roster.name_of(member.organisation)})"
                ] = said
        return asked

    def stands(note: Note, language: Language) -> str:
        titles = {name: provider.name for name, provider in instance.charter.providers.items()}
        return standing_words(note, [titles.get(one, one) for one in note.providers], language, at=origin)

    def sign(body: bytes) -> bytes:
        return house.keyring.sign_word(organisation, USE, body)

    return Accounts(
        Means(
            keeping=Keeping(house.spared_vault, house.clock),
            logged_in=LoggedIn(store=house.store, organisation=organisation, clock=house.clock, sign=sign),
            clock=house.clock,
            hasher=Hasher(cost),
            leaked=_leaked(instance),
            tries=Throttle(house.clock),
            letters=LetterCount(house.clock),
            moves=Throttle(house.clock, everywhere=LETTERS_EVERYWHERE),
            post=lambda note: house.outbox.post(letter_of(note, name=name, stands=stands)),
            keep=lambda wanted: keep(house, wanted, name=name),
            sign=sign,
            terms=Terms(house.spared_vault, now=lambda: documents_of(instance), actor=_ACTOR),
            used=UsedLinks(store=house.store, organisation=organisation, sign=sign),
            sealing=lambda: house.keyring.ledger_key(organisation, SEALED),
            rules=rules,
            linked_with=Linking(house.spared_vault, house.clock).names,
            zone=instance.plan.zone,
            site=Site(host=urlsplit(origin).hostname or "", origin=origin, name=name),
            page=lambda act, word: f"{origin}{page(act, word)}",
            by_oneself=lambda: opens_by_oneself(instance.charter),
        )
    )


def documents_of(instance: Instance) -> Documents:
    """Return the versions of the terms and of the notice that are to be accepted now."""
    terms = instance.settings.terms or max(instance.charter.versions).isoformat()
    return Documents(terms=terms, notice=max(instance.accounts_house.charter.versions).isoformat())


def require_lists(instance: Instance) -> None:
    """
    Go on only if the list of leaked passwords that the settings name can be searched.

    Raises:
        LeakedUnreadable: it cannot be.
    """
    _leaked(instance).require()


def _leaked(instance: Instance) -> Leaked:
    file = instance.settings.leaked
    return Leaked(file=None if file is None else instance.folder / file)


def opens_by_oneself(charter: Charter) -> bool:
    """
    Tell whether people open an account without a provider: where a charter says nothing else.

    Whoever is invited, or let in by staff, opens one by themselves first, and belongs to nobody before they are let in.
    """
    return charter.accounts is None or set(charter.accounts.opened_by) != {Opening.PROVIDER}


def proving(accounts: Accounts) -> Callable[[bytes, str, str], None]:
    """Return what takes a code of the second factor of an account, and from where it comes."""

    def prove(account: bytes, code: str, place: str) -> None:
        accounts.prove_again(account, code, place=place)

    return prove


def resume_by_code(instance: Instance, name: str | None, *, email: str, code: str, reason: str) -> None:
    """
    Let access go on, by the account of an address, with a code of its second factor; see `Stopping.resume`.

    Raises:
        NotAnswerable: there is no such account, it does not answer for it, or the code is none.
        NothingHalted, Unreadable: as there.
    """
    accounts = accounts_of(instance, address=instance.address or "http://localhost", page=lambda _act, word: f"/{word}")
    holder = accounts.means.keeping.by_email(email.strip())
    if holder is None:
        raise NotAnswerable
    prove = partial(accounts.prove_again, place="command line")
    Stopping(instance).resume(name, account=holder.id, code=code, reason=reason, prove=prove)
