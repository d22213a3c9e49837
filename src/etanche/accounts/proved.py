"""
That it is still them: an open browser shows that somebody came in once, and not who sits in front of it now.

Whoever changes how one comes in says the password again, and whoever has none has come in just now. What takes two steps carries a
word from the first to the second, which only the page that followed the proof has: a stolen session is not enough.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from etanche.accounts.faults import LoginRefused, ProveAgain
from etanche.accounts.known import Known
from etanche.accounts.links import Act, LinkRefused, make
from etanche.accounts.records import Credentials, Holder
from etanche.accounts.sessions import WHOLE, Level, Session

JUST_NOW: Final = timedelta(minutes=10)
"""How new a session is that stands for a password where there is none, and how long a proof holds for the step after it."""


class Proved(Known):
    """The part of the service that asks again who it is."""

    def says_password(self, session: Session) -> bool:
        """Tell whether whoever changes how they come in is asked for a password: one forced to set up a factor has just said it."""
        return session.level is not Level.ENROLLING and self.credentials(session).password is not None

    def _proved(
        self, session: Session, password: str, place: str, levels: frozenset[Level] = WHOLE
    ) -> tuple[Holder, Credentials]:
        """
        Return whose session it is once they have shown again that it is them; what strangers fail elsewhere keeps nobody waiting.

        A session that waits for a second factor lasts no longer than a proof does: the login that it began with is one.

        Raises:
            LoginRefused, TooSoon: the password is wrong, or was wrong too often; or the session has not shown enough.
            ProveAgain: there is no password, and they came in too long ago.
        """
        means = self._means
        who = f"password {session.account.hex()}"
        means.require_patience(who, place, known_device=True)
        holder, credentials = self._known(session, levels)
        if session.level is Level.ENROLLING:
            return holder, credentials
        if credentials.password is None:
            if means.clock.now() - session.begun > JUST_NOW:
                raise ProveAgain
            return holder, credentials
        if not means.hasher.fits(credentials.password, password):
            means.tries.failed(who, place, known_device=True)
            raise LoginRefused
        means.tries.succeeded(who, place)
        return holder, credentials

    def _word_of(self, session: Session, about: bytes) -> str:
        """Return what the page after a proof carries: good for this session, for what it is about, and not for long."""
        until = self._means.clock.now() + JUST_NOW
        return make(Act.PROVED, session.account, state=_state(session, about), until=until, sign=self._means.sign_link)

    def _require_word(self, session: Session, word: str, about: bytes) -> None:
        """
        Go on only with the word of a proof.

        Raises:
            ProveAgain: it is of another session, about something else, too old, or none.
        """
        try:
            link = self._means.read(Act.PROVED, word)
            link.unused(_state(session, about))
        except LinkRefused:
            raise ProveAgain from None


def _state(session: Session, about: bytes) -> bytes:
    return session.id + about
