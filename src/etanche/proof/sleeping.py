"""
Somebody is told when checks fall asleep: a proof page that nobody's look stands behind says *unproven*, and whoever does not open it would not know.

It is told once for each time that they fall asleep: those of each hour after a day, those of the night after two.
"""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from etanche.charter import promises
from etanche.proof.alerts import About, write
from etanche.proof.awake import HOURLY_WITHIN, asleep
from etanche.proof.bench import Bench
from etanche.proof.ledger import latest
from etanche.proof.registry import later
from etanche.store import AlertRow, alerts, charters, moment_of, moment_text


class _Asleep(NamedTuple):
    """What nobody looks at any more."""

    promise: str
    """One of them: the one that nobody has looked at for the longest time."""

    since: str
    """When somebody last looked at it; nothing if nobody ever did."""

    promises: int


def notice_sleep(bench: Bench) -> bool:
    """Write down, once, that checks fell asleep: what nobody looked at within its time; return whether there was something new to tell."""
    found = _found(bench)
    if found is None:
        return False
    row = AlertRow(
        organisation=bench.organisation,
        at=moment_text(bench.clock.now()),
        kind=About.ASLEEP,
        promise=found.promise,
        was=found.since,
        now=str(found.promises),
    )
    with bench.store.reading() as connection:
        before = alerts.of_kind(connection, bench.organisation, About.ASLEEP)
    if any((one.promise, one.was, one.now) == (row.promise, row.was, row.now) for one in before):
        return False
    write(bench, [row])
    return True


def _found(bench: Bench) -> _Asleep | None:
    now, unseen = bench.clock.now(), later(bench.charter)
    made = [promise.id for promise in promises(bench.charter)]
    found = latest(
        bench.store,
        bench.organisation,
        clock=bench.clock,
        signer=bench.keyring.signer(bench.organisation),
        promises=made,
        later=unseen,
    )
    if not found.verdicts:
        seen = [one for one in made if one not in unseen]
        return _Asleep(seen[0], "", len(seen)) if seen and now - _applied(bench) > HOURLY_WITHIN else None
    slept = sorted(asleep(found, now), key=lambda verdict: verdict.at)
    return _Asleep(slept[0].id, moment_text(slept[0].at), len(slept)) if slept else None


def _applied(bench: Bench) -> datetime:
    """Return since when there is something to look at."""
    now = bench.clock.now()
    with bench.store.reading() as connection:
        row = charters.current(connection, bench.organisation, moment_text(now))
    return now if row is None else moment_of(row.applied)
