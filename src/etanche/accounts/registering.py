"""
How an account comes about: somebody types an address, gets a letter there, and shows with it and their password that both are theirs.

Whoever types the address of somebody who has an account gets the same answer, after the same work; the letter says what happened.
The link alone opens nothing: whoever clicks on it without having typed the password did not open this account (somebody else did,
hoping for a click).
"""

from __future__ import annotations

from typing import Final

from etanche.accounts.entering import Entering
from etanche.accounts.faults import LoginRefused, NoAddress, NotByOneself, PasswordRefused
from etanche.accounts.letters import Note, Text
from etanche.accounts.links import Act, LinkRefused
from etanche.accounts.passwords import objections, weight_of
from etanche.accounts.sessions import Begun
from etanche.outbound import is_address
from etanche.terms import Language
from etanche.vault.shapes import email as shaped

MOST_WAITING: Final = 50
"""
Sign-ups that wait under one address, any of which may be a stranger's; a new one takes the place of one of the earliest day.

Each goes with a letter, and of letters an address gets twenty at once and four an hour: a sign-up is pushed out by strangers after
seven hours at the soonest.
"""


class Registering(Entering):
    """The part of the service that opens accounts."""

    def register(self, email: str, password: str, *, name: str, language: Language, place: str) -> None:
        """
        Let somebody open an account; they are written to, whether there is one under that address or not.

        Raises:
            NotByOneself: the charter opens accounts in other ways only.
            NoAddress: what was typed is none.
            PasswordRefused: the password is not what the instance asks for.
            NotKept: the name cannot be taken.
            TooSoon: that address, or that place, has had enough letters.
        """
        means = self._means
        self._require_open()
        address = address_of(email)
        means.require_letter(address, place)
        self._require_password(password, None, names=(address, name))
        hashed = means.hasher.hash(password)
        holder = means.keeping.by_email(address)
        if holder is not None:
            means.write(Note(text=Text.REGISTERED_ALREADY, to=address, language=holder.language), place=place)
            return
        means.keeping.make_room(address, most=MOST_WAITING)
        account = means.keeping.put_sign_up(
            email=address, name=name, language=language, password=hashed, weight=weight_of(password)
        )
        note = means.linked(Act.CONFIRM_ADDRESS, account, to=address, language=language, state=hashed.encode())
        means.write(note, place=place)

    def confirm(self, word: str, password: str, *, place: str, device: str = "") -> Begun:
        """
        Open the account that a link is for, to whoever knows its password, and log them in.

        Raises:
            NotByOneself: the charter opens accounts in other ways only, by now.
            LinkRefused: the link does not work, or there is an account under that address by now.
            LoginRefused, TooSoon: the password is not the one that was typed, or was wrong too often.
        """
        means = self._means
        self._require_open()
        link = means.read(Act.CONFIRM_ADDRESS, word)
        who = link.account.hex()
        means.require_patience(who, place)
        sign_up = means.keeping.sign_up(link.account)
        if not means.hasher.fits(None if sign_up is None else sign_up.password, password):
            means.tries.failed(who, place)
            raise LoginRefused
        if sign_up is None or means.keeping.by_email(sign_up.email) is not None:
            raise LinkRefused("this link does not work, or not any more", hint="log in, or ask for another password")
        link.unused(sign_up.password.encode())
        return self._enter(means.keeping.open(sign_up), device=device)

    @property
    def by_oneself(self) -> bool:
        """Whether somebody can open an account here without a provider."""
        return self._means.by_oneself()

    def _require_open(self) -> None:
        if not self.by_oneself:
            raise NotByOneself

    def _require_password(self, password: str, account: bytes | None, *, names: tuple[str, ...]) -> None:
        """
        Go on only with a password that all organisations of an account take.

        Raises:
            PasswordRefused: it is not.
        """
        means = self._means
        credentials = None if account is None else means.keeping.credentials(account)
        asked = means.demands(account).password
        found = objections(
            password,
            asked,
            names=names,
            leaked=means.leaked.has,
            used_before=lambda written: credentials is not None and self._was_used(credentials, written, asked),
        )
        if found:
            raise PasswordRefused(found)


def address_of(typed: str) -> str:
    """
    Return an address in the one spelling in which it is kept and found again.

    Raises:
        NoAddress: it is none.
    """
    address = shaped(typed)
    if address is None or not is_address(address):
        raise NoAddress
    return address
