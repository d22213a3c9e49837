"""
Second factors: setting one up, taking one away, and the codes that are written down for the day the others are lost.

Each of it asks again who it is: an open session that somebody else got hold of changes nothing of how one comes in. Whoever sets up the
first factor gets ten codes, shown once, and every other session of the account is closed: it had shown less.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from etanche.accounts import codes, passkeys
from etanche.accounts.changing import Changing
from etanche.accounts.faults import FactorNeeded, LoginRefused, TooManyFactors
from etanche.accounts.letters import Text
from etanche.accounts.records import Credentials, Holder, list_text, passkeys_text
from etanche.accounts.sessions import WHOLE, Begun, Level, Session
from etanche.terms import new_id

MOST_PASSKEYS: Final = 8
_SETS_UP: Final = WHOLE | {Level.ENROLLING}
_PASSKEY: Final = b"passkey "


@dataclass(frozen=True, kw_only=True)
class Offer:
    """What an authenticator application is to be told, by its camera or by hand."""

    secret: str = field(repr=False)
    address: str = field(repr=False)
    word: str = field(repr=False)
    """With it the offer is confirmed, in the same session and within ten minutes."""


@dataclass(frozen=True, kw_only=True)
class NewPasskey:
    """What makes a browser offer a passkey, and the word with which its answer is taken."""

    options: str
    word: str = field(repr=False)


@dataclass(frozen=True, kw_only=True)
class SetUp:
    """A factor that was set up: the session goes on under a new secret."""

    begun: Begun
    recovery: tuple[str, ...] = field(default=(), repr=False)
    """Ten codes to be shown once, with the first factor."""


class Factors(Changing):
    """The part of the service that knows second factors."""

    def offer_codes(self, session: Session, password: str, *, place: str) -> Offer:
        """
        Return what an application is to be told, drawn anew for whoever shows that it is them.

        Raises:
            LoginRefused, TooSoon, ProveAgain: as `_proved`.
        """
        holder, credentials = self._proved(session, password, place, _SETS_UP)
        secret = codes.new_secret()
        self._means.keeping.change(credentials, coming_totp=secret)
        return self._offer(holder, secret, self._word_of(session, _about(secret)))

    def offered_codes(self, session: Session, word: str) -> Offer:
        """
        Return again what was offered, to the page that shows it: after a code that was none.

        Raises:
            ProveAgain: it was not offered to that page, or too long ago.
        """
        holder, credentials = self._known(session, _SETS_UP)
        return self._offer(holder, self._offered(session, credentials, word), word)

    def confirm_codes(self, session: Session, word: str, code: str, *, place: str) -> SetUp:
        """
        Take an application as a second factor once it showed its first code.

        Raises:
            LoginRefused, TooSoon: the code is not of what was offered, or was wrong too often.
            ProveAgain: it was not offered to that page, or too long ago.
        """
        means = self._means
        who = f"offered {session.account.hex()}"
        means.require_patience(who, place, known_device=True)
        holder, credentials = self._known(session, _SETS_UP)
        offered = self._offered(session, credentials, word)
        step = codes.accept(offered, code, at=means.clock.now().timestamp(), last=None)
        if step is None:
            means.tries.failed(who, place, known_device=True)
            raise LoginRefused
        return self._set_up(session, holder, credentials, totp=offered, coming_totp=None, step=str(step))

    def ask_new_passkey(self, session: Session, password: str, *, place: str) -> NewPasskey:
        """
        Return what makes the browser offer a new passkey; it can be answered once.

        Raises:
            TooManyFactors: there are as many as are kept.
            LoginRefused, TooSoon, ProveAgain: as `_proved`.
        """
        holder, credentials = self._proved(session, password, place, _SETS_UP)
        if len(credentials.passkeys) >= MOST_PASSKEYS:
            raise TooManyFactors(f"there are {MOST_PASSKEYS} passkeys already", hint="take one away first")
        site = self._means.site
        question = passkeys.ask_to_make(site, account=holder.id, name=holder.email, known=credentials.passkeys)
        self._means.logged_in.ask(session, question.challenge)
        return NewPasskey(options=question.options, word=self._word_of(session, _PASSKEY + question.challenge))

    def add_passkey(self, session: Session, word: str, answer: str) -> SetUp:
        """
        Take a passkey as a second factor.

        Raises:
            PasskeyRefused: the answer is not to what was asked last.
            ProveAgain: it was not asked for by that page, or too long ago.
        """
        holder, credentials = self._known(session, _SETS_UP)
        challenge = self._means.logged_in.answered(session) or new_id()
        self._require_word(session, word, _PASSKEY + challenge)
        made = passkeys.made(self._means.site, challenge, answer)
        kept = (*(one for one in credentials.passkeys if one.id != made.id), made)[:MOST_PASSKEYS]
        return self._set_up(session, holder, credentials, passkeys=passkeys_text(kept))

    def remove_codes(self, session: Session, password: str, *, place: str) -> None:
        """
        Take the application away.

        Raises:
            FactorNeeded: an organisation asks for a factor, and it is the last.
            LoginRefused, TooSoon, ProveAgain: as `_proved`.
        """
        holder, credentials = self._proved(session, password, place)
        self._remove(holder, credentials, last=not credentials.passkeys, totp=None, step=None)

    def remove_passkey(self, session: Session, passkey: bytes, password: str, *, place: str) -> None:
        """
        Take a passkey away.

        Raises:
            FactorNeeded: an organisation asks for a factor, and it is the last.
            LoginRefused, TooSoon, ProveAgain: as `_proved`.
        """
        holder, credentials = self._proved(session, password, place)
        kept = tuple(one for one in credentials.passkeys if one.id != passkey)
        last = not kept and credentials.totp is None
        self._remove(holder, credentials, last=last, passkeys=passkeys_text(kept))

    def new_recovery(self, session: Session, password: str, *, place: str) -> tuple[str, ...]:
        """
        Return ten new codes to be shown once; those before open nothing any more.

        Raises:
            LoginRefused, TooSoon, ProveAgain: as `_proved`.
        """
        _, credentials = self._proved(session, password, place)
        written = codes.new_recovery_codes()
        self._means.keeping.change(credentials, recovery=list_text(tuple(map(codes.digest_of, written))))
        return written

    def _offer(self, holder: Holder, secret: str, word: str) -> Offer:
        address = codes.address_of(secret, account=holder.email, issuer=self._means.site.name)
        return Offer(secret=secret, address=address, word=word)

    def _offered(self, session: Session, credentials: Credentials, word: str) -> str:
        """Return the secret that was offered to the page that has a word; raises `ProveAgain` if none was."""
        offered = credentials.coming_totp or ""
        self._require_word(session, word, _about(offered))
        return offered

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
            since=session.begun,
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


def _about(secret: str) -> bytes:
    return f"codes {secret}".encode()
