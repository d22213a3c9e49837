"""
Going on after data were put back from a backup: what the chain lost is named under a signature, never papered over.

The shelf keeps the head of a chain that is longer than the one in the data put back. What lies between is lost, so a *gap*
is signed from the first lost line to that head, and the chain goes on from the head's own link: its places are never
given twice, and a head that somebody holds outside still lies in the chain or in a gap that says so.
Only who has the signing key makes a gap. Whoever rolls the files back without it leaves a chain that ends before its head.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial

from etanche.charter import Plan
from etanche.clock import Clock
from etanche.errors import Refused
from etanche.journal.chain import RESTORED, Head, cut_message, mark_of
from etanche.journal.entry import Entry, Fact, row_of
from etanche.journal.report import Gap
from etanche.journal.sealing import MOST_AT_ONCE, Chainer, chain_end
from etanche.journal.verifying import lies_in_chain
from etanche.keyring import Signer
from etanche.store import Connection, CutRow, Shelf, entries, moment_text, sequences
from etanche.terms import OrganisationId


class OtherHistory(Refused):
    """The journal in the data and the head on the shelf are of two histories; neither can follow from the other."""


@dataclass(frozen=True, kw_only=True)
class Mender:
    """Mends the chain of one organisation in data that were put back, in the caller's transaction."""

    shelf: Shelf
    signer: Signer
    plan: Plan
    clock: Clock
    organisation: OrganisationId

    def mend(self, connection: Connection, *, actor: str, facts: Mapping[str, Fact], given: int = 0) -> Gap | None:
        """
        Chain what had been chained before, sign what is lost, and say so in one line; return what is lost, or nothing.

        Args:
            connection: a writing transaction in the data put back.
            actor: who put them back.
            facts: what the line is to say beside the first and the last position lost.
            given: how many lines there once were, by what others than the head remember. Those after the head were waiting to
                be sealed, so no link is known at which a gap could end: lines that say so stand in their places.

        Raises:
            OtherHistory: the head on the shelf does not follow from this chain.
        """
        at = self.clock.now()
        gap = self._gap(connection, at)
        entry = Entry(
            organisation=self.organisation,
            at=at,
            actor=actor,
            act=RESTORED,
            object="instance",
            decision="done",
            facts={**facts, **({} if gap is None else {"first": gap.first, "last": gap.last})},
        )
        lost = given - sequences.last(connection, self.organisation, sequences.ENTRIES)
        lines = [entry, *(replace(entry, object="line", decision="lost", facts={}) for _ in range(lost - 1))]
        entries.append(
            connection, self.organisation, [row_of(one) for one in lines], mark=partial(mark_of, self.signer)
        )
        return gap

    def _gap(self, connection: Connection, at: datetime) -> Gap | None:
        held = self.shelf.head(self.organisation)
        if held is None:
            raise OtherHistory(
                "the shelf has lost the head of the journal", hint="restore the shelf too, with --shelf-lost"
            )
        # The links of waiting lines come out as they did the first time: a link hangs on nothing but the lines.
        chainer = Chainer(signer=self.signer, plan=self.plan, clock=self.clock, organisation=self.organisation)
        while (ahead := held.position - chain_end(connection, self.organisation).position) > 0:
            if chainer.next(connection, min(ahead, MOST_AT_ONCE)) == 0:
                break
        end = chain_end(connection, self.organisation)
        head = Head(position=held.position, link=held.link)
        if held.position > end.position:
            return self._signed(connection, Gap(first=end.position + 1, last=held.position, at=at), head)
        if not lies_in_chain(connection, self.organisation, head):
            raise OtherHistory(
                "the journal in the backup and the shelf of keys are of two histories",
                hint="find the shelf that belongs to this backup",
            )
        return None

    def _signed(self, connection: Connection, gap: Gap, head: Head) -> Gap:
        """Write the gap, and let the next line be numbered after it."""
        unsigned = CutRow(
            organisation=self.organisation,
            first=gap.first,
            last=gap.last,
            link=head.link,
            rule=RESTORED,
            at=moment_text(gap.at),
            signature=b"",
            public=self.signer.public,
        )
        entries.cut(connection, replace(unsigned, signature=self.signer.sign(cut_message(unsigned))))
        sequences.reach(connection, self.organisation, sequences.ENTRIES, gap.last)
        return gap
