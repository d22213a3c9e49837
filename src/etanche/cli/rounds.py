"""
The rounds a running instance makes, beside serving or alone: seal the journal and hear of destroyed keys each second,
drop yesterday's salts, sweep, prove, look at the age of the epoch and at that of the last time-stamp each hour; make, delete and rehearse backups when it is time, and tell who
is to be told.

Of many processes of an instance one sweeps and proves, the one that has the shift; the others take over when it goes. A round that fails is told once on standard error, by the name of what failed, and tried again;
it never stops the others, nor those of another organisation. What a guard stopped stays stopped until a named person confirms it.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from types import TracebackType
from typing import TYPE_CHECKING, ParamSpec, Self, TypeVar

from etanche.cli.terminal import tell
from etanche.errors import EtancheError

if TYPE_CHECKING:
    from etanche.instance import Instance, Organisation

P = ParamSpec("P")
T = TypeVar("T")

SEAL_SECONDS = 1
SALTS_SECONDS = 60
SHIFT_SECONDS = 20
"""A third of the time that a killed process is waited for, so that a living one is never taken for dead."""

SWEEP_SECONDS = 60 * 60
PROVE_SECONDS = 60 * 60
BACKUP_SECONDS = 10 * 60
ALERT_SECONDS = 60
MAIL_SECONDS = 20
REFUSED_SECONDS = 5
"""What was refused at the pages stands in the journal within a minute and this of its moment, though nobody asks any more."""

HALT_SECONDS = 10
"""Well within the lease of a key: a process that nobody asks anything drops the keys it had opened all the same."""

WATCH_SECONDS = 20
"""Whoever is to be told at once is told within a minute of the line that shows what happened."""

WHOLE_SECONDS = 23 * PROVE_SECONDS
"""Once a day the checks that read every byte are made too; an hour short of it, so that the round after a day makes them."""

WHOLE = "logs:chain"
"""A promise of every charter that only a whole run looks at."""


@dataclass(frozen=True, kw_only=True)
class Round:
    """Something done every so many seconds, for each organisation."""

    name: str
    every: int
    act: Callable[[Organisation], object]
    alone: bool = False
    """Whether one process makes it for all."""


@dataclass(frozen=True, kw_only=True)
class Common:
    """Something done once for all organisations: what is asked of the first one concerns the whole instance."""

    name: str
    every: int
    act: Callable[[Instance], object]
    alone: bool = False
    """Whether one process makes it for all."""


def _look_after_halts(instance: Instance) -> None:
    from etanche.instance import Stopping

    Stopping(instance).spread()


def _forget_strangers(instance: Instance) -> None:
    """Erase who went to a provider of sign-in and never came back."""
    from etanche.instance import forget_strangers

    forget_strangers(instance)


class Rounds:
    """Threads that make the rounds while the block lasts; at its end each finishes the round it is in."""

    def __init__(
        self,
        instance: Instance,
        *,
        on_shift: Callable[[bool], object] = lambda _ours: None,
        besides: Iterable[Common] = (),
    ) -> None:
        """
        Prepare the rounds of one instance.

        Args:
            instance: whose.
            on_shift: is told whether the shift is ours, at first and when that changes.
            besides: what else this process has to do, since it serves.
        """
        self._instance = instance
        self._shift = instance.shift()
        self._on_shift = on_shift
        self._ours: bool | None = None
        self._stop = threading.Event()
        self._told: set[tuple[str, str]] = set()
        rounds: tuple[Round | Common, ...] = (
            *besides,
            # Rooms are asked for at each round: another charter may have come into force since.
            Round(name="seal", every=SEAL_SECONDS, act=lambda house: house.journal.seal()),
            Common(name="shift", every=SHIFT_SECONDS, act=lambda _house: self._take_shift()),
            Common(name="hear", every=SEAL_SECONDS, act=lambda house: house.hear()),
            Common(name="halt", every=HALT_SECONDS, act=_look_after_halts),
            Round(name="watch", every=WATCH_SECONDS, act=lambda house: house.watch(), alone=True),
            Round(name="register", every=SWEEP_SECONDS, act=lambda house: house.incidents.forget_old(), alone=True),
            Common(name="epoch", every=SWEEP_SECONDS, act=lambda house: house.keys.keep_time(), alone=True),
            Common(name="given-up", every=SWEEP_SECONDS, act=lambda house: house.end_given_up(), alone=True),
            Round(name="sweep", every=SWEEP_SECONDS, act=lambda house: house.vault.sweep(), alone=True),
            Round(name="sessions", every=SWEEP_SECONDS, act=lambda house: house.forget_sessions(), alone=True),
            Common(name="strangers", every=SWEEP_SECONDS, act=_forget_strangers, alone=True),
            Round(name="salts", every=SALTS_SECONDS, act=lambda house: house.vault.roll()),
            Round(name="backups", every=BACKUP_SECONDS, act=lambda house: house.keep_backups(), alone=True),
            Round(name="anchor", every=SWEEP_SECONDS, act=lambda house: house.anchoring.keep_time(), alone=True),
            Round(name="alerts", every=ALERT_SECONDS, act=lambda house: house.post_alerts(), alone=True),
            Round(name="mail", every=MAIL_SECONDS, act=lambda house: house.mail.send(), alone=True),
            Round(name="requests", every=MAIL_SECONDS, act=lambda house: house.tend_requests(), alone=True),
            Round(name="deadlines", every=SWEEP_SECONDS, act=lambda house: house.watch_requests(), alone=True),
            Round(name="consents", every=SWEEP_SECONDS, act=lambda house: house.ask_again(), alone=True),
            Round(name="demands", every=SWEEP_SECONDS, act=lambda house: house.watch_demands(), alone=True),
            Round(name="transfers", every=SWEEP_SECONDS, act=lambda house: house.watch_transfers(), alone=True),
            Round(name="calls", every=MAIL_SECONDS, act=lambda house: house.make_calls(), alone=True),
            Round(name="answers", every=SWEEP_SECONDS, act=lambda house: house.api_answers.sweep(), alone=True),
            Round(name="prove", every=PROVE_SECONDS, act=self._prove, alone=True),
        )
        self._threads = [
            threading.Thread(target=self._make, args=(it,), name=f"etanche-{it.name}", daemon=True) for it in rounds
        ]

    def __enter__(self) -> Self:
        """Begin."""
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop, and wait for what is under way."""
        self._stop.set()
        for thread in self._threads:
            thread.join()
        try:
            self._shift.leave()
        except EtancheError as fault:
            self._tell_once("shift", f"{fault}. {fault.hint}")

    def _take_shift(self) -> bool:
        """Take the shift, or keep it; return whether it is ours."""
        ours = self._shift.take()
        if ours is not self._ours:
            self._ours = ours
            self._on_shift(ours)
        return ours

    def _make(self, it: Round | Common) -> None:
        while not self._stop.is_set():
            ours = self._tried(it, self._take_shift) if it.alone else True
            if ours and isinstance(it, Common):
                self._tried(it, self._attend, it)
            elif ours and isinstance(it, Round):
                self._round(it)
            self._stop.wait(it.every if ours is not False else min(it.every, SHIFT_SECONDS))

    def _attend(self, it: Common) -> None:
        self._instance.renew()
        it.act(self._instance)

    def _round(self, it: Round) -> None:
        """Make a round of every organisation; one that cannot be opened, or fails, stops none of the others."""
        for one in self._tried(it, self._instance.organisations) or ():
            house = self._tried(it, self._instance.house_of, one.organisation)
            if house is not None:
                self._tried(it, self._visit, it, house)
            if self._stop.is_set():
                return

    @staticmethod
    def _visit(it: Round, house: Organisation) -> None:
        house.renew()
        it.act(house)

    def _tried(self, it: Round | Common, act: Callable[P, T], *args: P.args, **named: P.kwargs) -> T | None:
        """Do something, and tell a failure once; nothing is returned then."""
        try:
            return act(*args, **named)
        except EtancheError as error:
            self._tell_once(it.name, f"{error}. {error.hint}")
        except Exception as error:  # noqa: BLE001  # a round must outlive its own faults; a message could quote data
            self._tell_once(it.name, f"a fault of ours ({type(error).__name__})")
        return None

    def _prove(self, instance: Organisation) -> None:
        """Check every promise, unless somebody did within the last round, and those for the night once a day; a look from the future is no look."""
        from etanche.proof import ProofStopped

        latest = instance.verdicts()
        whole = max((verdict.at for verdict in latest.verdicts if verdict.id == WHOLE), default=None)
        now = instance.clock.now()

        def within(moment: datetime | None, seconds: int) -> bool:
            return moment is not None and 0 <= (now - moment).total_seconds() < seconds

        if not within(latest.at, PROVE_SECONDS):
            with suppress(ProofStopped):
                instance.prove(fast=within(whole, WHOLE_SECONDS), stopped=self._stop.is_set)

    def _tell_once(self, name: str, what: str) -> None:
        if (name, what) not in self._told:
            self._told.add((name, what))
            tell(f"{name}: {what}", style="yellow")
