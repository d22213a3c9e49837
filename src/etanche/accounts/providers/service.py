"""
Coming in by a provider, linking an account with one, and taking the link back.

    way = by.begin("google-login", shown=by.documents)            the address, and a word for the browser to keep
    begun = by.come_in("google-login", way.word, answer, device="Firefox")

Nobody is known by an address of e-mail. Whoever comes by a provider with an address that an account has already is not that account:
they log in as themselves first, and link it.
"""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as NotBase64
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final

import msgspec
from msgspec import MsgspecError
from msgspec.structs import replace

from etanche.accounts.entering import Entering
from etanche.accounts.faults import LoginRefused
from etanche.accounts.letters import Text
from etanche.accounts.means import Means
from etanche.accounts.providers.assurance import Assurance, assurance_of
from etanche.accounts.providers.faults import LastWayIn, NoAccountYet, NoSuchProvider
from etanche.accounts.providers.flow import Pending, unbelieved
from etanche.accounts.providers.identity import Identity
from etanche.accounts.providers.linking import Link, Linking
from etanche.accounts.providers.provider import Provider
from etanche.accounts.records import Holder
from etanche.accounts.sessions import Begun, Level, Session
from etanche.accounts.terms import Documents, Terms
from etanche.clock import Clock
from etanche.keyring import SealBroken, SealingKey, bind
from etanche.terms import Language
from etanche.vault import Taken, Vault

_BOUND: Final = bind("provider pending", 1)
_LONGEST: Final = 4_096
_ACTOR: Final = "accounts"


@dataclass(frozen=True, kw_only=True)
class Way:
    """Where to send somebody, and what their browser keeps meanwhile: it says nothing to anybody but us."""

    address: str
    word: str = field(repr=False)


@dataclass(frozen=True, kw_only=True)
class Known:
    """A provider, and what the settings say of it."""

    provider: Provider
    claims_factor: bool = False
    """Whether it always asks for a second factor, as whoever runs the instance says."""


class ByProvider(Entering):
    """The part of the service of accounts that knows providers."""

    def __init__(
        self,
        means: Means,
        *,
        providers: Callable[[], Mapping[str, Known]],
        terms: Terms,
        vault: Callable[[], Vault],
        key: Callable[[], SealingKey],
        opens: bool,
        linking: Callable[[Callable[[], Vault], Clock], Linking] = Linking,
    ) -> None:
        """
        Keep what is needed; no provider is asked yet.

        Args:
            means: those of the service of accounts.
            providers: those of the charter of each moment, by their names in it.
            terms: asks standing who accepted what.
            vault: that of the organisation `instance`, at each moment.
            key: seals what browsers keep.
            opens: whether whoever comes for the first time gets an account.
            linking: keeps which account is who at a provider.
        """
        super().__init__(means)
        self._providers = providers
        self._terms = terms
        self._vault = vault
        self._key = key
        self._opens = opens
        self._linking = linking(vault, means.clock)

    @property
    def names(self) -> tuple[str, ...]:
        """The providers by which one can come in."""
        return tuple(self._providers())

    @property
    def documents(self) -> Documents:
        """What is accepted first."""
        return self._terms.documents

    # — going

    def begin(self, name: str, *, shown: Documents) -> Way:
        """
        Write into standing that somebody accepted what they were shown, and return the way to a provider.

        Raises:
            TermsNotAccepted: other versions hold by now.
            NoSuchProvider, ProviderOutOfReach, HostNotDeclared: as their names say.
        """
        provider = self._of(name).provider
        person = self._terms.accept(None, shown)
        return self._way(provider, person)

    def begin_link(
        self, session: Session, name: str, password: str, *, place: str, shown: Documents | None = None
    ) -> Way:
        """
        Return the way to a provider for somebody who is in and wants to be known by it; `shown` is what they accept now.

        Raises:
            LoginRefused, TooSoon, ProveAgain: as `_proved`.
            TermsNotAccepted: their standing does not hold that they accepted what holds now.
            NoSuchProvider, ProviderOutOfReach, HostNotDeclared: as their names say.
        """
        provider = self._of(name).provider
        holder, _ = self._proved(session, password, place)
        if shown is not None:
            self._terms.accept(holder.id, shown)
        return self._way(provider, holder.id, session)

    # — coming back

    def come_in(
        self, name: str, word: str, answer: Mapping[str, str], *, language: Language, device: str = ""
    ) -> Begun:
        """
        Let somebody in who came back; who comes for the first time gets an account, if that is a way to open one.

        Raises:
            ProviderUnbelieved, ProviderRefused, ProviderOutOfReach: as their names say.
            NoAccountYet: nobody is linked, and no account can be opened: not this way, or not under that address.
        """
        known, pending, identity = self._came(name, word, answer)
        if pending.account is not None:
            raise unbelieved("it answers another login")
        link = self._linking.of(identity)
        assurance = self._assurance(known, identity)
        who = pending.person
        holder = self._open(who, identity, language) if link is None else self._again(link, who)
        self._linking.put(holder.id, name, identity, assurance)
        if assurance is Assurance.UNKNOWN:
            return self._enter(holder, device=device)
        return self._complete(holder, Level.SECOND_FACTOR, None, device=device)

    def link(self, session: Session, name: str, word: str, answer: Mapping[str, str]) -> Link:
        """
        Link the account of a session with whoever came back.

        Raises:
            LoginRefused: their session has not shown enough.
            LinkedElsewhere: whoever came back is another account already.
            ProviderUnbelieved: it is not the answer to what was begun in this session.
            ProviderRefused, ProviderOutOfReach: as their names say.
        """
        holder, _ = self._known(session)
        known, pending, identity = self._came(name, word, answer)
        if (pending.account, pending.session) != (holder.id, session.id):
            raise unbelieved("it answers another login")
        self._linking.put(holder.id, name, identity, self._assurance(known, identity))
        self._means.tell(holder, Text.LINKED)
        return next(one for one in self.links(session) if one.provider == name)

    # — what is linked

    def links(self, session: Session) -> tuple[Link, ...]:
        """Return the providers that an account is known by."""
        return self._linking.listed(session.account)

    def unlink(self, session: Session, name: str, password: str, *, place: str) -> None:
        """
        Be known by a provider no more.

        Raises:
            LoginRefused, TooSoon, ProveAgain: as `_proved`.
            NoSuchProvider: the account is not linked with it.
            LastWayIn: the account has no password, and no other link.
        """
        holder, credentials = self._proved(session, password, place)
        links = self._linking.listed(holder.id)
        gone = [one for one in links if one.provider == name]
        if not gone:
            raise NoSuchProvider("the account is not linked with this provider", hint="look at what it is linked with")
        if credentials.password is None and len(gone) == len(links):
            raise LastWayIn("without this provider nobody could come in", hint="set a password first")
        for one in gone:
            self._linking.remove(one)
        self._means.tell(holder, Text.UNLINKED)

    # — inside

    def _of(self, name: str) -> Known:
        try:
            return self._providers()[name]
        except KeyError:
            raise NoSuchProvider("there is no such provider", hint="come in by another way") from None

    def _way(self, provider: Provider, person: bytes, session: Session | None = None) -> Way:
        """Return the way: not before standing itself says that the person accepted; in a session, to a link."""
        begun = provider.begin(self._terms.require(person), account=None if session is None else session.account)
        pending = replace(begun.pending, session=None if session is None else session.id)
        sealed = self._key().seal(msgspec.msgpack.encode(pending), _BOUND)
        return Way(address=begun.address, word=urlsafe_b64encode(sealed).decode())

    def _came(self, name: str, word: str, answer: Mapping[str, str]) -> tuple[Known, Pending, Identity]:
        known = self._of(name)
        pending = self._pending(word)
        if pending.provider != name:
            raise unbelieved("another provider answers")
        return known, pending, known.provider.finish(pending, answer)

    def _pending(self, word: str) -> Pending:
        try:
            if len(word) > _LONGEST:
                raise unbelieved("it answers another login")
            plain = self._key().open(urlsafe_b64decode(word.encode()), _BOUND)
            return msgspec.msgpack.decode(plain, type=Pending)
        except (SealBroken, MsgspecError, NotBase64, ValueError):
            raise unbelieved("it answers another login") from None

    def _assurance(self, known: Known, identity: Identity) -> Assurance:
        return assurance_of(identity.said, asked=known.provider.client.acr, claimed=known.claims_factor)

    def _again(self, link: Link, person: bytes) -> Holder:
        """Let the account hold what the provisional person accepted, and erase that."""
        holder = self._means.keeping.holder(link.account)
        if holder is None:
            raise LoginRefused
        accepted = self._terms.held(person)
        if accepted is not None and self._terms.held(holder.id) != accepted:
            self._terms.accept(holder.id, accepted)
        self._vault().erase(person, actor=_ACTOR)
        return holder

    def _open(self, person: bytes, identity: Identity, language: Language) -> Holder:
        """Make an account of the provisional person, under an address that the provider verified and no account has."""
        keeping, address = self._means.keeping, identity.email
        beside = None if address is None else self._means.claim(address)
        if not self._opens or address is None or keeping.by_email(address) is not None:
            self._vault().erase(person, actor=_ACTOR)
            raise _no_account_yet()
        try:
            return keeping.open_proved(person, email=address, language=language, beside=beside)
        except Taken:
            raise _no_account_yet() from None


def _no_account_yet() -> NoAccountYet:
    return NoAccountYet(
        "nobody here is known by that account at the provider", hint="log in, and link it on the page of your account"
    )
