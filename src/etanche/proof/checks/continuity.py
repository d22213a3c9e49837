"""
`continuity:backups` (`continuity:halt` is in `proof.halting`): copies are made in time, none lives longer than was said, each is of our hand, and one was put back to see.

What this does *not* see: copies that somebody took elsewhere by other means. Every byte of a copy is looked at when it is
rehearsed, not at each run: that a file of an older copy rots meanwhile is seen by nobody before.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from etanche import backup
from etanche.backup import FolderMissing, Held
from etanche.charter import Duration, Promise
from etanche.charter.lengths import shortest
from etanche.charter.model import Backups
from etanche.keyring import Signer
from etanche.proof import halting, rehearsal
from etanche.proof.outcome import Outcome, broken, kept, unproven
from etanche.proof.reach import Reach, Sight
from etanche.proof.rehearsal import Rehearsal
from etanche.proof.run import ProofRun
from etanche.terms import OrganisationId

MOST_GRACE: Final = timedelta(days=1)
"""A copy is due from the beginning of a day and made, or deleted, before its end."""

_HOUR: Final = timedelta(hours=1)


def sees(_reach: Reach, subject: str) -> Sight:
    """See the copies, and that a halt is obeyed; a second vault that takes over is not seen."""
    return Sight.WHOLE if subject in {"backups", "halt"} else Sight.NONE


def check(run: ProofRun, promise: Promise) -> Outcome:
    """Observe the folder of copies and the last rehearsal, or what a halt does."""
    if promise.subject == "halt":
        return halting.look(run)
    said, folder = run.bench.charter.vault.backups, run.bench.backups
    if said is None or folder is None:
        return unproven("continuity.nowhere")
    held = _copies(run, said)
    strange = sum(1 for one in (*held, *_left(run, said)) if one.manifest is None)
    if strange:
        return broken("continuity.not-ours", copies=strange)
    if late := outliving(run):
        return broken("continuity.too-old", copies=late)
    made = [one.manifest.taken for one in held if one.manifest and one.manifest.taken <= run.at]
    return _in_time(run, said, max(made, default=None)) or _rehearsed(run, said, newest=max(made), copies=len(made))


def outliving(run: ProofRun) -> int:
    """Return how many copies of ours are older than a copy is to become."""
    said = run.bench.charter.vault.backups
    if said is None:
        return 0
    held = (*_copies(run, said), *_left(run, said))
    return sum(1 for one in held if one.manifest and _is_past(run, one.manifest.taken, said.keep))


def _copies(run: ProofRun, said: Backups) -> tuple[Held, ...]:
    """Return what is in the folder of copies, looked at once a run; of a folder that is not there, nothing."""
    return run.once("copies", lambda: _listed(run, said))


def _listed(run: ProofRun, said: Backups) -> tuple[Held, ...]:
    if run.bench.backups is None:
        return ()
    organisation = run.bench.backed_up_by or run.bench.organisation
    return _in(run, said, (run.bench.backups, organisation, run.bench.keyring.signer(organisation)))


def _left(run: ProofRun, said: Backups) -> tuple[Held, ...]:
    """Return the copies of places that are no more, looked at once a run: they are nobody else's to delete in time."""
    folder = run.bench.backups
    if folder is None:
        return ()
    found = run.once("left-copies", lambda: [_in(run, said, one) for one in run.bench.left_backups(folder)])
    return tuple(held for copies in found for held in copies)


def _in(run: ProofRun, said: Backups, where: tuple[Path, OrganisationId, Signer | None]) -> tuple[Held, ...]:
    folder, organisation, signer = where
    try:
        return backup.listed(
            folder, organisation=organisation, signer=signer, keep=said.keep, now=run.at, zone=run.bench.plan.zone
        )
    except FolderMissing:
        return ()


def _in_time(run: ProofRun, said: Backups, newest: datetime | None) -> Outcome | None:
    """Return what is wrong with the age of the newest copy, if anything is; the first one has its time from the charter on."""
    since = newest or run.applied or run.at
    if _is_past(run, since, said.every):
        return broken("continuity.late", hours=(run.at - since) // _HOUR)
    return unproven("continuity.none-yet") if newest is None else None


def _rehearsed(run: ProofRun, said: Backups, *, newest: datetime, copies: int) -> Outcome:
    """Say what the last rehearsal found, and whether it was not too long ago."""
    last = rehearsal.last(run.bench)
    if last is not None and not last.sound:
        return _failed(last)
    # One that was tried while the stores were files says nothing of the server they are on now.
    if not (run.bench.store.files and run.bench.shelf.files):
        return unproven("continuity.on-a-server")
    since = last.at if last is not None else run.applied or run.at
    if _is_past(run, since, said.tried_every):
        return broken("continuity.not-rehearsed", days=(run.at - since).days)
    if last is None:
        return unproven("continuity.never-rehearsed")
    return kept(
        "continuity.backed-up",
        copies=copies,
        hours=(run.at - newest) // _HOUR,
        days=(run.at - last.at).days,
        readable=int(last.facts.get("readable", 0)),
        shut=int(last.facts.get("shut", 0)),
    )


def _failed(last: Rehearsal) -> Outcome:
    if last.found == rehearsal.RAISED:
        return broken("continuity.raised", records=int(last.facts.get("raised", 0)))
    if last.found == rehearsal.MISSING:
        return broken("continuity.missing", things=int(last.facts.get("missing", 0)))
    return broken("continuity.unusable")


def _is_past(run: ProofRun, since: datetime, length: Duration) -> bool:
    """Tell whether a time has run out since a moment, with the grace that it has."""
    grace = min(MOST_GRACE, timedelta(minutes=shortest(length)))
    return backup.is_overdue(since, length, run.at - grace, run.bench.plan.zone)
