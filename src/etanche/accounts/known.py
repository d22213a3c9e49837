"""
Who is in: what their session opens, what is asked of them, and what shows that it is them.
"""

from __future__ import annotations

from typing import Final, TypeVar

from etanche.accounts.faults import LoginRefused
from etanche.accounts.means import Means
from etanche.accounts.passwords import Stale, Strictest, stale
from etanche.accounts.records import Credentials, Holder
from etanche.accounts.sessions import WHOLE, Level, Lifetimes, Session
from etanche.vault import Changed

_ATTEMPTS: Final = 3
_Kept = TypeVar("_Kept", Holder, Credentials)


class Known:
    """The part of the service that knows who is in."""

    def __init__(self, means: Means) -> None:
        """Keep what is needed; nothing is read yet."""
        self._means = means

    @property
    def means(self) -> Means:
        """What the service stands on, for another part of it that knows the same people."""
        return self._means

    def session_of(self, secret: str) -> Session | None:
        """Return the session that a secret opens, if it is not over."""
        return self._means.logged_in.of(secret, lambda account: self._means.demands(account).lifetimes)

    def sign(self, body: bytes) -> bytes:
        """Mark what forms carry, under a key of the instance."""
        return self._means.sign(b"door\0" + body)

    # — sessions

    def sessions(self, session: Session) -> tuple[Session, ...]:
        """Return everything that is open to the account of a session, the last one begun first."""
        return self._means.logged_in.listed(session.account)

    def close(self, session: Session, other: bytes) -> bool:
        """Close a session of the same account; return whether there was such a one."""
        return self._means.logged_in.close(session.account, other)

    def close_others(self, session: Session) -> int:
        """Close every session of the account but this; return how many there were."""
        return self._means.logged_in.close_all(session.account, but=session)

    def log_out(self, session: Session) -> None:
        """Close a session."""
        self._means.logged_in.close(session.account, session.id)

    def sweep(self) -> int:
        """Delete the sessions whose time is over; return how many there were."""
        return self._means.logged_in.sweep()

    def holder(self, session: Session) -> Holder:
        """Return whose session it is."""
        return _there(self._means.keeping.holder(session.account))

    def credentials(self, session: Session) -> Credentials:
        """Return what shows that it is them, to be told by names and numbers."""
        return _there(self._means.keeping.credentials(session.account))

    def stale(self, session: Session) -> tuple[Stale, str] | None:
        """Return why the password has to be changed now and who asks for it, or nothing."""
        demands = self._means.demands(session.account)
        return self._stale(self.credentials(session), demands.password, demands.zone)

    def asked(self, session: Session | None) -> Strictest:
        """Return what a new password has to be, of an account or of whoever opens one."""
        return self._means.demands(None if session is None else session.account).password

    def lifetimes(self, session: Session) -> Lifetimes:
        """Return how long sessions of the account last, and who asks for it."""
        return self._means.demands(session.account).lifetimes

    def factor_asked(self, session: Session) -> str:
        """Return who asks for a second factor; nothing if nobody does."""
        return self._means.demands(session.account).factor.by

    def _stale(self, credentials: Credentials, asked: Strictest, zone: str) -> tuple[Stale, str] | None:
        if credentials.password is None:
            return None
        return stale(
            asked,
            since=credentials.set_,
            logins=credentials.logins,
            weight=credentials.weight,
            now=self._means.clock.now(),
            zone=zone,
        )

    def _known(self, session: Session, levels: frozenset[Level] = WHOLE) -> tuple[Holder, Credentials]:
        """
        Return whose session it is, and what shows that it is them; a session of another level may not do what asks for it.

        Raises:
            LoginRefused: the account is gone, or the session has not shown enough.
        """
        if session.level not in levels:
            raise LoginRefused
        holder = self._means.keeping.holder(session.account)
        credentials = self._means.keeping.credentials(session.account)
        if holder is None or credentials is None:
            raise LoginRefused
        return holder, credentials

    def _change(self, account: bytes, *, counted: bool = False, **fields: str | None) -> Credentials:
        """Change credentials whatever others change of them at the same moment; with `counted` one more login."""
        keeping = self._means.keeping
        for _ in range(_ATTEMPTS):
            credentials = keeping.credentials(account)
            if credentials is None:
                break
            more = {"logins": str(credentials.logins + 1)} if counted else {}
            try:
                keeping.change(credentials, **fields, **more)
            except Changed:
                continue
            return credentials
        raise LoginRefused

    def _was_used(self, credentials: Credentials, written: str, asked: Strictest) -> bool:
        """Tell whether a password is the present one, or one of those before that may not come back."""
        known = [credentials.password, *credentials.earlier[: asked.history.value]]
        return any(one is not None and self._means.hasher.fits(one, written) for one in known)


def _there(found: _Kept | None) -> _Kept:
    """Return what is kept of an account; raises `LoginRefused` if the account is gone."""
    if found is None:
        raise LoginRefused
    return found
