"""
Somebody is told when checks fall asleep: a proof page that nobody's look stands behind says *unproven*, and whoever does not open it would not know.

It is told once for each time that they fall asleep: those of each hour after a day, those of the night after two; what nobody ever looked at
has that time from the day on which the charter that promises it came into force.
"""

from __future__ import annotations

from typing import NamedTuple

from etanche.charter import Charter, promises
from etanche.clock import Clock
from etanche.journal import owed
from etanche.keyring import Signer
from etanche.proof.alerts import About, write
from etanche.proof.awake import asleep, completed
from etanche.proof.bench import Bench
from etanche.proof.ledger import Latest, latest
from etanche.proof.registry import later
from etanche.proof.verdict import NEVER
from etanche.store import AlertRow, Store, charters, moment_of, moment_text
from etanche.terms import OrganisationId


class _Asleep(NamedTuple):
    """What nobody looks at any more, or never did."""

    promise: str
    """One of them: the one that nobody has looked at for the longest time."""

    since: str
    """When somebody last looked at it; nothing if nobody ever did."""

    promises: int


def newest(store: Store, organisation: OrganisationId, *, clock: Clock, signer: Signer, charter: Charter) -> Latest:
    """Return the newest verdicts of what a charter promises, with what nobody ever looked at and somebody should have; none is aged yet."""
    made, unseen, now = [promise.id for promise in promises(charter)], later(charter), clock.now()
    found = latest(store, organisation, clock=clock, signer=signer, promises=made, later=unseen)
    with store.reading() as connection:
        row = charters.current(connection, organisation, moment_text(now))
    since = now if row is None else moment_of(row.applied)
    return completed(found, now, promises=[one for one in made if one not in unseen], since=since)


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
    signer = bench.keyring.signer(bench.organisation)
    with bench.store.reading() as connection:
        before = owed(connection, bench.organisation, signer, kind=About.ASLEEP)
    if any((one.promise, one.was, one.now) == (row.promise, row.was, row.now) for one in before):
        return False
    write(bench, [row])
    return True


def _found(bench: Bench) -> _Asleep | None:
    signer = bench.keyring.signer(bench.organisation)
    found = newest(bench.store, bench.organisation, clock=bench.clock, signer=signer, charter=bench.charter)
    slept = sorted(asleep(found, bench.clock.now()), key=lambda verdict: verdict.at)
    if not slept:
        return None
    since = "" if slept[0].because == NEVER else moment_text(slept[0].at)
    return _Asleep(slept[0].id, since, len(slept))
