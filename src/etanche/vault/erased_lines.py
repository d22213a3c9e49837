"""
What an erasure leaves in the journal, in numbers: from these lines a certificate can be given long after.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from etanche.journal import Fact
from etanche.keyring import digest
from etanche.store import PlaceRow
from etanche.vault import under_way
from etanche.vault.means import Means

ERASED: Final = "erased"
ROWS: Final = "erased-rows"
CATEGORY: Final = "erased-category"
GOING: Final = "going-"
"""What a fact of the line of an erasure begins with that says how many records of a category go."""


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
    facts: dict[str, Fact] = {"records": len(gone), "keys": len(keys), "final": int(flushed)}
    if keys:
        facts["keys-digest"] = digest(b"".join(keys)).hex()
    _write(means, person, facts, by_category(means, gone), actor=actor, notes=[note])


def tell_what_is_owed(means: Means, person: bytes, *, actor: str) -> None:
    """
    Write what an erasure had said would go, and went, and of which no line was written because it was killed in between.

    Nothing is written where everything was told.
    """
    lines = list(means.journal.entries(numbers=list(means.lines_about(person))))
    planned: Counter[str] = Counter()
    for line in lines:
        if line.act == ERASED:
            planned |= Counter(
                {name.removeprefix(GOING): int(n) for name, n in line.facts.items() if name.startswith(GOING)}
            )
    told = Counter[str]()
    for line in lines:
        if line.act == CATEGORY:
            told[line.object] += int(line.facts["records"])
    owed = planned - told
    if owed:
        _write(means, person, {"records": owed.total(), "keys": 0, "final": 1}, owed, actor=actor, notes=())


def by_category(means: Means, places: Sequence[PlaceRow]) -> Counter[str]:
    """Return how many records there are of each category."""
    names = means.numbers.category_names()
    return Counter(names.get(place.category, "unknown") for place in places)


def _write(
    means: Means,
    person: bytes,
    facts: Mapping[str, Fact],
    gone: Counter[str],
    *,
    actor: str,
    notes: Iterable[str],
) -> None:
    lines = [means.entry(actor=actor, act=ROWS, object="person", decision="done", facts=facts)]
    for category, count in sorted(gone.items()):
        told: dict[str, Fact] = {"records": count}
        lines.append(means.entry(actor=actor, act=CATEGORY, object=category, decision="done", facts=told))
    with means.store.writing() as connection:
        under_way.end(means, connection, notes)
        for line in lines:
            means.write_about(connection, line, [person])
