"""
One run of checks: its credential, the canaries it wrote, and what it has looked at once for several checks.

The credential reaches canaries only, and dies with the run. Whatever the checks do, and even if one of them crashes,
the run ends by having the vault clean its canaries away, with a line in the journal.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from datetime import datetime
from types import TracebackType
from typing import Final, Self, TypeVar, cast

from etanche.errors import Fault
from etanche.journal import ChainReport
from etanche.proof.bench import Bench
from etanche.proof.reach import Reach, reach_of
from etanche.store import charters, moment_of, moment_text
from etanche.terms import new_id
from etanche.vault import ProbeRun

PROBER: Final = "prober"
"""Who the journal says was at work."""

PROVED: Final = "prove"
"""The act of the journal by which a run says that it was done."""

T = TypeVar("T")


class ProofRun:
    """A run over one bench; use it in a `with` block."""

    def __init__(self, bench: Bench, *, fast: bool = False) -> None:
        """Take a moment and a fresh credential; a fast run does not walk the journal."""
        self.bench = bench
        self.fast = fast
        self.at = bench.clock.now()
        self.id = new_id().hex()
        self.probe = ProbeRun(id=self.id)
        self._seen: dict[Hashable, object] = {}
        self._ends: list[Callable[[], object]] = []
        self._chain: ChainReport | Exception | None = None

    def once(self, what: Hashable, look: Callable[[], T]) -> T:
        """Return what was seen, looking only the first time; a look that fails is tried again by the next check."""
        if what not in self._seen:
            self._seen[what] = look()
        return cast("T", self._seen[what])

    def seen(self, what: Hashable) -> object | None:
        """Return what was seen already, or nothing; nothing is looked at."""
        return self._seen.get(what)

    @property
    def reach(self) -> Reach:
        """How far the checks of this version reach into the charter."""
        return self.once("reach", lambda: reach_of(self.bench.charter))

    @property
    def applied(self) -> datetime | None:
        """When the charter was applied; what was done under another one is not judged by this one."""

        def look() -> datetime | None:
            with self.bench.store.reading() as connection:
                row = charters.current(connection, self.bench.organisation, moment_text(self.bench.clock.now()))
            return None if row is None else moment_of(row.applied)

        return self.once("applied", look)

    @property
    def chain(self) -> ChainReport:
        """
        What a walk over the journal saw when this run began, before it wrote or sealed anything.

        A look that sealed first could mend what it is to find: a head that somebody took away would be put back.
        """
        if isinstance(self._chain, Exception):
            raise self._chain
        if self._chain is None:
            raise Fault("this run did not walk the journal")
        return self._chain

    def at_end(self, act: Callable[[], object]) -> None:
        """Do something when the run is over, however it ends; what was asked for last is done first."""
        self._ends.append(act)

    def __enter__(self) -> Self:
        """Begin, with a walk over the journal as it stands."""
        try:
            self._chain = None if self.fast else self.bench.journal.verify()
        except Exception as crash:  # noqa: BLE001  # it is the chain's own check that cannot answer; the others can
            self._chain = crash
        self.at_end(lambda: self.bench.vault.clean(self.probe))
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Leave nothing behind: every end is tried, and the first that fails is told when all were."""
        failed: Exception | None = None
        while self._ends:
            try:
                self._ends.pop()()
            except Exception as wrong:  # noqa: BLE001  # the other ends must still be tried
                failed = failed or wrong
        if failed is not None and error is None:
            raise failed
