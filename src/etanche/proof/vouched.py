"""
Verdicts that we gave, known again: each line of the history of a promise carries a keyed mark, its number, and the moment of the line before it.

Whoever writes into the data and has no key can change no line, slip none in and take none out without its being seen:
a line that was changed or made up has no mark of ours, one taken out leaves a gap in the numbers, and the last one is missed because
the journal says how many lines each run wrote, and what all numbers came to before it and after. What is not ours is told to nobody, so that "kept since" never rests on it.

What this does *not* see: a data file put back to what it was before, journal and all; a head held outside shows that.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Final, NamedTuple

from etanche.journal import Entry, Journal
from etanche.keyring import Signer, bind
from etanche.proof.run import PROVED
from etanche.store import Connection, Store, VerdictRow, moment_text, verdicts
from etanche.terms import OrganisationId

KEPT_DAYS: Final = 400
"""So long verdicts are kept: a year of seams, and some more."""

LINES: Final = "lines"
"""The fact of a run's line in the journal that says how many verdicts it wrote."""

BEFORE: Final = "numbered-before"
AFTER: Final = "numbered"
"""Facts of a run's line: what the numbers of the last lines of all promises came to, before it wrote and after."""

_LOOKED_BACK: Final = 2_000
"""So many runs are gone through for the last whole one; with a fast one every minute that is more than a day."""


class Doubts(NamedTuple):
    """What of the history of verdicts is not as we wrote it."""

    forged: int
    """Lines that carry no mark of ours."""

    missing: int
    """Lines that were there and are not."""


def marked(row: VerdictRow, signer: Signer) -> VerdictRow:
    """Return a line with the mark of all that it says."""
    return replace(row, mark=signer.mark(_message(row)))


def ours(rows: Iterable[VerdictRow], signer: Signer) -> list[VerdictRow]:
    """Return the lines that we wrote; nothing is told of the others."""
    return [row for row in rows if _is_ours(row, signer)]


def last_lines(connection: Connection, organisation: OrganisationId, signer: Signer) -> Mapping[str, VerdictRow]:
    """
    Return the last line of each promise that we wrote, whatever its moment.

    Behind one that is not ours we go on from the last that is: a number that somebody else wrote is no number to count on from.
    """
    newest = verdicts.last_lines(connection, organisation)
    last = {row.promise: row for row in ours(newest, signer)}
    for promise in {row.promise for row in newest} - last.keys():
        known = ours(verdicts.history(connection, organisation, promise), signer)
        if known:
            last[promise] = max(known, key=lambda row: row.number)
    return last


def numbered(rows: Sequence[VerdictRow], last: Mapping[str, VerdictRow], signer: Signer) -> list[VerdictRow]:
    """Return the verdicts of a run as the next lines of their promises after the last of ours, marked."""
    return [
        marked(replace(row, number=before.number + 1 if before else 1, after=before.at if before else ""), signer)
        for row in rows
        for before in [last.get(row.promise)]
    ]


def rename(connection: Connection, organisation: OrganisationId, signer: Signer, was: str, name: str) -> None:
    """Let the history of a promise go on under another name, marked anew; what was changed behind our back is not, so that it shows."""
    rows = verdicts.history(connection, organisation, was)
    known = {(row.at, row.run) for row in ours(rows, signer)}
    verdicts.delete_rows(connection, rows)
    called = (replace(row, promise=name) for row in rows)
    verdicts.append(connection, [marked(row, signer) if (row.at, row.run) in known else row for row in called])


def reached(connection: Connection, organisation: OrganisationId, signer: Signer) -> int:
    """Return what the numbers of the last lines of all promises come to: a last line that somebody takes away makes it less."""
    return sum(row.number for row in last_lines(connection, organisation, signer).values())


def doubts(
    store: Store,
    organisation: OrganisationId,
    *,
    signer: Signer,
    journal: Journal,
    now: datetime,
    applied: datetime | None = None,
) -> Doubts:
    """Go through the whole history, and say what is not as we wrote it; `applied` is since when promises go by the names of now."""
    with store.reading() as connection:
        rows = verdicts.history(connection, organisation)
    known = ours(rows, signer)
    runs = [entry for entry in journal.entries(act=PROVED, last=_LOOKED_BACK) if LINES in entry.facts]
    missing = _gaps(known, moment_text(now - timedelta(days=KEPT_DAYS))) + _untold(known, runs)
    missing += _between([run for run in runs if applied is None or run.at >= applied])
    return Doubts(forged=len(rows) - len(known), missing=missing)


def _gaps(rows: Sequence[VerdictRow], oldest: str) -> int:
    """Return how many lines are missing between those of a promise, or before the first; those past their time may be."""
    numbers: dict[str, dict[int, VerdictRow]] = {}
    for row in rows:
        numbers.setdefault(row.promise, {})[row.number] = row
    gone = 0
    for known in numbers.values():
        first = known[min(known)]
        gone += max(known) - min(known) + 1 - len(known)
        gone += first.number > 1 and first.after >= oldest
    return gone


def _untold(rows: Sequence[VerdictRow], runs: Sequence[Entry]) -> int:
    """Return how many verdicts the last run wrote, and the last whole one, that are there no more."""
    gone = 0
    if runs:
        last = runs[-1]
        gone = int(last.facts[LINES]) - sum(1 for row in rows if row.run == last.facts["run"])
    if whole := next((entry for entry in reversed(runs) if "fast" not in entry.facts), None):
        # A fast run since may have taken the place of its lines, promise by promise, and never of those that are for the night.
        since = moment_text(whole.at)
        gone = max(gone, int(whole.facts[LINES]) - len({row.promise for row in rows if row.at >= since}))
    return max(0, gone)


def _between(runs: Sequence[Entry]) -> int:
    """Return how many last lines were taken away between a run and the next, which gave their numbers again."""
    told = [run.facts for run in runs if AFTER in run.facts]
    return sum(max(0, int(one[AFTER]) - int(other[BEFORE])) for one, other in pairwise(told))


def _is_ours(row: VerdictRow, signer: Signer) -> bool:
    """Tell whether a line is as we wrote it; a file holds whatever somebody put there, and a number may be none."""
    return type(row.number) is int and signer.marked(_message(row), row.mark)


def _message(row: VerdictRow) -> bytes:
    return bind(
        *("verdict", 1, row.organisation, row.promise, row.at, row.run, row.state, row.because),
        *(row.measured, row.digest, row.number, row.after),
    )
