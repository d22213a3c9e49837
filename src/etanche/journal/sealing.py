"""
Chaining what was committed: links in order of commit, a signed checkpoint, and the head put on the shelf.

Several processes may seal at once: each step holds the write lock of the data file,
and the head only ever moves forward along the chain it already lies in.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import islice, takewhile

from etanche.charter import Plan
from etanche.clock import Clock, day_of
from etanche.journal.chain import BEGINNING, Head, checkpoint_message, link
from etanche.journal.streams import ending
from etanche.journal.verifying import lies_in_chain
from etanche.keyring import Signer
from etanche.store import CheckpointRow, Connection, EntryRow, Shelf, Store, entries, moment_of, moment_text

MOST_AT_ONCE = 5_000
"""So many lines at most are chained in one transaction, so that writers are never held up for long."""


@dataclass(frozen=True, kw_only=True)
class Sealed:
    """How many lines were chained, and where the chain now ends."""

    count: int
    head: Head


class Sealer:
    """Chains one organisation's journal."""

    def __init__(
        self, *, store: Store, shelf: Shelf, signer: Signer, plan: Plan, clock: Clock, organisation: bytes
    ) -> None:
        """Keep what is needed to chain; nothing is read yet."""
        self._store = store
        self._shelf = shelf
        self._signer = signer
        self._plan = plan
        self._clock = clock
        self._organisation = organisation

    def seal(self) -> Sealed:
        """
        Chain every committed line that is not chained yet, and put the head on the shelf.

        INVARIANT: before a checkpoint is written the one before is on the shelf,
        so that at most one checkpoint is ever ahead of the head, wherever this is killed.
        """
        count = 0
        while chained := self._seal_some():
            count += chained
        with self._store.writing() as connection:
            self._raise_head(connection)
            head = chain_end(connection, self._organisation)
        return Sealed(count=count, head=head)

    def _seal_some(self) -> int:
        """Chain the next lines of one day, under one checkpoint; a cut can then be made at the end of any day."""
        with self._store.reading() as connection:
            if not list(entries.unsealed(connection, self._organisation, limit=1)):
                return 0
        with self._store.writing() as connection:
            self._raise_head(connection)
            waiting = list(entries.unsealed(connection, self._organisation, limit=MOST_AT_ONCE))
            lines = list(takewhile(lambda row: self._day(row) == self._day(waiting[0]), waiting))
            if lines:
                self._chain(connection, lines)
        return len(lines)

    def _chain(self, connection: Connection, lines: list[EntryRow]) -> None:
        at = chain_end(connection, self._organisation)
        signed = last_signed(connection, self._organisation)
        links: list[tuple[int, int, bytes]] = []
        for row in lines:
            position = at.position + 1
            at = Head(position=position, link=link(at.link, row, position))
            links.append((row.seq or 0, position, at.link))
        entries.chain(connection, self._organisation, links)
        unsigned = CheckpointRow(
            organisation=self._organisation,
            position=at.position,
            link=at.link,
            at=moment_text(self._clock.now()),
            signature=b"",
            public=self._signer.public,
        )
        signature = self._signer.sign(checkpoint_message(unsigned, signed))
        entries.checkpoint(connection, replace(unsigned, signature=signature))

    def _raise_head(self, connection: Connection) -> None:
        """
        Put the last signed place on the shelf, if what is there is a place of this chain at most one checkpoint before it.

        Any other head is left where it is, and so is an empty place: it is the evidence that data or shelf were put back,
        and `verify` goes on saying so. Lines are chained and signed all the same: left unchained they could be
        taken away without a trace, and a chain that goes on beyond the break loses nothing of what the break shows.
        """
        held = self._shelf.head(self._organisation)
        if held is None:
            return
        head = Head(position=held.position, link=held.link)
        if lies_in_chain(connection, self._organisation, head) and lags(connection, self._organisation, head) == 1:
            end = last_signed(connection, self._organisation)
            self._shelf.put_head(self._organisation, end.position, end.link, moment_text(self._clock.now()))

    def _day(self, row: EntryRow) -> str:
        return day_of(moment_of(row.at), self._plan.zone).isoformat()


def last_signed(connection: Connection, organisation: bytes) -> Head:
    """Return the last place of the chain under a signature: of a checkpoint, or of a cut that took everything."""
    checkpoint = entries.last_checkpoint(connection, organisation)
    if checkpoint is not None:
        return Head(position=checkpoint.position, link=checkpoint.link)
    cuts = entries.all_cuts(connection, organisation)
    return Head(position=cuts[-1].last, link=cuts[-1].link) if cuts else BEGINNING


def lags(connection: Connection, organisation: bytes, head: Head) -> int:
    """Return how many checkpoints a head is behind: none, one, or 2 for any more."""
    with ending(entries.checkpoints_after(connection, organisation, after=head.position)) as checkpoints:
        return sum(1 for _ in islice(checkpoints, 2))


def chain_end(connection: Connection, organisation: bytes) -> Head:
    """
    Return where the next line is chained on.

    That is the furthest place anybody ever claimed: after somebody took lines away, sealing goes on beyond the gap,
    and the gap shows.
    """
    signed = last_signed(connection, organisation)
    row = entries.head(connection, organisation)
    if row is not None and row.position is not None and row.link is not None and row.position > signed.position:
        return Head(position=row.position, link=row.link)
    return signed
