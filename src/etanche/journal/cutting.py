"""
Taking out of the journal what is past its own term, under a signature that says so.

Lines go from the beginning only, up to a checkpoint, so that the chain goes on from the cut's own signed link.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from etanche.charter import Plan, Status, Term, evaluate, print_keep
from etanche.clock import Clock, day_of
from etanche.errors import Refused
from etanche.journal.chain import Head, cut_message, prefix_of
from etanche.journal.sealing import last_signed
from etanche.journal.streams import ending
from etanche.keyring import Signer
from etanche.store import Connection, CutRow, Store, entries, moment_of, moment_text


class CutRefused(Refused):
    """Lines younger than the journal's term stay, whoever asks."""


@dataclass(frozen=True, kw_only=True)
class Cut:
    """What was taken out: positions, both ends included, and by which rule."""

    first: int
    last: int
    rule: str

    @property
    def lines(self) -> int:
        """Return how many lines went."""
        return self.last - self.first + 1


class Cutter:
    """Cuts one organisation's journal by its plan."""

    def __init__(self, *, store: Store, signer: Signer, plan: Plan, clock: Clock, organisation: bytes) -> None:
        """Keep what is needed to cut; nothing is read yet."""
        self._store = store
        self._signer = signer
        self._plan = plan
        self._clock = clock
        self._organisation = organisation
        self._terms: dict[date, Term] = {}

    def cut(self, connection: Connection, before: date | None) -> Cut | None:
        """
        Take out the oldest lines, in the caller's transaction; return nothing when none is old enough.

        Args:
            connection: a writing transaction.
            before: lines of this day and younger stay; left out, the lines past the ceiling of the rule go.

        Raises:
            CutRefused: a line older than `before` is still under the floor of the rule.
        """
        self._terms = {}
        now = self._clock.now()
        cuts = entries.all_cuts(connection, self._organisation)
        start, gaps = cuts[: prefix_of(cuts)], cuts[prefix_of(cuts) :]
        after = start[-1].last if start else 0
        last = self._last_to_go(connection, after, before, now)
        # Never over lines that were lost: their gap stays as it was signed, and the next cut begins after it.
        last = min([last, *(gap.first - 1 for gap in gaps)])
        end = self._checkpoint_up_to(connection, after, last)
        if end is None:
            return None
        unsigned = CutRow(
            organisation=self._organisation,
            first=after + 1,
            last=end.position,
            link=end.link,
            rule=print_keep(self._plan.journal_keep),
            at=moment_text(now),
            signature=b"",
            public=self._signer.public,
        )
        entries.cut(connection, replace(unsigned, signature=self._signer.sign(cut_message(unsigned))))
        return Cut(first=unsigned.first, last=unsigned.last, rule=unsigned.rule)

    def _last_to_go(self, connection: Connection, after: int, before: date | None, now: datetime) -> int:
        last = after
        with ending(entries.walk(connection, self._organisation, after=after)) as lines:
            for row in lines:
                created = day_of(moment_of(row.at), self._plan.zone)
                if before is not None and created >= before:
                    break
                term = self._term(created, now)
                if before is None and term.status is not Status.DUE:
                    break
                if before is not None:
                    self._check_floor(term, now)
                last = row.position or last
        return last

    def _check_floor(self, term: Term, now: datetime) -> None:
        """A rule with no written floor is its own floor: nothing goes before its ceiling."""
        floor = term.not_before or term.not_after
        if floor is None or floor > day_of(now, self._plan.zone):
            raise CutRefused(
                f"the journal is kept `{print_keep(self._plan.journal_keep)}`: younger lines cannot be cut",
                hint="choose an earlier day",
            )

    def _term(self, created: date, now: datetime) -> Term:
        if created not in self._terms:
            happened: Mapping[str, date] = {"created": created, "collected": created}
            self._terms[created] = evaluate(
                self._plan.journal_keep,
                happened,
                now,
                zone=self._plan.zone,
                fiscal_year_end=self._plan.fiscal_year_end,
            )
        return self._terms[created]

    def _checkpoint_up_to(self, connection: Connection, after: int, last: int) -> Head | None:
        # The last checkpoint stays: it is what the head on the shelf is compared with.
        kept = last_signed(connection, self._organisation).position
        end = None
        with ending(entries.checkpoints_after(connection, self._organisation, after=after)) as checkpoints:
            for row in checkpoints:
                if row.position > last or row.position == kept:
                    break
                end = Head(position=row.position, link=row.link)
        return end
