"""
*Attempt*: ask for what should be refused, or granted, and see that the journal knows of it.

Everything is asked under the credential of the run, so that even a yes that should have been a no
gives nothing but canaries. What the journal holds is looked up afterwards, under the id of the run.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from etanche.charter import Condition, Status
from etanche.gate import Ask, GateRefused, Reason, decide
from etanche.journal import Entry
from etanche.proof.persons.scene import Written, probing
from etanche.proof.reach import UNDECLARED
from etanche.proof.run import PROBER, PROVED, ProofRun
from etanche.store import EntryRow, entries, sequences
from etanche.terms import Action
from etanche.vault import Record, Session

_LOOKED_BACK: Final = 20_000
"""So many lines of the journal, the latest, are gone through."""

_READ: Final = frozenset({"read", "count", "find", "stream", "copy", "update", "forget"})
"""The acts by which somebody came by records, or by figures about them."""

_RECENT: Final = timedelta(days=7)
_AT_WORK: Final = timedelta(hours=1)
"""No run takes longer."""

_MET: Final = frozenset(Condition)


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
    return tried(run, lambda: session.read(category))


def read_in(run: ProofRun, *, role: str, category: str, purpose: str, case: str | None) -> Attempt:
    """Ask to read the canaries of a category of traffic as a role, for a purpose, within a case or without one."""
    session = probing(run).acting(role, purpose=purpose, case=case)
    return tried(run, lambda: session.read(category))


def look_up(
    run: ProofRun,
    written: Written,
    *,
    role: str,
    purpose: str,
    case: str | None = None,
    own: str | None = None,
    sworn: bool = False,
) -> Attempt:
    """Ask for one record of a made-up person as a role, for a purpose."""
    session = probing(run).acting(role, purpose=purpose, case=case, own=own, sworn=sworn)
    return tried(run, lambda: iter(session.get(written.ref)))


def disclose(run: ProofRun, *, recipient: str, category: str, purpose: str) -> Attempt:
    """Ask to tell the canaries of a category of traffic to a recipient, for a purpose."""
    return tried(run, lambda: _anybody(run, purpose).disclose(recipient, category))


def opened(run: ProofRun, *, role: str, category: str) -> frozenset[str]:
    """Return the purposes, declared or not, for which the plan lets a role read a category while they are alive, its conditions met."""
    return frozenset(purpose for purpose in _purposes(run) if _says_yes(run, _reading(role, category, purpose)))


def told(run: ProofRun, recipients: Iterable[str]) -> Iterator[tuple[str, str, str]]:
    """Yield every (recipient, category, purpose) of some recipients that the plan lets be disclosed."""
    for recipient in recipients:
        for category in sorted(run.bench.plan.categories):
            for purpose in _purposes(run):
                ask = Ask(
                    action=Action.DISCLOSE,
                    category=category,
                    purpose=purpose,
                    recipient=recipient,
                    life=Status.RUNNING,
                    met=_MET,
                )
                if _says_yes(run, ask):
                    yield recipient, category, purpose


def _purposes(run: ProofRun) -> tuple[str, ...]:
    """Return the purposes of the charter and of the plan, which may not be the same, and one that is in neither."""
    return tuple(sorted({*run.bench.charter.purposes, *run.bench.plan.purposes, UNDECLARED}))


def _reading(role: str, category: str, purpose: str) -> Ask:
    return Ask(action=Action.READ, category=category, purpose=purpose, role=role, life=Status.RUNNING, met=_MET)


def _says_yes(run: ProofRun, ask: Ask) -> bool:
    return decide(run.bench.plan, ask).allowed


def _anybody(run: ProofRun, purpose: str) -> Session:
    """Act as the first role there is: of traffic the gate asks who receives, not who sends."""
    role = min(run.bench.charter.roles)
    return run.bench.vault.acting(role, purpose=purpose, actor=PROBER, probe=run.probe)


def tried(run: ProofRun, ask: Callable[[], Iterator[Record]]) -> Attempt:
    """Ask once, and see whether the journal knew of the answer before any record left."""
    before = last_line(run)
    try:
        records = ask()
    except GateRefused:
        return Attempt(allowed=False, journalled=bool(lines_since(run, before)))
    # The records are not looked at before the journal: the line must be there first.
    journalled = bool(lines_since(run, before))
    return Attempt(allowed=True, journalled=journalled, records=tuple(records))


def last_line(run: ProofRun) -> int:
    """Return the number of the newest line of the journal, whoever wrote it; 0 without one."""
    with run.bench.store.reading() as connection:
        return sequences.last(connection, run.bench.organisation, "entries")


def lines_since(run: ProofRun, before: int) -> list[EntryRow]:
    """Return the lines that this run wrote after the one of a number."""
    numbers = range(before + 1, last_line(run) + 1)
    with run.bench.store.reading() as connection:
        found = list(entries.search(connection, run.bench.organisation, numbers=numbers)) if numbers else []
    return [line for line in found if line.probe == run.id]


def past_readings(run: ProofRun, category: str) -> tuple[Entry, ...]:
    """Return the latest readings and counts of a category that people and programs were granted under this charter."""
    return tuple(entry for entry in _past(run) if entry.act in _READ and entry.object == category)


def past_disclosures(run: ProofRun) -> tuple[Entry, ...]:
    """Return the latest disclosures that were granted under this charter."""
    return tuple(entry for entry in _past(run) if entry.act == "disclose")


def of_no_run(run: ProofRun) -> int:
    """
    Return how many readings of late bear the mark of a probe, and are of no run that said it was done.

    What bears the mark is counted apart and told to nobody: who can put it on a line hides a reading. A run that was killed
    leaves such lines too, and one that is at work has not said so yet.
    """
    since = max(run.at - _RECENT, run.applied or run.at - _RECENT)
    found = run.bench.journal.entries(since=since, last=_LOOKED_BACK)
    known = {None, run.id, *(entry.probe for entry in found if entry.act == PROVED)}
    return sum(
        1
        for entry in found
        if entry.probe not in known
        and entry.act in _READ
        and entry.decision == Reason.GRANTED
        and entry.at < run.at - _AT_WORK
    )


def _past(run: ProofRun) -> tuple[Entry, ...]:
    """Return what people and programs were granted of late under this charter, gone through once a run."""

    def look() -> tuple[Entry, ...]:
        found = run.bench.journal.entries(since=run.applied, last=_LOOKED_BACK)
        return tuple(
            entry
            for entry in found
            if entry.decision == Reason.GRANTED and entry.probe is None and entry.act in _READ | {"disclose"}
        )

    return run.once("past", look)
