"""Sabotages of `scopes:<provider>/<scope>`: a permission is asked for that nobody declared."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from etanche.charter import Promise
from etanche.proof import doormen
from etanche.proof.drills.saboteur import Drill
from etanche.proof.lodge import Lodge
from etanche.proof.reach import Reach
from etanche.proof.sandbox import Sandbox


def drills(_reach: Reach, promise: Promise) -> Iterator[Drill]:
    """Yield the sabotage of what a provider is asked for."""
    yield Drill(promise=promise.id, sabotage="scope-widened", act=_widen, finds="scopes.undeclared")


def _widen(sandbox: Sandbox) -> None:
    """Ask a provider for everything there is besides."""

    def lets(lodge: Lodge) -> Lodge:
        return replace(lodge, asked=lambda provider: (*lodge.asked(provider), "everything"))

    doormen.let_in(sandbox, lets)
