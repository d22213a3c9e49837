"""
Second factors: setting one up, taking one away, and the codes that are written down for the day the others are lost.

Whoever sets up the first one gets ten codes, shown once, and every other session of the account is closed: it had shown less.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from etanche.accounts import codes, passkeys
from etanche.accounts.changing import Changing
from etanche.accounts.faults import FactorNeeded, LoginRefused, TooManyFactors
from etanche.accounts.letters import Text
from etanche.accounts.passkeys import Question
from etanche.accounts.records import Credentials, Holder, list_text, passkeys_text
from etanche.accounts.sessions import WHOLE, Begun, Level, Session
from etanche.terms import new_id

MOST_PASSKEYS: Final = 8
_SETS_UP: Final = WHOLE | {Level.ENROLLING}


@dataclass(frozen=True, kw_only=True)
class Offer:
    """What an authenticator application is to be told, by its camera or by hand."""

    secret: str = field(repr=False)
    address: str = field(repr=False)


@dataclass(frozen=True, kw_only=True)
class SetUp:
    """A factor that was set up: the session goes on under a new secret."""

    begun: Begun
    recovery: tuple[str, ...] = field(default=(), repr=False)
    """Ten codes to be shown once, with the first factor."""


class Factors(Changing):
    """The part of the service that knows second factors."""

    def offer_codes(self, session: Session) -> Offer:
        """Return what an application is to be told; the same until a code confirms it."""
        holder, credentials = self._known(session, _SETS_UP)
        secret = credentials.coming_totp
        if secret is None:
            secret = codes.new_secret()
            self._means.keeping.change(credentials, coming_totp=secret)
        issuer = self._means.site.name
        return Offer(secret=secret, address=codes.address_of(secret, account=holder.email, issuer=issuer))

    def confirm_codes(self, session: Session, code: str, *, place: str) -> SetUp:
        """
        Take an application as a second factor once it showed its first code.

        Raises:
            LoginRefused, TooSoon: the code is not of what was offered, or was wrong too often.
        """
        means = self._means
        who = f"offered {session.account.hex()}"
        means.require_patience(who, place, known_device=True)
        holder, credentials = self._known(session, _SETS_UP)
        offered = credentials.coming_totp
        step = offered and codes.accept(offered, code, at=means.clock.now().timestamp(), last=None)
        if offered is None or not isinstance(step, int):
            means.tries.failed(who, place, known_device=True)
            raise LoginRefused
        return self._set_up(session, holder, credentials, totp=offered, coming_totp=None, step=str(step))

    def ask_new_passkey(self, session: Session) -> Question:
        """
        Return what makes the browser offer a new passkey; it can be answered once.

        Raises:
            TooManyFactors: there are as many as are kept.
        """
        holder, credentials = self._known(session, _SETS_UP)
        if len(credentials.passkeys) >= MOST_PASSKEYS:
            raise TooManyFactors(f"there are {MOST_PASSKEYS} passkeys already", hint="take one away first")
        site = self._means.site
        question = passkeys.ask_to_make(site, account=holder.id, name=holder.email, known=credentials.passkeys)
        self._means.logged_in.ask(session, question.challenge)
        return question

    def add_passkey(self, session: Session, answer: str) -> SetUp:
        """
        Take a passkey as a second factor.

        Raises:
            PasskeyRefused: the answer is not to what was asked last.
        """
        holder, credentials = self._known(session, _SETS_UP)
        challenge = self._means.logged_in.answered(session) or new_id()
        made = passkeys.made(self._means.site, challenge, answer)
        kept = (*(one for one in credentials.passkeys if one.id != made.id), made)[:MOST_PASSKEYS]
        return self._set_up(session, holder, credentials, passkeys=passkeys_text(kept))

    def remove_codes(self, session: Session, password: str, *, place: str) -> None:
        """
        Take the application away.

        Raises:
            FactorNeeded: an organisation asks for a factor, and it is the last.
            LoginRefused, TooSoon: the password is wrong, or was wrong too often.
        """
        holder, credentials = self._proved(session, password, place)
        self._remove(holder, credentials, last=not credentials.passkeys, totp=None, step=None)

    def remove_passkey(self, session: Session, passkey: bytes, password: str, *, place: str) -> None:
        """
        Take a passkey away.

        Raises:
            FactorNeeded: an organisation asks for a factor, and it is the last.
            LoginRefused, TooSoon: the password is wrong, or was wrong too often.
        """
        holder, credentials = self._proved(session, password, place)
        kept = tuple(one for one in credentials.passkeys if one.id != passkey)
        last = not kept and credentials.totp is None
        self._remove(holder, credentials, last=last, passkeys=passkeys_text(kept))

    def new_recovery(self, session: Session, password: str, *, place: str) -> tuple[str, ...]:
        """
        Return ten new codes to be shown once; those before open nothing any more.

        Raises:
            LoginRefused, TooSoon: the password is wrong, or was wrong too often.
        """
        _, credentials = self._proved(session, password, place)
        written = codes.new_recovery_codes()
        self._means.keeping.change(credentials, recovery=list_text(tuple(map(codes.digest_of, written))))
        return written

    def _set_up(self, session: Session, holder: Holder, credentials: Credentials, **fields: str | None) -> SetUp:
        """Keep a factor, with codes beside the first; close what was opened with less."""
        written = () if credentials.has_factor else codes.new_recovery_codes()
        if written:
            fields["recovery"] = list_text(tuple(map(codes.digest_of, written)))
        self._means.keeping.change(credentials, **fields)
        self._means.logged_in.close_all(session.account, but=session)
        self._means.tell(holder, Text.FACTOR_ADDED)
        lifetimes = self._means.demands(session.account).lifetimes
        begun = self._means.logged_in.begin(
            session.account,
            lifetimes=lifetimes,
            level=Level.SECOND_FACTOR,
            device=session.device,
            instead=session,
        )
        return SetUp(begun=begun, recovery=written)

    def _remove(self, holder: Holder, credentials: Credentials, *, last: bool, **fields: str | None) -> None:
        asked = self._means.demands(holder.id).factor
        if last and asked.value:
            raise FactorNeeded(asked.by)
        if last:
            fields["recovery"] = None
        self._means.keeping.change(credentials, **fields)
        self._means.tell(holder, Text.FACTOR_REMOVED)
