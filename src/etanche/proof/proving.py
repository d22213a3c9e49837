"""
`prove`: look at every promise, now, and write down what was seen.

    run = prove(bench)
    [verdict.id for verdict in run.verdicts if verdict.state is State.BROKEN]

A check that crashes leaves its promise *unproven*, with the class of what went wrong and nothing of its message:
a message could quote what the check was looking at.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from etanche.charter import Promise
from etanche.clock import stopwatch
from etanche.errors import OutOfReach
from etanche.journal import Entry
from etanche.proof import named, remembered
from etanche.proof.bench import Bench
from etanche.proof.ledger import keep
from etanche.proof.outcome import Outcome, unproven
from etanche.proof.reach import Sight
from etanche.proof.registry import CHECKS, nightly, sight
from etanche.proof.run import PROBER, PROVED, ProofRun
from etanche.proof.verdict import LATER, State, Verdict
from etanche.vault import CharterSuperseded

IN_PART: Final = "in-part"
"""Why a promise is unproven of which a check sees a part, and found that part kept."""


@dataclass(frozen=True, kw_only=True)
class Run:
    """One look at every promise: the verdicts in the order of the promises, when, and how long it took."""

    id: str
    verdicts: tuple[Verdict, ...]
    at: datetime
    seconds: float


class ProofStopped(OutOfReach):
    """Whoever makes the checks was told to end before they were through: no verdict of this run is kept."""

    def __init__(self) -> None:
        """Say so."""
        super().__init__("the checks were stopped before they were through", hint="`etanche prove` makes them anew")


def prove(bench: Bench, *, fast: bool = False, stopped: Callable[[], bool] = lambda: False) -> Run:
    """
    Check every promise of the charter, journal the run, and keep its verdicts.

    A fast run leaves out what reads every byte, opens records by the thousand or walks the whole journal: of those promises
    the newest verdict stays the one of the last whole run, with its moment.

    The chain of the journal is walked first, before anything is written or sealed;
    what the probes wrote is chained, and gone, when this returns.

    `stopped` is asked before each check: a server that is told to end does not look at everything first.

    Raises:
        CharterSuperseded: another charter came into force meanwhile; no verdict was kept.
        ProofStopped: `stopped` said so; what the probes wrote is gone all the same.
    """
    began = stopwatch()
    with ProofRun(bench, fast=fast) as run:
        looked_at = [it for it in bench.promises if not (fast and nightly(it.kind, it.subject))]
        verdicts = tuple(_unless(stopped, run, promise) for promise in looked_at)
    seconds = stopwatch() - began
    write_down(run, verdicts, seconds)
    return Run(id=run.id, verdicts=verdicts, at=run.at, seconds=seconds)


def _unless(stopped: Callable[[], bool], run: ProofRun, promise: Promise) -> Verdict:
    if stopped():
        raise ProofStopped
    return judge(run, promise)


def judge(run: ProofRun, promise: Promise) -> Verdict:
    """Return the verdict on one promise; whatever happens, there is one."""
    outcome = _outcome(run, promise)
    return Verdict(
        id=promise.id,
        kind=promise.kind,
        state=outcome.state,
        because=outcome.because,
        measured=outcome.measured,
        at=run.at,
    )


def _outcome(run: ProofRun, promise: Promise) -> Outcome:
    try:
        seen = sight(run.reach, promise)
        if seen is Sight.NONE:
            return unproven("later")
        outcome = CHECKS[promise.kind].look(run, promise)
        # What is seen in part is red when the part is, and never green.
        return unproven(IN_PART) if seen is Sight.PART and outcome.state is State.KEPT else outcome
    except Exception as crash:  # noqa: BLE001  # a crashed check is neither a promise kept nor a promise broken
        return unproven("crashed", error=type(crash).__name__)


def write_down(run: ProofRun, verdicts: Iterable[Verdict], seconds: float) -> None:
    """Keep the verdicts and one entry about the run, in one transaction; then chain it."""
    bench = run.bench
    counted = {**{str(state): 0 for state in State}, LATER: 0}
    for verdict in verdicts:
        counted[LATER if verdict.because == LATER else str(verdict.state)] += 1
    # A clock gone ahead would make every verdict there is look old.
    steady = all(guard.ok for guard in bench.standing.guards((), now=run.at))
    with bench.store.writing() as connection:
        if not bench.standing.obeyed(connection):
            raise CharterSuperseded(
                "another charter is in force since", hint="prove again: it is checked under the new one"
            )
        kept = keep(
            connection,
            bench.organisation,
            run.id,
            bench.plan.digest,
            verdicts,
            seconds,
            signer=bench.keyring.signer(bench.organisation),
            zone=bench.plan.zone,
            forget=steady,
        )
        bench.journal.write(connection, _told(run, counted | kept))
    bench.journal.seal()


def _told(run: ProofRun, counted: Mapping[str, int]) -> Entry:
    """Return the line of the journal that says what a run found, and how many verdicts it wrote down."""
    return Entry(
        organisation=run.bench.organisation,
        at=run.at,
        actor=PROBER,
        act=PROVED,
        object="promises",
        decision="done",
        facts={
            "run": run.id,
            **counted,
            **({"fast": 1} if run.fast else {}),
            **remembered.facts(run),
            **named.facts(run),
        },
        probe=run.id,
    )
