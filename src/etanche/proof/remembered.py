"""
The ledger of standing as it was: each whole run of checks writes its digest into the journal, and the next one compares.

A consent, an objection or an end that was told is never changed and never taken away. Whoever writes into the data and has no key could
do both: then what was told up to the run before has another digest than the one that is chained in the journal.

What was told since is known by the mark that standing gave each event: one that somebody slipped in behind the others has none, or that of another.
Of these, one taken away is not missed.

What is covered is who, what, from when, why and for which purpose, in the order of commit; sealed words beside an event are not, they go
with a hold. What shows a consent or an objection has a digest of its own.
What was told in the hour before a run is left to the next one: runs at work at the same moment tell of persons that they make up, and take that out again.
A charter that comes into force may give days other names: the comparison begins anew under it. As long as something differs no other digest
is written, so that it stays seen.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from hashlib import sha256
from typing import Final, NamedTuple

from etanche.keyring import bind
from etanche.proof.run import PROVED, ProofRun
from etanche.standing import told_by_us
from etanche.store import StandingRow, moment_text, standing

SEQ: Final = "standing"
DIGEST: Final = "standing-digest"
MARKED: Final = "standing-marked"
SHOWN: Final = "standing-shown"
"""
Facts of a run's line in the journal: the last event that the digests cover, the digest of events, that every later one has a mark,
and the digest of what shows the words of people.
"""

_WORDS: Final = frozenset({"consent-given", "consent-withdrawn", "objection", "objection-withdrawn"})

_SETTLED: Final = timedelta(hours=1)
"""No run takes longer."""

_NOTHING: Final = sha256().hexdigest()


class Remembered(NamedTuple):
    """What a walk over the ledger saw."""

    events: int
    """So many events are as they were at the last whole run."""

    changed: bool
    unshown: bool
    """Whether what shows the words of people is not what it was: no evidence of these ever goes before its key does."""

    forged: int
    """So many events since carry no mark of ours."""

    last: int
    digest: str
    shown: str


def look(run: ProofRun) -> Remembered:
    """Walk over the ledger, once a run."""
    return run.once(SEQ, lambda: _walked(run))


def facts(run: ProofRun) -> Mapping[str, int | str]:
    """Return what the journal is to hold of the ledger: nothing if this run did not walk it, or found it changed."""
    found = run.seen(SEQ)
    if not isinstance(found, Remembered) or found.changed or found.unshown or found.forged:
        return {}
    return {SEQ: found.last, DIGEST: found.digest, MARKED: 1, SHOWN: found.shown}


def _walked(run: ProofRun) -> Remembered:
    bench = run.bench
    known = _known(run)
    before, marked = known.last, known.marked
    signer = bench.keyring.signer(bench.organisation)
    settled, hashed, shown = moment_text(run.at - _SETTLED), sha256(), sha256()
    found, evidence, events, last, forged, covers = _NOTHING, _NOTHING, 0, 0, 0, True
    with bench.store.reading() as connection:
        for row in standing.walk(connection, bench.organisation):
            seq = row.seq or 0
            forged += marked and seq > before and not told_by_us(row, signer)
            covers = covers and (seq <= before or row.recorded <= settled)
            if forged or not covers:
                continue
            hashed.update(_said(row))
            if row.event in _WORDS:
                shown.update(_shown(row))
            last = seq
            if seq <= before:
                found, evidence, events = hashed.hexdigest(), shown.hexdigest(), events + 1
    return Remembered(
        events=events,
        changed=found != known.digest,
        unshown=known.shown not in {None, evidence},
        forged=forged,
        last=max(before, last),
        digest=hashed.hexdigest(),
        shown=shown.hexdigest(),
    )


class _Known(NamedTuple):
    """What the last whole run under this charter wrote into the journal; a version of before says nothing of evidence."""

    last: int = 0
    digest: str = _NOTHING
    marked: bool = False
    shown: str | None = None


def _known(run: ProofRun) -> _Known:
    line = run.bench.journal.newest(fact=DIGEST, acts=(PROVED,), since=run.applied)
    if line is None:
        return _Known()
    told = line.facts
    shown = str(told[SHOWN]) if SHOWN in told else None
    return _Known(last=int(told[SEQ]), digest=str(told[DIGEST]), marked=MARKED in told, shown=shown)


def _said(row: StandingRow) -> bytes:
    return bind(
        *("standing", 1, row.organisation, row.seq, row.subject, row.event, row.effective, row.recorded),
        *(row.because, row.purpose, row.assumed),
    )


def _shown(row: StandingRow) -> bytes:
    """Return what is hashed of the evidence beside an event; a file holds whatever somebody put there."""
    there: object = row.evidence
    return bind("standing-shown", 1, row.seq, there if isinstance(there, bytes | None) else repr(there))
