"""
`continuity:halt`: the word that stops all access is the one that was said, and whatever asks for data while it stands is refused.

*Observed*: data, shelf and journal say the same, under marks that fit. *Attempted*: the vault as it would be if somebody had halted it, asked for
records, figures and the public door: each must be refused for that reason and no other.
What this does *not* see: whether whoever may end a halt is who they say; and pages that show something of their own without asking the vault.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from etanche.errors import EtancheError, NotFound
from etanche.proof.outcome import Outcome, broken, kept
from etanche.proof.run import PROBER, ProofRun
from etanche.standing import HaltChanged, Halted, Halting
from etanche.store import halts
from etanche.vault import Arrival


def look(run: ProofRun) -> Outcome:
    """Observe the word, then attempt to come by data in spite of one."""
    bench = run.bench
    halting = Halting(keyring=bench.keyring, store=bench.store, shelf=bench.shelf, organisation=bench.organisation)
    with bench.store.reading() as connection:
        words = halts.get(connection, bench.organisation)
    try:
        behind = halting.behind(words)
        halting.known(words)
    except HaltChanged:
        return broken("continuity.halt-changed")
    if behind:
        return broken("continuity.halt-changed")
    answers = [_refused(one) for one in _attempts(run)]
    ignored = answers.count(False)
    if ignored:
        return broken("continuity.halt-ignored", ways=ignored)
    return kept("continuity.halt-obeyed", ways=len(answers))


def _attempts(run: ProofRun) -> Iterator[Callable[[], object]]:
    """Yield ways to the data: of each category a reading in a role that has it, and the door by which it comes in."""
    bench = run.bench
    vault, probe = bench.vault.as_if_halted(), run.probe
    seen: set[str] = set()
    for cell in sorted(bench.plan.cells, key=lambda one: (one.category, one.role, one.purpose)):
        if cell.category not in seen:
            seen.add(cell.category)
            session = vault.acting(cell.role, purpose=cell.purpose, actor=PROBER, probe=probe)
            yield lambda session=session, name=cell.category: session.count(name)  # type: ignore[misc]  # bound now
    for name, category in sorted(bench.plan.categories.items()):
        if category.channels:
            door = vault.door(min(category.channels), actor=PROBER, probe=probe)
            arrival = Arrival(at=run.at, fields={})
            yield lambda door=door, name=name, arrival=arrival: door.put_many(name, [arrival])  # type: ignore[misc]  # as above
    yield lambda: vault.looks(bytes(16), actor=PROBER)


def _refused(attempt: Callable[[], object]) -> bool | None:
    """Tell whether it was refused because of the halt; nothing if something else refused it first. Who is told that nothing was found was let look."""
    try:
        attempt()
    except Halted:
        return True
    except NotFound:
        return False
    except EtancheError:
        return None
    return False
