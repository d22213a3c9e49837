"""
What the parts of the service of accounts share.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from etanche.accounts.asked import Demands, Rules
from etanche.accounts.faults import TooSoon
from etanche.accounts.hashing import Hasher
from etanche.accounts.keeping import Keeping
from etanche.accounts.leaked import Leaked
from etanche.accounts.letter_count import LetterCount
from etanche.accounts.letters import Note, Post, Text
from etanche.accounts.links import Act, Link, make, read, refused
from etanche.accounts.logged_in import LoggedIn
from etanche.accounts.passkeys import Site
from etanche.accounts.records import Credentials, Holder
from etanche.accounts.terms import Terms
from etanche.accounts.throttle import Throttle
from etanche.accounts.used import UsedLinks
from etanche.accounts.wanted import LINKS_LAST, Wanted, linked
from etanche.clock import Clock
from etanche.keyring import SealingKey
from etanche.store import Connection
from etanche.terms import Language
from etanche.vault import BesidePut, Ref


@dataclass(frozen=True, kw_only=True)
class Means:
    """What it takes to let people in."""

    keeping: Keeping
    logged_in: LoggedIn
    clock: Clock
    hasher: Hasher
    leaked: Leaked
    tries: Throttle
    """Counts what failed."""

    letters: LetterCount
    """Counts letters that let somebody in, so that nobody's letter box is filled from here."""

    moves: Throttle
    """Counts letters to an address that somebody who is in wants to have, apart: they let nobody else in, and use up nobody's."""

    post: Post
    keep: Callable[[Wanted], object]
    """Keeps sealed what a stranger asked for, until its letter is written: durable when it returns."""

    sign: Callable[[bytes], bytes]
    """Marks what is handed out, under a key of the instance."""

    terms: Terms
    """Asks standing who accepted what, and tells it."""

    used: UsedLinks
    """Remembers which links that open an account are dead though there is none."""

    sealing: Callable[[], SealingKey]
    """Lends the key under which what a link carries is sealed."""

    rules: Callable[[bytes | None], Mapping[str, Rules]]
    """What each organisation of an account asks, by its name; of none, what the instance asks of everybody."""

    linked_with: Callable[[bytes], tuple[str, ...]]
    """Returns the providers that an account is known by."""

    zone: str
    site: Site
    page: Callable[[Act, str], str]
    """Returns the full address of the page that takes the word of a link."""

    by_oneself: Callable[[], bool] = lambda: True
    """Whether the charter lets somebody open an account without a provider."""

    def demands(self, account: bytes | None = None) -> Demands:
        """Return what is asked of an account; of none, of whoever opens one."""
        return Demands.of(self.rules(account), zone=self.zone)

    def require_patience(self, who: str, place: str, *, known_device: bool = False) -> None:
        """
        Go on only if nothing failed too often.

        Raises:
            TooSoon: it did.
        """
        wait = self.tries.wait(who, place, known_device=known_device)
        if wait > timedelta(0):
            raise TooSoon(wait)

    def write(self, wanted: Wanted, *, place: str) -> None:
        """
        Have a letter written that a stranger asked for and that lets its reader in; or none, if that address has had enough: those go on working.

        Raises:
            TooSoon: that place has had enough of them.
        """
        with self.letters.letter(wanted.to, place) as may:
            if may:
                self.keep(wanted)

    def require_move(self, to: str, account: bytes) -> None:
        """
        Go on only if an address, and an account, has not had enough letters; who has an account there makes no difference.

        Raises:
            TooSoon: it has.
        """
        wait = self.moves.wait(to, account.hex())
        if wait > timedelta(0):
            raise TooSoon(wait)

    def write_move(self, note: Note, account: bytes) -> None:
        """Post a letter to an address that an account wants to have, after `require_move`."""
        self.moves.failed(note.to, account.hex())
        self.post(note)

    def tell(self, holder: Holder, text: Text, **figures: int) -> None:
        """Write to somebody what happened to their account."""
        self.post(Note(text=text, to=holder.email, language=holder.language, figures=figures))

    def tell_password_changed(self, holder: Holder, credentials: Credentials) -> None:
        """Write to somebody, as they were before, that their password changed, what ended by it, and which ways in it closes nobody out of."""
        figures = {"passkeys": len(credentials.passkeys), "codes": int(credentials.totp is not None)}
        figures |= {"moving": 1} if holder.coming_email is not None else {}
        known_by = self.linked_with(holder.id)
        self.post(
            Note(
                text=Text.PASSWORD_CHANGED,
                to=holder.email,
                language=holder.language,
                figures=figures,
                providers=known_by,
            )
        )

    def claim(self, address: str, *, link: datetime | None = None) -> BesidePut:
        """
        Return what is written beside an account that gets an address: links made until then open no other; call it before looking whose the address is.

        Of two who get it at one moment, by whatever way and in whichever process, the second finds so in its own commit, and is refused.

        Args:
            address: in its one spelling.
            link: until when the link works by which it is had, if it is by one that opens an account.
        """
        alone = self.keeping.alone(address)

        def beside(connection: Connection, refs: Sequence[Ref]) -> None:
            alone.require(connection, refs)
            if link is not None and self.used.used(address, until=link, connection=connection):
                raise refused()
            self.used.use(connection, address, until=self.clock.now() + LINKS_LAST[Act.OPEN_ACCOUNT])

        return beside

    def linked(self, text: Text, act: Act, account: bytes, *, to: str, language: Language, state: bytes) -> Note:
        """Return a letter with a link that works once and not for long."""
        until = self.clock.now() + LINKS_LAST[act]
        word = make(act, account, state=state, until=until, sign=self.sign_link)
        return linked(text, act, self.page(act, word), to, language)

    def read(self, act: Act, word: str) -> Link:
        """
        Return what a link says.

        Raises:
            LinkRefused: it was not made here for this, or is too old.
        """
        return read(word, act, now=self.clock.now(), sign=self.sign_link)

    def sign_link(self, body: bytes) -> bytes:
        """Mark a link: what is marked for something else is none."""
        return sign_link(self.sign, body)


def sign_link(sign: Callable[[bytes], bytes], body: bytes) -> bytes:
    """Mark a link with what marks all that is handed out."""
    return sign(b"link\0" + body)
