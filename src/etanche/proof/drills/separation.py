"""Sabotages of `separation:organisations`: seals that bind nothing, and a record that lies under another's name."""

from __future__ import annotations

from collections.abc import Iterator

from etanche.charter import Promise
from etanche.proof.drills.minimise import give_away
from etanche.proof.drills.saboteur import Drill
from etanche.proof.drills.sealed import unbind
from etanche.proof.reach import Reach


def drills(_reach: Reach, promise: Promise) -> Iterator[Drill]:
    """Yield the sabotages of the wall between organisations."""
    yield Drill(promise=promise.id, sabotage="seal-unbound", act=unbind, finds="separation.unbound")
    yield Drill(promise=promise.id, sabotage="rows-of-others", act=give_away, finds="separation.carried-over")
