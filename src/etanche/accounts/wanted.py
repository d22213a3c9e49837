"""
Letters that strangers asked for, and how each is written: later, by whoever sends letters, so that nobody who asked is waiting.

Whether there is an account under an address is looked up when its letter is written. Whoever asks waits for the same work, to the
statement, whatever the address: it is kept sealed, and answered. How long an answer takes says nothing, because nobody has looked yet.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

import msgspec

from etanche.accounts.keeping import Keeping
from etanche.accounts.letters import Note, Text
from etanche.accounts.links import Act, make, make_opening
from etanche.accounts.records import Credentials
from etanche.clock import Clock
from etanche.keyring import SealingKey
from etanche.terms import Language

LINKS_LAST: Final[Mapping[Act, timedelta]] = {
    Act.OPEN_ACCOUNT: timedelta(days=1),
    Act.RESET_PASSWORD: timedelta(hours=1),
    Act.CHANGE_ADDRESS: timedelta(hours=1),
}
"""How long each link works: longer than a letter can be held back (`LONGEST_WAIT`), so that one that works lies in the letter box then."""


class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """A letter that somebody asked for, before anybody looked whether there is an account."""

    to: str
    there: Text
    """What is written to whoever has an account, with a link that sets another password."""

    nowhere: Text
    """What is written where there is none."""

    language: Language
    """That of whoever asked; who has an account is written to in their own."""

    resets: str
    opens: str
    """The addresses of the pages that take the word of either link, up to that word: whoever writes the letter may have no pages."""

    def __repr__(self) -> str:
        """Show no address."""
        return f"<Wanted {self.there}>"


@dataclass(frozen=True, kw_only=True)
class Writing:
    """Writes the letters that were asked for."""

    keeping: Keeping
    clock: Clock
    sign: Callable[[bytes], bytes]
    """Marks a link, as `Means.sign_link` does."""

    sealing: Callable[[], SealingKey]
    """Lends the key under which what a link carries is sealed."""

    def note(self, wanted: Wanted) -> Note:
        """Return the one letter or the other: with a link that lets its reader in, if there is a way in."""
        holder = self.keeping.by_email(wanted.to)
        if holder is not None:
            until = self.clock.now() + LINKS_LAST[Act.RESET_PASSWORD]
            state = password_state(self.keeping.credentials(holder.id))
            word = make(Act.RESET_PASSWORD, holder.id, state=state, until=until, sign=self.sign)
            return linked(wanted.there, Act.RESET_PASSWORD, wanted.resets + word, wanted.to, holder.language)
        if wanted.nowhere is Text.NO_ACCOUNT_SO:
            return Note(text=wanted.nowhere, to=wanted.to, language=wanted.language)
        until = self.clock.now() + LINKS_LAST[Act.OPEN_ACCOUNT]
        word = make_opening(wanted.to, until=until, key=self.sealing())
        return linked(wanted.nowhere, Act.OPEN_ACCOUNT, wanted.opens + word, wanted.to, wanted.language)


def linked(text: Text, act: Act, link: str, to: str, language: Language) -> Note:
    """Return a letter with a link, that says how long it works."""
    hours = int(LINKS_LAST[act] / timedelta(hours=1))
    return Note(text=text, to=to, language=language, link=link, figures={"hours": hours})


def password_state(credentials: Credentials | None) -> bytes:
    """Return what a new password changes: the hash and the moment at which it was made."""
    if credentials is None:
        return b""
    return f"{credentials.password or ''} {credentials.set_.isoformat()}".encode()
