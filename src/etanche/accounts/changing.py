"""
What somebody changes of their account: the password, the address, and whether there is one.

Links that are mailed say what for and until when, and stop working once what they change has changed: each works once. A new password
closes every other session; whoever held one has to know the new one.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from typing import Final

from etanche.accounts.entering import Entering
from etanche.accounts.faults import PasswordRefused
from etanche.accounts.letters import Note, Text
from etanche.accounts.links import Act, make, refused
from etanche.accounts.passwords import Flaw, Objection, weight_of
from etanche.accounts.records import Credentials, Holder, list_text, weight_text
from etanche.accounts.registering import Registering, address_of
from etanche.accounts.sessions import WHOLE, Begun, Level, Session
from etanche.accounts.wanted import password_state
from etanche.vault import Changed, Erasure, Taken

_FETCHED_FOR: Final = timedelta(days=7)


class Changing(Registering, Entering):
    """The part of the service that changes accounts."""

    # — the password

    def change_password(self, session: Session, old: str, new: str, *, place: str) -> Begun:
        """
        Set another password, and close every other session; the one that goes on has a new secret. A change of address under way ends.

        Raises:
            LoginRefused, TooSoon, ProveAgain: the old one is wrong, or was wrong too often; or there is none, as `_proved`.
            PasswordRefused: the new one is not what the account's organisations ask for.
        """
        holder, credentials = self._proved(session, old, place, WHOLE | {Level.RENEWING})
        self._set(holder, credentials, new)
        self._means.logged_in.close_all(session.account, but=session)
        level = Level.SECOND_FACTOR if credentials.has_factor else Level.PASSWORD
        self._means.tell_password_changed(holder, credentials)
        return self._complete(holder, level, session)

    def reset(self, word: str, new: str) -> str:
        """
        Set another password by a link; it logs nobody in, and a second factor is asked for as before.

        Return what the browser keeps that followed the link (`device_word`): who reads the letters of an account is kept out of it by no stranger who
        goes on failing.

        Raises:
            LinkRefused: the link does not work, or was used; of two at one moment, the second finds it so.
            PasswordRefused: the password is not what the account's organisations ask for.
        """
        link = self._means.read(Act.RESET_PASSWORD, word)
        holder, credentials = self._means.keeping.holder(link.account), self._means.keeping.credentials(link.account)
        link.unused(password_state(credentials))
        if holder is None or credentials is None:
            raise refused()
        try:
            self._set(holder, credentials, new)
        except Changed:
            raise refused() from None
        self._means.logged_in.close_all(holder.id)
        self._means.tell_password_changed(holder, credentials)
        return self.device_word(holder.id)

    # — the address

    def ask_address(self, session: Session, password: str, email: str, *, place: str) -> None:
        """
        Let somebody have another address, once they show that it is theirs; whoever has it already is written to instead.

        Raises:
            NoAddress: what was typed is none.
            LoginRefused, TooSoon, ProveAgain: as `_proved`; or that address, or this account, had enough letters.
        """
        means = self._means
        address = address_of(email)
        holder, credentials = self._proved(session, password, place)
        means.require_move(address, holder.id)
        taken = means.keeping.by_email(address)
        # Kept either way, and so shown, ended and told of: whoever asked would learn by it whether somebody else has that address.
        means.keeping.change(holder, coming_email=address)
        if taken is not None:
            means.write_move(Note(text=Text.ADDRESS_TAKEN, to=address, language=taken.language), holder.id)
            return
        state = _address_state(holder.email, address, credentials)
        spoken = holder.language
        note = means.linked(Text.NEW_ADDRESS, Act.CHANGE_ADDRESS, holder.id, to=address, language=spoken, state=state)
        # The address of the account was proved; its name is whatever was typed, and would be a stranger's words in this letter.
        means.write_move(replace(note, account=holder.email), holder.id)

    def coming_address(self, session: Session, word: str) -> tuple[Holder, str]:
        """
        Return whose address a link changes and to which one, in a session of that account; nothing changes by it.

        Whoever reads the letter and did not ask for it is in no session of that account: nobody's address becomes another's by their click.

        Raises:
            LinkRefused: the link does not work, was used, is another account's, or somebody else has the address by now.
            LoginRefused: the session has not shown enough.
        """
        means = self._means
        link = means.read(Act.CHANGE_ADDRESS, word)
        holder, credentials = self._known(session)
        coming = holder.coming_email
        if link.account != session.account or coming is None or means.keeping.by_email(coming) is not None:
            raise refused()
        link.unused(_address_state(holder.email, coming, credentials))
        return holder, coming

    def change_address(self, session: Session, word: str) -> None:
        """
        Make the address that a link was sent to the one of its account, where that one is open; the one before is told.

        Raises:
            LinkRefused, LoginRefused: as `coming_address`.
        """
        _, coming = self.coming_address(session, word)
        beside = self._means.claim(coming)
        holder, coming = self.coming_address(session, word)
        try:
            self._means.keeping.move(holder, coming, beside=beside)
        except (Changed, Taken):
            raise refused() from None
        self._means.tell(holder, Text.ADDRESS_CHANGED)

    # — whether there is an account

    def delete(
        self, session: Session, password: str, *, place: str, before: Callable[[], None] = lambda: None
    ) -> Erasure:
        """
        Delete the account of a session: what was kept of it opens no more when this returns.

        Whoever has no password has logged in anew just before, by what they have.

        Args:
            session: whose account.
            password: said again.
            place: from where, for the throttle.
            before: is done once it is known that it is them, and before anything is erased; what it raises leaves the account as it is.

        Raises:
            LoginRefused, TooSoon, ProveAgain: as `_proved`.
        """
        holder, _ = self._proved(session, password, place)
        before()
        self._means.tell(holder, Text.CLOSED)
        self._means.logged_in.close_all(session.account)
        return self._means.keeping.erase(session.account)

    def closed_word(self, account: bytes) -> str:
        """Return the word by which somebody whose account was deleted fetches their certificate, for a week."""
        means = self._means
        return make(Act.CERTIFICATE, account, state=b"", until=means.clock.now() + _FETCHED_FOR, sign=means.sign_link)

    def closed_account(self, word: str) -> bytes:
        """
        Return whose word it is.

        Raises:
            LinkRefused: it was not made here, or is too old.
        """
        return self._means.read(Act.CERTIFICATE, word).account

    # — how

    def _set(self, holder: Holder, credentials: Credentials, new: str) -> None:
        """Set a password that is taken; the one before is remembered as long as an organisation asks for it, and an address not taken yet is forgotten."""
        means = self._means
        self._require_password(new, holder.id, names=(holder.email, holder.name))
        if means.hasher.fits(credentials.password, new):
            raise PasswordRefused((Objection(flaw=Flaw.USED_BEFORE, figure="1"),))
        history = means.demands(holder.id).password.history.value
        earlier = [one for one in (credentials.password, *credentials.earlier) if one is not None][:history]
        means.keeping.change(
            credentials,
            password=means.hasher.hash(new),
            weight=weight_text(weight_of(new)),
            set_=means.clock.now().isoformat(),
            logins="0",
            earlier=list_text(tuple(earlier)),
        )
        self._stay(holder.id)

    def _stay(self, account: bytes) -> None:
        """
        Forget the address that an account was to have: whoever wanted somebody out by a new password has that ended too.

        The links to it are dead by the new password; whoever takes that address at this moment finds what they read changed.
        """
        keeping = self._means.keeping
        while (holder := keeping.holder(account)) is not None and holder.coming_email is not None:
            with suppress(Changed):
                keeping.change(holder, coming_email=None)


def _address_state(email: str, coming: str, credentials: Credentials) -> bytes:
    """Return what a link of an address changes, and what ends it besides: another password."""
    return f"{email}\0{coming}\0".encode() + password_state(credentials)
