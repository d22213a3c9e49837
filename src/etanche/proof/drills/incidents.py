"""Sabotages of the promises about incidents: one is struck out, one is told too late, detectors sleep or are made to look away, the status page keeps silent."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Final

from etanche.charter import Promise
from etanche.incidents import BOOKMARK, Incident, Kind, announced
from etanche.proof import doormen
from etanche.proof.door import Answered
from etanche.proof.drills.saboteur import Drill, Saboteur
from etanche.proof.reach import Reach
from etanche.proof.sandbox import Sandbox
from etanche.store import facts, incidents

_LONG: Final = timedelta(hours=80)


def drills(_reach: Reach, promise: Promise) -> Iterator[Drill]:
    """Yield the sabotages of one of the three."""
    of: dict[str, tuple[tuple[str, Saboteur, str], ...]] = {
        "breach": (
            ("incident-struck-out", _strike_out, "incidents.changed"),
            ("authority-not-told", _tell_nobody, "incidents.late"),
        ),
        "watch": (
            ("detectors-asleep", _sleep, "incidents.watch-late"),
            ("bookmark-moved", _move, "incidents.watch-moved"),
        ),
        "announce": (
            ("announcement-left-out", _leave_out, "incidents.unsaid"),
            ("status-page-gone", _shut, "incidents.status-silent"),
        ),
    }
    for sabotage, act, finds in of.get(promise.subject, ()):
        yield Drill(promise=promise.id, sabotage=sabotage, act=act, finds=finds)


def _breach(sandbox: Sandbox) -> Incident:
    it = sandbox.bench.incidents
    made = it.open("a made-up breach", by="sandbox")
    return it.add(made.id.hex(), Kind.AWARE, by="sandbox")


def _strike_out(sandbox: Sandbox) -> None:
    """Write a breach down, then take it out of the register."""
    made = _breach(sandbox)
    with sandbox.bench.store.writing() as connection:
        incidents.forget(connection, sandbox.bench.organisation, made.id)


def _tell_nobody(sandbox: Sandbox) -> None:
    """Write a breach down, and let its time run out."""
    _breach(sandbox)
    sandbox.clock.advance(_LONG)


def _sleep(sandbox: Sandbox) -> None:
    """Let something happen, and nobody look at the journal for an hour."""
    _breach(sandbox)
    sandbox.clock.advance(timedelta(hours=1))


def _move(sandbox: Sandbox) -> None:
    """Move the bookmark of the detectors past what happens."""
    bench = sandbox.bench
    with bench.store.writing() as connection:
        said = facts.get(connection, bench.organisation, BOOKMARK) or ""
        facts.put(connection, bench.organisation, BOOKMARK, said.replace('"seen":', '"seen":9'))


def _leave_out(sandbox: Sandbox) -> None:
    """Announce something, and serve the status page without it."""
    it = sandbox.bench.incidents
    announced(it, _breach(sandbox).id.hex(), fr="Panne inventée.", en="A made-up outage.", over=False, by="sandbox")
    at = sandbox.bench.status_at
    silent = Answered(status=200, body=b'{"state": "running", "announcements": []}')
    doormen.post(sandbox, lambda door, asked: silent if asked.path == at else door.ask(asked))


def _shut(sandbox: Sandbox) -> None:
    """Take the status page away."""
    at = sandbox.bench.status_at
    doormen.post(sandbox, lambda door, asked: Answered(status=404) if asked.path == at else door.ask(asked))
