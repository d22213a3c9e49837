"""
What the parts of the service of accounts share.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from etanche.accounts.asked import Demands, Rules
from etanche.accounts.faults import TooSoon
from etanche.accounts.hashing import Hasher
from etanche.accounts.keeping import Keeping
from etanche.accounts.leaked import Leaked
from etanche.accounts.letters import Note, Post, Text
from etanche.accounts.links import Act, Link, make, read
from etanche.accounts.logged_in import LoggedIn
from etanche.accounts.passkeys import Site
from etanche.accounts.records import Credentials, Holder
from etanche.accounts.throttle import Throttle
from etanche.clock import Clock
from etanche.terms import Language

LINKS_LAST: Final[Mapping[Act, timedelta]] = {
    Act.CONFIRM_ADDRESS: timedelta(days=1),
    Act.RESET_PASSWORD: timedelta(hours=1),
    Act.CHANGE_ADDRESS: timedelta(hours=1),
}
"""How long each link works."""

_TEXT_OF: Final = {
    Act.CONFIRM_ADDRESS: Text.CONFIRM,
    Act.RESET_PASSWORD: Text.RESET,
    Act.CHANGE_ADDRESS: Text.NEW_ADDRESS,
}


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

    letters: Throttle
    """Counts letters, so that nobody's letter box is filled from here."""

    post: Post
    sign: Callable[[bytes], bytes]
    """Marks what is handed out, under a key of the instance."""

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

    def require_letter(self, to: str, place: str) -> None:
        """
        Go on only if an address, and a place, has not had enough letters; who has an account there makes no difference.

        Raises:
            TooSoon: it has; whoever asks is told, for a letter that is dropped in silence is waited for in vain.
        """
        wait = self.letters.wait(to, place)
        if wait > timedelta(0):
            raise TooSoon(wait)

    def write(self, note: Note, *, place: str) -> None:
        """
        Post a letter that a stranger made us write.

        Raises:
            TooSoon: that address, or that place, has had enough of them.
        """
        self.require_letter(note.to, place)
        self.letters.failed(note.to, place)
        self.post(note)

    def tell(self, holder: Holder, text: Text, **figures: int) -> None:
        """Write to somebody what happened to their account."""
        self.post(Note(text=text, to=holder.email, language=holder.language, figures=figures))

    def tell_password_changed(self, holder: Holder, credentials: Credentials) -> None:
        """Write to somebody that their password changed, and which ways in a new password closes nobody out of."""
        figures = {"passkeys": len(credentials.passkeys), "codes": int(credentials.totp is not None)}
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

    def linked(self, act: Act, account: bytes, *, to: str, language: Language, state: bytes) -> Note:
        """Return a letter with a link that works once and not for long."""
        until = self.clock.now() + LINKS_LAST[act]
        word = make(act, account, state=state, until=until, sign=self.sign_link)
        hours = int(LINKS_LAST[act] / timedelta(hours=1))
        return Note(text=_TEXT_OF[act], to=to, language=language, link=self.page(act, word), figures={"hours": hours})

    def read(self, act: Act, word: str) -> Link:
        """
        Return what a link says.

        Raises:
            LinkRefused: it was not made here for this, or is too old.
        """
        return read(word, act, now=self.clock.now(), sign=self.sign_link)

    def sign_link(self, body: bytes) -> bytes:
        """Mark a link: what is marked for something else is none."""
        return self.sign(b"link\0" + body)
