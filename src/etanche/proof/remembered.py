"""
The ledger of standing as it was: each whole run of checks writes its digest into the journal, and the next one compares.

A consent, an objection or an end that was told is never changed and never taken away. Whoever writes into the data and has no key could
do both: then what was told up to the run before has another digest than the one that is chained in the journal.

What is covered is who, what, from when, why and for which purpose, in the order of commit; sealed words beside an event are not, they go with a hold.
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
from etanche.proof.run import ProofRun
from etanche.store import StandingRow, moment_text, standing

SEQ: Final = "standing"
DIGEST: Final = "standing-digest"
"""Facts of a run's line in the journal: the last event that the digest covers, and the digest."""

_SETTLED: Final = timedelta(hours=1)
"""No run takes longer."""

_LOOKED_BACK: Final = 2_000
_NOTHING: Final = sha256().hexdigest()


class Remembered(NamedTuple):
    """What a walk over the ledger saw."""

    events: int
    """So many events are as they were at the last whole run."""

    changed: bool
    last: int
    digest: str


def look(run: ProofRun) -> Remembered:
    """Walk over the ledger, once a run."""
    return run.once(SEQ, lambda: _walked(run))


def facts(run: ProofRun) -> Mapping[str, int | str]:
    """Return what the journal is to hold of the ledger: nothing if this run did not walk it, or found it changed."""
    found = run.seen(SEQ)
    if not isinstance(found, Remembered) or found.changed:
        return {}
    return {SEQ: found.last, DIGEST: found.digest}


def _walked(run: ProofRun) -> Remembered:
    before, digest = _known(run) or (0, _NOTHING)
    settled, hashed = moment_text(run.at - _SETTLED), sha256()
    found, events, last = _NOTHING, 0, 0
    with run.bench.store.reading() as connection:
        for row in standing.walk(connection, run.bench.organisation):
            seq = row.seq or 0
            if seq > before and row.recorded > settled:
                break
            hashed.update(_said(row))
            last = seq
            if seq <= before:
                found, events = hashed.hexdigest(), events + 1
    return Remembered(events=events, changed=found != digest, last=max(before, last), digest=hashed.hexdigest())


def _known(run: ProofRun) -> tuple[int, str] | None:
    """Return what the last whole run under this charter wrote into the journal."""
    lines = run.bench.journal.entries(act="prove", since=run.applied, last=_LOOKED_BACK)
    told = next((line.facts for line in reversed(lines) if DIGEST in line.facts), None)
    return None if told is None else (int(told[SEQ]), str(told[DIGEST]))


def _said(row: StandingRow) -> bytes:
    return bind(
        *("standing", 1, row.organisation, row.seq, row.subject, row.event, row.effective, row.recorded),
        *(row.because, row.purpose, row.assumed),
    )
