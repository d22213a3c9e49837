"""
How an account comes about: somebody types an address; whoever has the letter box opens the account there, with a password of theirs.

What a stranger types is an address and nothing else, and nothing of it is kept: the link in the letter carries it. So it makes no
difference who asked for that letter. Whoever asks again and again for letters to somebody's address has that person written to, so many
times and no more, and each of these letters opens the account for its reader.

Whoever types the address of somebody who has an account gets the same answer, after the same work: nobody looks before the letter is
written (`wanted`), and the letter says what happened.
"""

from __future__ import annotations

from etanche.accounts.entering import Entering
from etanche.accounts.faults import NoAddress, NotByOneself, PasswordRefused
from etanche.accounts.letters import Text
from etanche.accounts.links import Act, read_opening, refused
from etanche.accounts.passwords import objections, weight_of
from etanche.accounts.sessions import Begun
from etanche.accounts.terms import Documents
from etanche.accounts.wanted import Wanted
from etanche.outbound import is_address
from etanche.terms import Language
from etanche.vault import BesidePut, Taken
from etanche.vault.shapes import email as shaped


class Registering(Entering):
    """The part of the service that opens accounts."""

    def ask_account(self, email: str, *, language: Language, place: str) -> None:
        """
        Write to an address: with a link that opens an account or, if there is one, with one that sets another password.

        An address that had enough letters gets no more for a while, and nothing says so: the last of them work.

        Raises:
            NotByOneself: the charter opens accounts in other ways only.
            NoAddress: what was typed is none.
            TooSoon: that place had enough letters written.
        """
        self._require_open()
        address = address_of(email)
        self._write_to(address, Text.REGISTERED_ALREADY, Text.OPEN, language=language, place=place)

    def ask_reset(self, email: str, *, language: Language, place: str) -> None:
        """
        Write to an address: with a link that sets another password or, if there is no account, with one that opens one.

        Raises:
            TooSoon: as `ask_account`.
        """
        try:
            address = address_of(email)
        except NoAddress:
            return
        without = Text.NO_ACCOUNT if self.by_oneself else Text.NO_ACCOUNT_SO
        self._write_to(address, Text.RESET, without, language=language, place=place)

    def opens(self, word: str) -> str:
        """
        Return the address under which a link opens an account; nothing changes by it, however often it is looked at.

        Raises:
            NotByOneself: the charter opens accounts in other ways only, by now.
            LinkRefused: the link does not work; or an account was opened under that address since, whether it is there still or not.
        """
        address, _ = self._opening(word)
        return address

    def open_account(
        self, word: str, password: str, *, name: str, language: Language, shown: Documents, device: str = ""
    ) -> Begun:
        """
        Open the account that a link is for, and let whoever followed it in.

        Args:
            word: of the link.
            password: the one that they choose.
            name: what they want to be called, if anything.
            language: the one that they are written in.
            shown: the terms and the notice that they accept by it; standing keeps which these were.
            device: what the browser says it is, in a few words.

        Raises:
            NotByOneself, LinkRefused: as `opens`; of two at one moment, in whichever processes, the second finds that there is an account.
            PasswordRefused: the password is not what the instance asks for.
            TermsNotAccepted: other versions hold by now than they were shown.
            NotKept: the name cannot be taken.
        """
        means = self._means
        address, beside = self._opening(word)
        self._require_password(password, None, names=(address, name))
        hashed = means.hasher.hash(password)
        try:
            holder = means.keeping.open(
                means.terms.accept(None, shown),
                email=address,
                name=name,
                language=language,
                password=hashed,
                weight=weight_of(password),
                beside=beside,
            )
        except Taken:
            raise refused() from None
        return self._enter(holder, device=device)

    @property
    def documents(self) -> Documents:
        """What is accepted by whoever opens an account."""
        return self._means.terms.documents

    @property
    def by_oneself(self) -> bool:
        """Whether somebody can open an account here without a provider."""
        return self._means.by_oneself()

    def _require_open(self) -> None:
        if not self.by_oneself:
            raise NotByOneself

    def _opening(self, word: str) -> tuple[str, BesidePut]:
        """Return the address that a link is for, and what is written beside the account that it opens; see `opens`."""
        means = self._means
        self._require_open()
        address, until = read_opening(word, now=means.clock.now(), key=means.sealing())
        beside = means.claim(address, link=until)
        if means.keeping.by_email(address) is not None or means.used.used(address, until=until):
            raise refused()
        return address, beside

    def _write_to(self, address: str, there: Text, nowhere: Text, *, language: Language, place: str) -> None:
        """Have one letter or the other written, with a link that lets its reader in; which of them it is nobody knows yet."""
        page = self._means.page
        wanted = Wanted(
            to=address,
            there=there,
            nowhere=nowhere,
            language=language,
            resets=page(Act.RESET_PASSWORD, ""),
            opens=page(Act.OPEN_ACCOUNT, ""),
        )
        self._means.write(wanted, place=place)

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
