"""Sabotages of `hosting:<region>`: a stamp is changed, the shelf is one of another place, or a file lies elsewhere behind a link."""

from __future__ import annotations

from collections.abc import Iterator

from etanche.charter import Promise
from etanche.proof.checks.hosting import REGION
from etanche.proof.drills.saboteur import Drill
from etanche.proof.reach import Reach
from etanche.proof.sandbox import Sandbox
from etanche.proof.stamps import STAMP
from etanche.store import facts


def drills(_reach: Reach, promise: Promise) -> Iterator[Drill]:
    """Yield the sabotages of the region of the vault."""
    yield Drill(promise=promise.id, sabotage="region-stamped-over", act=_stamp_over, finds="hosting.elsewhere")
    yield Drill(
        promise=promise.id, sabotage="stores-in-another-country", act=_say_elsewhere, finds="hosting.another-country"
    )
    yield Drill(promise=promise.id, sabotage="shelf-of-another-place", act=_restamp, finds="hosting.misplaced")
    yield Drill(promise=promise.id, sabotage="file-moved-away", act=_move_away, finds="hosting.astray")


def _stamp_over(sandbox: Sandbox) -> None:
    bench = sandbox.bench
    with bench.store.writing() as connection:
        facts.put(connection, bench.organisation, REGION, "somewhere-else")


def _say_elsewhere(sandbox: Sandbox) -> None:
    """Let the settings say that the stores stand where the charter does not; no country has the code."""
    with (sandbox.bench.folder / "instance.toml").open("a", encoding="utf-8") as settings:
        settings.write('\n[stores]\ncountry = "ZZ"\n')


def _restamp(sandbox: Sandbox) -> None:
    """Let the shelf say that it is on a server, as one would whose rows were read into a file behind the system's back."""
    bench = sandbox.bench
    said = bench.shelf.fact(bench.organisation, STAMP) or ""
    bench.shelf.put_fact(bench.organisation, STAMP, f"7{said.removeprefix('file')}")


def _move_away(sandbox: Sandbox) -> None:
    """Put the tombstones on what could be another machine's disk, behind a link."""
    path = sandbox.bench.tombstones.path
    away = path.parent.with_name(f"{path.parent.name}-away")
    path.rename(away)
    path.symlink_to(away)
