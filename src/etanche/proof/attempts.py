"""
*Attempt*: ask for what should be refused, or granted, and see that the journal knows of it.

Everything is asked under the credential of the run, so that even a yes that should have been a no
gives nothing but canaries. What the journal holds is looked up afterwards, under the id of the run.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from etanche.charter import Status
from etanche.gate import Ask, GateRefused, Reason, decide
from etanche.journal import Entry
from etanche.proof.reach import UNDECLARED
from etanche.proof.run import PROBER, ProofRun
from etanche.store import entries
from etanche.terms import Action
from etanche.vault import Record, Session

_NEAR: Final = 100
"""So many lines of probers are gone through for our own: another run may be at work beside us."""

_LOOKED_BACK: Final = 5_000
"""So many readings, the latest, are gone through."""


@dataclass(frozen=True, kw_only=True)
class Attempt:
    """What came of asking once."""

    allowed: bool
    journalled: bool
    """A line under the id of the run was durable when the answer came, before any record left."""

    records: tuple[Record, ...] = ()


def read(run: ProofRun, *, role: str, category: str, purpose: str) -> Attempt:
    """Ask to read the canaries of a category as a role, for a purpose."""
    session = run.bench.vault.acting(role, purpose=purpose, actor=PROBER, probe=run.probe)
    return _attempt(run, lambda: session.read(category))


def disclose(run: ProofRun, *, recipient: str, category: str, purpose: str) -> Attempt:
    """Ask to tell the canaries of a category to a recipient, for a purpose."""
    return _attempt(run, lambda: _anybody(run, purpose).disclose(recipient, category))


def opened(run: ProofRun, *, role: str, category: str) -> frozenset[str]:
    """Return the purposes, declared or not, for which the plan lets a role read a category while they are alive."""
    return frozenset(purpose for purpose in _purposes(run) if _says_yes(run, _reading(role, category, purpose)))


def told(run: ProofRun, recipients: Iterable[str]) -> Iterator[tuple[str, str, str]]:
    """Yield every (recipient, category, purpose) of some recipients that the plan lets be disclosed."""
    for recipient in recipients:
        for category in sorted(run.bench.plan.categories):
            for purpose in _purposes(run):
                ask = Ask(
                    action=Action.DISCLOSE, category=category, purpose=purpose, recipient=recipient, life=Status.RUNNING
                )
                if _says_yes(run, ask):
                    yield recipient, category, purpose


def _purposes(run: ProofRun) -> tuple[str, ...]:
    """Return the purposes of the charter and of the plan, which may not be the same, and one that is in neither."""
    return tuple(sorted({*run.bench.charter.purposes, *run.bench.plan.purposes, UNDECLARED}))


def _reading(role: str, category: str, purpose: str) -> Ask:
    return Ask(action=Action.READ, category=category, purpose=purpose, role=role, life=Status.RUNNING)


def _says_yes(run: ProofRun, ask: Ask) -> bool:
    return decide(run.bench.plan, ask).allowed


def _anybody(run: ProofRun, purpose: str) -> Session:
    """Act as the first role there is: for a disclosure the gate asks who receives, not who sends."""
    role = min(run.bench.charter.roles)
    return run.bench.vault.acting(role, purpose=purpose, actor=PROBER, probe=run.probe)


def _attempt(run: ProofRun, ask: Callable[[], Iterator[Record]]) -> Attempt:
    before = _last_line(run)
    try:
        records = ask()
    except GateRefused:
        return Attempt(allowed=False, journalled=_last_line(run) > before)
    # The records are not looked at before the journal: the line must be there first.
    journalled = _last_line(run) > before
    return Attempt(allowed=True, journalled=journalled, records=tuple(records))


def _last_line(run: ProofRun) -> int:
    """Return the number of the newest line that stands under the prober's name and the id of this run; 0 without one."""
    bench = run.bench
    with bench.store.reading() as connection:
        newest = list(entries.search(connection, bench.organisation, actor=PROBER, newest_first=True, limit=_NEAR))
    return next((line.seq or 0 for line in newest if line.probe == run.id), 0)


def past_readings(run: ProofRun, category: str) -> tuple[Entry, ...]:
    """Return the latest readings and counts of a category that people and programs were granted under this charter."""

    def look() -> tuple[Entry, ...]:
        return tuple(entry for act in ("read", "count") for entry in _granted(run, act=act, object=category))

    return run.once(("past-readings", category), look)


def past_disclosures(run: ProofRun) -> tuple[Entry, ...]:
    """Return the latest disclosures that were granted under this charter."""
    return run.once("past-disclosures", lambda: tuple(_granted(run, act="disclose", object=None)))


def _granted(run: ProofRun, *, act: str, object: str | None) -> Iterator[Entry]:  # noqa: A002  # the word of the journal
    found = run.bench.journal.entries(since=run.applied, act=act, object=object, last=_LOOKED_BACK)
    return (entry for entry in found if entry.decision == Reason.GRANTED and entry.probe is None)
