"""
What becomes of data after a death: wishes are kept sealed, opened as they were said, and gone with the person; no death is believed unchecked.
"""

from __future__ import annotations

from collections.abc import Iterator

from etanche.proof.outcome import Outcome, broken, kept
from etanche.proof.persons.scene import marks, probing
from etanche.proof.run import ProofRun
from etanche.rights import Instructions, Wish, unchecked
from etanche.standing import INSTRUCTED
from etanche.store import standing


def instructed(run: ProofRun) -> Outcome:
    """Let somebody made up say what they wish, read it again, erase them; and look at every request about a death that was granted."""
    bench = run.bench
    if found := unchecked(bench.store, bench.organisation, run.reach.plan.zone):
        return broken("rights.death-unchecked", requests=found)
    person = probing(run).person()
    said = Instructions(wish=Wish.ERASE, name=marks(run).sealed, email="somebody@example.invalid").written()
    probing(run).tell(person, INSTRUCTED, evidence=said)
    if (INSTRUCTED, said) not in bench.vault.evidence(person):
        return broken("rights.instructions-lost")
    if any(marks(run).sealed.encode() in seen for seen in _seen(run)):
        return broken("rights.instructions-in-clear")
    probing(run).erase(person)
    if any(event == INSTRUCTED for event, _ in bench.vault.evidence(person)):
        return broken("rights.instructions-outlive")
    return kept("rights.instructions-sealed")


def _seen(run: ProofRun) -> Iterator[bytes]:
    """Yield what the ledger says of wishes to whoever has the data and no key."""
    with run.bench.store.reading() as connection:
        for row in standing.of_events(connection, run.bench.organisation, [INSTRUCTED]):
            sealed = row.evidence if isinstance(row.evidence, bytes) else str(row.evidence).encode()
            yield sealed + row.because.encode()
