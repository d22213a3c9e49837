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

_MINUTE = len("2026-11-22T05:30")
"""So many letters of a moment, from the first, say its minute."""


@dataclass(frozen=True, kw_only=True)
class Sealed:
    """How many lines were chained, and where the chain now ends."""

    count: int
    head: Head


@dataclass(frozen=True, kw_only=True)
class Chainer:
    """Chains lines of one organisation in the caller's transaction, each day under a checkpoint; the shelf is left alone."""

    signer: Signer
    plan: Plan
    clock: Clock
    organisation: bytes

    def next(self, connection: Connection, most: int) -> int:
        """Chain the waiting lines of one day, at most so many, under one checkpoint; return how many there were."""
        days: dict[str, str] = {}
        # What waits of later days is not read: after a year in which nobody chained, each day would read on and on.
        with ending(entries.unsealed(connection, self.organisation, limit=most)) as waiting:
            first = list(islice(waiting, 1))
            lines = first + list(takewhile(lambda row: self._day(row, days) == self._day(first[0], days), waiting))
        if lines:
            self._chain(connection, lines)
        return len(lines)

    def _chain(self, connection: Connection, lines: list[EntryRow]) -> None:
        at = chain_end(connection, self.organisation)
        signed = last_signed(connection, self.organisation)
        links: list[tuple[int, int, bytes]] = []
        for row in lines:
            position = at.position + 1
            at = Head(position=position, link=link(at.link, row, position))
            links.append((row.seq or 0, position, at.link))
        entries.chain(connection, self.organisation, links)
        unsigned = CheckpointRow(
            organisation=self.organisation,
            position=at.position,
            link=at.link,
            at=moment_text(self.clock.now()),
            signature=b"",
            public=self.signer.public,
        )
        signature = self.signer.sign(checkpoint_message(unsigned, signed))
        entries.checkpoint(connection, replace(unsigned, signature=signature))

    def _day(self, row: EntryRow, days: dict[str, str]) -> str:
        """Return the day of a line; those of one minute are of one day, and it is worked out once."""
        minute = row.at[:_MINUTE]
        day = days.get(minute)
        if day is None:
            day = days[minute] = day_of(moment_of(row.at), self.plan.zone).isoformat()
        return day


class Sealer:
    """Chains one organisation's journal."""

    def __init__(
        self, *, store: Store, shelf: Shelf, signer: Signer, plan: Plan, clock: Clock, organisation: bytes
    ) -> None:
        """Keep what is needed to chain; nothing is read yet."""
        self._store = store
        self._shelf = shelf
        self._clock = clock
        self._organisation = organisation
        self._chainer = Chainer(signer=signer, plan=plan, clock=clock, organisation=organisation)

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
            return self._chainer.next(connection, MOST_AT_ONCE)

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


def last_signed(connection: Connection, organisation: bytes) -> Head:
    """Return the last place of the chain under a signature: of a checkpoint, of a cut that took everything, or of a gap."""
    checkpoint = entries.last_checkpoint(connection, organisation)
    cuts = entries.all_cuts(connection, organisation)
    ends = [BEGINNING] if checkpoint is None else [Head(position=checkpoint.position, link=checkpoint.link)]
    ends += [Head(position=cut.last, link=cut.link) for cut in cuts[-1:]]
    return max(ends, key=lambda end: end.position)


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
