"""Sabotages of `access:<role>/<category>`: a wider cell, a reading behind the back, lines that never reach the journal."""

from __future__ import annotations

from collections.abc import Iterator

from etanche.charter import Charter, Promise
from etanche.proof.drills.saboteur import RESALE, Drill, lose_grants, lose_refusals, obey, with_cell
from etanche.proof.sandbox import Sandbox


def drills(charter: Charter, promise: Promise) -> Iterator[Drill]:
    """Yield the sabotages of one pair, granted or refused."""
    role, category = promise.subject.split("/")
    granted = charter.roles[role].sees.get(category, ())
    purpose = _tempting(charter, category, granted)

    def widen(sandbox: Sandbox) -> None:
        obey(sandbox, lambda plan: with_cell(plan, role=role, category=category, purpose=purpose))

    def read_behind(sandbox: Sandbox) -> None:
        """Widen, read, and put everything back as it was."""
        widen(sandbox)
        tuple(sandbox.bench.vault.acting(role, purpose=purpose, actor="saboteur").read(category))
        sandbox.obey(None)

    yield Drill(promise=promise.id, sabotage="cell-widened", act=widen)
    yield Drill(promise=promise.id, sabotage="read-behind-the-back", act=read_behind)
    yield Drill(promise=promise.id, sabotage="refusals-unplugged", act=lose_refusals)
    if granted:
        yield Drill(promise=promise.id, sabotage="readings-unplugged", act=lose_grants)


def _tempting(charter: Charter, category: str, granted: tuple[str, ...]) -> str:
    """Return a purpose that uses the category and is not granted, or one slipped in."""
    using = (
        name for name, purpose in sorted(charter.purposes.items()) if category in purpose.uses and name not in granted
    )
    return next(using, RESALE)
