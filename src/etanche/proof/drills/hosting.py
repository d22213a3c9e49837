"""Sabotages of `hosting:<region>`: the stamp of the stores is changed, or a file lies elsewhere behind a link."""

from __future__ import annotations

from collections.abc import Iterator

from etanche.charter import Promise
from etanche.proof.checks.hosting import STAMP
from etanche.proof.drills.saboteur import Drill
from etanche.proof.reach import Reach
from etanche.proof.sandbox import Sandbox
from etanche.store import facts


def drills(_reach: Reach, promise: Promise) -> Iterator[Drill]:
    """Yield the sabotages of the region of the vault."""
    yield Drill(promise=promise.id, sabotage="region-stamped-over", act=_stamp_over, finds="hosting.elsewhere")
    yield Drill(promise=promise.id, sabotage="file-moved-away", act=_move_away, finds="hosting.astray")


def _stamp_over(sandbox: Sandbox) -> None:
    bench = sandbox.bench
    with bench.store.writing() as connection:
        facts.put(connection, bench.organisation, STAMP, "somewhere-else")


def _move_away(sandbox: Sandbox) -> None:
    """Put the tombstones on what could be another machine's disk, behind a link."""
    path = sandbox.bench.tombstones.path
    away = path.parent.with_name(f"{path.parent.name}-away")
    path.rename(away)
    path.symlink_to(away)
