"""
Walking the chain from its first line to its head: is any line changed, missing, moved, or any signature or mark not ours?

The walk streams; it holds one line at a time, whatever the length of the journal.
"""

from __future__ import annotations

import json
from collections.abc import Iterator

from etanche.errors import Fault
from etanche.journal.chain import (
    BEGINNING,
    RESTORED,
    Head,
    checkpoint_message,
    cut_message,
    is_gap,
    link,
    mark_message,
    prefix_of,
    said,
)
from etanche.journal.report import ChainFault, ChainReport, FaultKind, Gap
from etanche.journal.streams import ending
from etanche.keyring import Signer
from etanche.keyring import verify as signature_holds
from etanche.store import CheckpointRow, Connection, CutRow, EntryRow, Shelf, Store, entries, moment_of, sequences


class _Broken(Exception):
    """The chain does not hold from here: an answer on its way out of a loop."""

    def __init__(self, kind: FaultKind, position: int) -> None:
        super().__init__(kind)
        self.fault = ChainFault(kind=kind, position=position)


class Walk:
    """One walk over one organisation's chain."""

    def __init__(self, *, store: Store, shelf: Shelf, organisation: bytes, signer: Signer) -> None:
        """
        Prepare to walk.

        Args:
            store: the data file.
            shelf: where the last head is kept, apart from the data.
            organisation: whose chain.
            signer: whose hand every line and every signature must be of; a key found in the data is not believed.
        """
        self._store = store
        self._shelf = shelf
        self._organisation = organisation
        self._signer = signer
        self._at = BEGINNING
        self._walked = 0
        self._unsealed = 0
        self._cut = 0
        self._beyond_head = 0
        self._later: list[CutRow] = []
        self._unexplained: CutRow | None = None
        self._gaps: list[Gap] = []

    def report(self) -> ChainReport:
        """Walk from the first line to the head and tell what was seen."""
        fault: ChainFault | None = None
        try:
            self._whole()
        except _Broken as broken:
            fault = broken.fault
        except (Fault, TypeError, ValueError):
            # A value that the store cannot even read as its column's type was not written by us.
            fault = ChainFault(kind=FaultKind.EDITED, position=self._at.position + 1)
        return ChainReport(
            intact=fault is None,
            entries=self._walked,
            unsealed=self._unsealed,
            cut=self._cut,
            head=self._at.link.hex(),
            fault=fault,
            gaps=tuple(self._gaps),
        )

    def _whole(self) -> None:
        # The head is read on both sides of opening the snapshot: the first one cannot be younger than the data,
        # the second cannot be older, whatever other processes seal meanwhile.
        before = self._shelf.head(self._organisation)
        with self._store.reading() as connection:
            after = self._shelf.head(self._organisation)
            self._over_cuts(connection)
            self._over_lines(connection, after.position if after else 0)
            if before is None or after is None:
                # A head is on every shelf from the first moment on.
                raise _Broken(FaultKind.HEAD, self._at.position)
            if before.position > self._at.position:
                raise _Broken(FaultKind.HEAD, before.position)
            if self._beyond_head > 1:
                raise _Broken(FaultKind.HEAD, after.position)
            if after.position <= self._at.position:
                self._compare(connection, Head(position=after.position, link=after.link))
            with ending(entries.unsealed(connection, self._organisation)) as waiting:
                self._over_waiting(waiting)
            if self._unexplained is not None:
                raise _Broken(FaultKind.DROPPED, self._unexplained.first)
            end = self._at.position + self._unsealed
            if sequences.last(connection, self._organisation, sequences.ENTRIES) > end:
                # Numbers are given in the transaction that writes the line, so none is ever given for nothing.
                raise _Broken(FaultKind.DROPPED, end + 1)
            if entries.count(connection, self._organisation) != self._walked + self._unsealed:
                raise _Broken(FaultKind.EDITED, self._at.position)

    def _over_waiting(self, waiting: Iterator[EntryRow]) -> None:
        """What is not chained yet is of our hand, and goes on with the number after the chain's, none left out."""
        for row in waiting:
            self._unsealed += 1
            position = self._at.position + self._unsealed
            self._of_our_hand(row, said(row), position)
            if row.seq != position:
                raise _Broken(FaultKind.DROPPED, position)
            self._explain(row)

    def _over_cuts(self, connection: Connection) -> None:
        """Step over the signed cuts, which must lie end to end from the first line; only gaps may come later."""
        cuts = entries.all_cuts(connection, self._organisation)
        first = prefix_of(cuts)
        self._later = cuts[first:]
        for cut in cuts[:first]:
            self._over(cut)
            self._cut += 0 if is_gap(cut) else cut.last - cut.first + 1
        if not all(map(is_gap, self._later)):
            raise _Broken(FaultKind.DROPPED, self._at.position + 1)

    def _over(self, cut: CutRow) -> None:
        """Step over a cut, or over a gap, whose explanation the next line is, unless that line was cut in its turn."""
        self._signed(cut.public, cut.signature, cut_message(cut), cut.last)
        self._unexplained = cut if is_gap(cut) else None
        if is_gap(cut):
            self._gaps.append(Gap(first=cut.first, last=cut.last, at=moment_of(cut.at)))
        self._at = Head(position=cut.last, link=cut.link)

    def _explain(self, row: EntryRow) -> None:
        """The line after a gap must be the one that says what was lost; our hand wrote it, as it wrote every line."""
        gap, self._unexplained = self._unexplained, None
        if gap is None:
            return
        facts = json.loads(row.facts)
        if row.act != RESTORED or (facts.get("first"), facts.get("last")) != (gap.first, gap.last):
            raise _Broken(FaultKind.DROPPED, gap.first)

    def _over_lines(self, connection: Connection, head_position: int) -> None:
        """Compute every link again, and check every checkpoint where it stands."""
        # Closed whatever is found: a cursor left open would go on seeing this moment of the data.
        with (
            ending(entries.checkpoints_after(connection, self._organisation)) as checkpoints,
            ending(entries.walk(connection, self._organisation)) as lines,
        ):
            self._along(lines, checkpoints, head_position)

    def _along(self, lines: Iterator[EntryRow], checkpoints: Iterator[CheckpointRow], head_position: int) -> None:
        signed = self._at
        expected = next(checkpoints, None)
        for row in lines:
            signed = self._over_gaps(signed)
            position = self._at.position + 1
            if row.position != position:
                raise _Broken(FaultKind.DROPPED, position)
            says = said(row)
            found = link(self._at.link, row, position, says)
            if found != row.link or row.seq != position:
                raise _Broken(_what_happened(row, lines), position)
            self._of_our_hand(row, says, position)
            self._explain(row)
            self._at = Head(position=position, link=found)
            self._walked += 1
            if expected is not None and expected.position == position:
                self._checkpoint(expected, signed)
                self._beyond_head += position > head_position
                signed = self._at
                expected = next(checkpoints, None)
        signed = self._over_gaps(signed)
        if expected is not None or self._later:
            raise _Broken(FaultKind.DROPPED, self._at.position + 1)
        if signed.position != self._at.position:
            raise _Broken(FaultKind.SIGNATURE, self._at.position)

    def _over_gaps(self, signed: Head) -> Head:
        """Step over the gaps that begin where the walk stands, which must be under a signature; return the last signed place."""
        while self._later and self._later[0].first == self._at.position + 1 <= self._later[0].last:
            if signed.position != self._at.position:
                raise _Broken(FaultKind.SIGNATURE, self._at.position)
            self._over(self._later.pop(0))
            signed = self._at
        return signed

    def _of_our_hand(self, row: EntryRow, says: bytes, position: int) -> None:
        if not self._signer.marked(mark_message(says), row.mark):
            raise _Broken(FaultKind.FORGED, position)

    def _checkpoint(self, row: CheckpointRow, before: Head) -> None:
        if row.link != self._at.link:
            raise _Broken(FaultKind.SIGNATURE, row.position)
        self._signed(row.public, row.signature, checkpoint_message(row, before), row.position)

    def _signed(self, public: bytes, signature: bytes, message: bytes, position: int) -> None:
        if public != self._signer.public or not signature_holds(self._signer.public, signature, message):
            raise _Broken(FaultKind.SIGNATURE, position)

    def _compare(self, connection: Connection, head: Head) -> None:
        """The head on the shelf must be a link of this very chain, unless a cut has taken its line."""
        if not lies_in_chain(connection, self._organisation, head):
            raise _Broken(FaultKind.HEAD, head.position)


def lies_in_chain(connection: Connection, organisation: bytes, head: Head) -> bool:
    """Say whether a head once put on the shelf is a signed place of the chain in the data, or lies in a signed cut."""
    if head.position == BEGINNING.position:
        return head.link == BEGINNING.link
    for cut in entries.all_cuts(connection, organisation):
        if cut.first <= head.position < cut.last:
            return not is_gap(cut)
        if cut.last == head.position:
            return cut.link == head.link
    with ending(entries.checkpoints_after(connection, organisation, after=head.position - 1)) as checkpoints:
        at = next(checkpoints, None)
    return at is not None and (at.position, at.link) == (head.position, head.link)


def _what_happened(row: EntryRow, following: Iterator[EntryRow]) -> FaultKind:
    """
    Tell a line that changed from lines that changed places or went.

    Lines are numbered in order of commit without a gap and chained in that order, so number and position are the same.
    """
    if row.seq == row.position:
        return FaultKind.EDITED
    after = next(following, None)
    moved = after is not None and isinstance(after.seq, int) and isinstance(row.seq, int) and after.seq < row.seq
    return FaultKind.REORDERED if moved else FaultKind.DROPPED
