"""
What an erasure leaves in the journal, in numbers: from these lines a certificate can be given long after.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Final

from etanche.journal import Fact
from etanche.keyring import digest
from etanche.store import PlaceRow
from etanche.vault import under_way
from etanche.vault.means import Means

ERASED: Final = "erased"
ROWS: Final = "erased-rows"
CATEGORY: Final = "erased-category"


def tell_what_went(
    means: Means,
    person: bytes,
    gone: Sequence[PlaceRow],
    keys: Sequence[bytes],
    *,
    actor: str,
    flushed: bool,
    note: str,
) -> None:
    """Write records by category, and keys by the digest of their ids, as lines about a person; strike the note that they are going."""
    names = means.numbers.category_names()
    facts: dict[str, Fact] = {"records": len(gone), "keys": len(keys), "final": int(flushed)}
    if keys:
        facts["keys-digest"] = digest(b"".join(keys)).hex()
    lines = [means.entry(actor=actor, act=ROWS, object="person", decision="done", facts=facts)]
    for number, count in sorted(Counter(place.category for place in gone).items()):
        category = names.get(number, "unknown")
        told: dict[str, Fact] = {"records": count}
        lines.append(means.entry(actor=actor, act=CATEGORY, object=category, decision="done", facts=told))
    with means.store.writing() as connection:
        under_way.end(means, connection, [note])
        for line in lines:
            means.write_about(connection, line, [person])
