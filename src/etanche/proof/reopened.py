"""
What the journal says was ended for good, and is open again: keys of programs that were revoked.

The mark of a key covers whether it was revoked, so that a row changed by hand opens nothing. A row put back whole, as it was before, has
a true mark: only the line of the journal knows better.
"""

from __future__ import annotations

from etanche.proof.run import ProofRun
from etanche.store import api_keys

_OBJECT = "api-keys"
_REVOKED = "key-revoked"


def keys(run: ProofRun) -> int:
    """Return how many keys of programs stand as if nobody had revoked them, and somebody had; those whose lines went are not known."""
    bench = run.bench
    lines = bench.journal.lines(object=_OBJECT)
    revoked = {line.entry.facts.get("key") for line in lines if line.ours and line.entry.act == _REVOKED}
    if not revoked:
        return 0
    with bench.store.reading() as connection:
        rows = api_keys.listed(connection, bench.organisation)
    return sum(row.revoked is None and row.id.hex() in revoked for row in rows)
