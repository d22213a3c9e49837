"""
Who is logged in at this moment: sessions begun, found again by their secret, listed, and closed one by one.

    begun = logged_in.begin(account, lifetimes=lifetimes, device="Firefox, Linux")
    logged_in.of(begun.secret, lambda account: lifetimes).account == account

A session stands in clear in the store, as ids, digests and moments: none of it opens anything, or names anybody. It stands there under a
keyed mark, so that whoever writes into the store opens no session either, nor makes one of theirs somebody else's.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from secrets import compare_digest

import msgspec

from etanche.accounts.sessions import Begun, Level, Lifetimes, Session, digest_of
from etanche.clock import Clock
from etanche.store import SessionRow, Store, moment_of, moment_text
from etanche.store import sessions as kept
from etanche.terms import OrganisationId

_LONGEST_SECRET = 100


class LoggedIn:
    """The sessions of one instance."""

    def __init__(
        self, *, store: Store, organisation: OrganisationId, clock: Clock, sign: Callable[[bytes], bytes]
    ) -> None:
        """Keep them among the rows of the organisation that keeps the accounts; `sign` marks bytes under a key of its."""
        self._sign = sign
        self._store = store
        self._organisation = organisation
        self._clock = clock

    def begin(
        self,
        account: bytes,
        *,
        lifetimes: Lifetimes,
        level: Level = Level.PASSWORD,
        device: str = "",
        instead: Session | None = None,
        since: datetime | None = None,
    ) -> Begun:
        """
        Begin one, under a secret drawn here; in the place of another one, whose secret opens nothing from then on.

        Whoever logs in, or shows a second factor, gets a new secret: one that somebody planted before is worth nothing.
        Whoever changes what they come in by has not come in again: `since` is when they did.
        """
        now = self._clock.now()
        begun = Session.begin(account=account, now=now, lifetimes=lifetimes, level=level, device=device, since=since)
        with self._store.writing() as connection:
            if instead is not None:
                kept.remove(connection, self._organisation, instead.account, instead.id)
            kept.put(connection, self._row(begun.session))
        return begun

    def of(self, secret: str, lifetimes: Callable[[bytes], Lifetimes]) -> Session | None:
        """
        Return the session that a secret opens, if it is not over; the act is noted, to the minute.

        Args:
            secret: as the browser shows it.
            lifetimes: how long a session of an account lasts now, which may be stricter than when it began.
        """
        if not secret or len(secret) > _LONGEST_SECRET:
            return None
        now = self._clock.now()
        with self._store.reading() as connection:
            row = kept.by_digest(connection, self._organisation, digest_of(secret))
        if row is None or not compare_digest(row.mark, self._mark(row)):
            return None
        session = _session(row)
        if session.over(lifetimes(session.account), now=now) is not None:
            self.close(session.account, session.id)
            return None
        acted = session.acted(now)
        if acted is not session:
            self.saw(acted)
        return acted

    def saw(self, session: Session) -> None:
        """Keep the last act of a session as it says, under a mark: whoever writes into the store keeps none open that lies idle."""
        with self._store.writing() as connection:
            kept.see(connection, self._row(session))

    def listed(self, account: bytes) -> tuple[Session, ...]:
        """Return those of an account that are whole, the last one begun first."""
        with self._store.reading() as connection:
            rows = kept.of_account(connection, self._organisation, account)
        now = self._clock.now()
        ours = (row for row in reversed(rows) if compare_digest(row.mark, self._mark(row)))
        return tuple(one for one in map(_session, ours) if one.ends > now and one.level.whole)

    def close(self, account: bytes, id: bytes) -> bool:  # noqa: A002  # the noun's own attribute
        """Close one of an account; return whether there was such a one."""
        with self._store.writing() as connection:
            return kept.remove(connection, self._organisation, account, id)

    def close_all(self, account: bytes, *, but: Session | None = None) -> int:
        """Close those of an account, but the one that asks for it; return how many there were."""
        with self._store.writing() as connection:
            return kept.remove_all(connection, self._organisation, account, but=but.id if but else b"")

    def ask(self, session: Session, challenge: bytes) -> None:
        """Keep what a passkey is asked, until the answer comes."""
        with self._store.writing() as connection:
            kept.ask(connection, self._organisation, session.id, challenge)

    def answered(self, session: Session) -> bytes | None:
        """Return what the passkey was asked, once: a second answer finds nothing."""
        if session.asked is None:
            return None
        with self._store.writing() as connection:
            was = kept.answered(connection, self._organisation, session.id, session.asked)
        return session.asked if was else None

    def sweep(self) -> int:
        """Delete those whose time is over; return how many there were."""
        with self._store.writing() as connection:
            return kept.sweep(connection, self._organisation, moment_text(self._clock.now()))

    def _row(self, session: Session) -> SessionRow:
        made = SessionRow(
            organisation=self._organisation,
            id=session.id,
            digest=session.digest,
            account=session.account,
            begun=moment_text(session.begun),
            seen=moment_text(session.seen),
            ends=moment_text(session.ends),
            level=session.level,
            device=session.device,
        )
        return replace(made, mark=self._mark(made))

    def _mark(self, row: SessionRow) -> bytes:
        told = (row.organisation, row.id, row.digest, row.account, row.begun, row.seen, row.ends, row.level, row.device)
        return self._sign(b"session\0" + msgspec.msgpack.encode(told))


def _session(row: SessionRow) -> Session:
    return Session(
        id=row.id,
        digest=row.digest,
        account=row.account,
        begun=moment_of(row.begun),
        seen=moment_of(row.seen),
        ends=moment_of(row.ends),
        level=Level(row.level),
        device=row.device,
        asked=row.asked,
    )
