"""
The journal of one organisation: what was done, by whom, for which purpose, decided how.

An entry is written in the transaction of its act, so that neither exists without the other;
a refusal has no act, so it is noted in a transaction of its own and outlives the error raised to the caller.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from etanche.charter import Plan
from etanche.clock import Clock
from etanche.journal.anchoring import Anchor, Anchors
from etanche.journal.chain import BEGINNING, Head
from etanche.journal.confronting import WORSE, Confronted, Story, confront, link_in
from etanche.journal.cutting import Cut, Cutter
from etanche.journal.entry import Entry, row_of
from etanche.journal.promised import promised
from etanche.journal.reader import Reader
from etanche.journal.receipt import Receipt
from etanche.journal.report import ChainReport
from etanche.journal.sealing import Sealed, Sealer, chain_end
from etanche.journal.together import Beside, Lines, Together
from etanche.journal.verifying import Walk
from etanche.keyring import Signer
from etanche.store import Connection, Shelf, Store, entries, entry_persons, looked, moment_text
from etanche.terms import OrganisationId


def begin(shelf: Shelf, organisation: OrganisationId, *, at: datetime) -> None:
    """
    Put the beginning of a chain on the shelf, once, when an organisation is made.

    From then on a shelf without a head has lost it: nothing ever puts one there again, so that the loss stays visible.
    """
    shelf.put_head(organisation, BEGINNING.position, BEGINNING.link, moment_text(at))


class Journal(Reader):
    """Append-only entries, chained and signed."""

    def __init__(
        self,
        *,
        store: Store,
        shelf: Shelf,
        signer: Signer,
        plan: Plan,
        clock: Clock,
        organisation: OrganisationId,
    ) -> None:
        """
        Open a journal; nothing is read yet.

        Args:
            store: the data file, where entries live.
            shelf: where the head is kept, apart from them.
            signer: marks lines, signs checkpoints and cuts, and knows its own hand in those found.
            plan: how long entries are kept, and in which zone days are counted.
            clock: says when.
            organisation: whose journal.
        """
        super().__init__(store=store, signer=signer, plan=plan, organisation=organisation)
        self._clock = clock
        self._sealer = Sealer(
            store=store, shelf=shelf, signer=signer, plan=plan, clock=clock, organisation=organisation
        )
        self._cutter = Cutter(store=store, signer=signer, plan=plan, clock=clock, organisation=organisation)
        self._shelf = shelf
        self._together = Together(self._write_lines)
        self.anchors = Anchors(store=store, clock=clock, organisation=organisation)

    def write(self, connection: Connection, entry: Entry, beside: Beside | None = None) -> int:
        """Write an entry in the caller's transaction: it is committed with the act, or not at all; return its number."""
        (seq,) = self._append(connection, [(row_of(entry), beside)])
        return seq

    def note(self, entry: Entry, beside: Beside | None = None) -> None:
        """
        Write an entry that belongs to no other transaction, with the sealed list of whom it is about; it is durable when this returns.

        Several threads that do it at once share one commit.
        """
        self._together.add(row_of(entry), beside)

    def seal(self) -> Sealed:
        """Chain every committed entry not chained yet, sign where the chain ends, and keep that on the shelf too."""
        return self._sealer.seal()

    def now(self) -> datetime:
        """Return what its clock says."""
        return self._clock.now()

    def head(self) -> Head:
        """Return where the chain ends now."""
        with self._store.reading() as connection:
            return chain_end(connection, self._organisation)

    def receipt(self, *, by: str) -> Receipt:
        """Return the head, signed, to be handed to somebody outside; that it was handed out is a line, which it covers."""
        against = [given for given, _ in self.against()]
        receipt = self._receipt(by, "somebody")
        with self._store.writing() as connection:
            self.anchors.handed(connection, receipt, against=against)
        return receipt

    def ask_stamp(self, *, by: str) -> bytes:
        """Return the request for a time-stamp of the head (RFC 3161); its answer is for `take_stamp`."""
        return self.anchors.asked(self._receipt(by, "authority"))

    def take_stamp(self, response: bytes, authority: bytes) -> Anchor:
        """
        Keep the answer to the last request, if the authority's root vouches for it; see `Anchors.take`.

        Raises:
            NothingAsked, StampUnreadable, AuthorityUnreadable, StampRefused: as there.
        """
        anchor, line = self.anchors.take(response, authority)
        self.note(line)
        self.seal()
        return anchor

    def _receipt(self, by: str, to: str) -> Receipt:
        self.note(
            Entry(
                organisation=self._organisation,
                at=self._clock.now(),
                actor=by,
                act="head-given",
                object="journal",
                decision="done",
                facts={"to": to},
            )
        )
        head = self.seal().head
        return Receipt.signed(self._signer, organisation=self._organisation, head=head, at=self._clock.now())

    def confront(self, receipts: Sequence[Receipt]) -> tuple[Confronted, ...]:
        """Return, for each receipt that somebody held, whether this journal still says what it said then."""
        with self._store.reading() as connection:
            story = Story(
                organisation=self._organisation,
                public=self._signer.public,
                end=chain_end(connection, self._organisation).position,
                cuts=tuple(entries.all_cuts(connection, self._organisation)),
                link_at=lambda position: link_in(connection, self._organisation, position),
                zone=self._plan.zone,
                now=self._clock.now(),
                rule_at=promised(connection, self._organisation, self._plan),
            )
            return tuple(confront(receipt, story) for receipt in receipts)

    def against(self) -> tuple[tuple[Receipt, Confronted], ...]:
        """Return what is known here to have gone outside, and speaks against this journal."""
        gone = [anchor.receipt for anchor in self.anchors.held()]
        return tuple(one for one in zip(gone, self.confront(gone), strict=True) if one[1] in WORSE)

    def verify(self) -> ChainReport:
        """Walk the whole chain and say whether it is intact, and if not, what is wrong and where."""
        return Walk(store=self._store, shelf=self._shelf, organisation=self._organisation, signer=self._signer).report()

    def cut(self, before: date | None = None, *, actor: str) -> Cut | None:
        """
        Take out the entries past the ceiling of the journal's own rule, under a signature; return nothing if there are none.

        Args:
            before: instead, those of the days before this one, which must all be past the floor of the rule.
            actor: who asked; the cut is an entry too.

        Raises:
            CutRefused: a line that would go is still under the floor.
        """
        with self._store.writing() as connection:
            done = self._cutter.cut(connection, before)
            if done is not None:
                self.write(
                    connection,
                    Entry(
                        organisation=self._organisation,
                        at=self._clock.now(),
                        actor=actor,
                        act="journal-cut",
                        object="journal",
                        decision="done",
                        facts={"first": done.first, "last": done.last, "rule": done.rule},
                    ),
                )
        return done

    def _write_lines(self, lines: Lines) -> None:
        with self._store.writing() as connection:
            self._append(connection, lines)

    def _append(self, connection: Connection, lines: Lines) -> range:
        given = entries.append(connection, self._organisation, [row for row, _ in lines], mark=self._mark)
        about = [(seq, row, beside) for seq, (row, beside) in zip(given, lines, strict=True) if beside is not None]
        entry_persons.put(connection, self._organisation, [(seq, one.day, one.sealed) for seq, _, one in about])
        looked.put(
            connection, self._organisation, [(mark, row.object, seq) for seq, row, one in about for mark in one.marks]
        )
        return given
