"""
What an erasure would do, before it is done: what goes and what stays, as a value that can be shown and signed.

It is worked out by the same function that parts what goes from what stays when a person is really erased.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from etanche.vault.aliases import group_of, require_somebody
from etanche.vault.asking import obeyed
from etanche.vault.means import Means
from etanche.vault.staying import Kept, kept_of, split_of


@dataclass(frozen=True, kw_only=True)
class ErasurePlan:
    """What goes, by category, and what stays, for which purpose and until when at most."""

    going: Mapping[str, int]
    kept: tuple[Kept, ...]
    """A record stands in it once for each reason that keeps it."""

    staying: int = 0
    """How many records stay, whatever keeps each of them."""

    def as_json(self) -> dict[str, object]:
        """Return the plan for programs, always in the same order."""
        return {
            "going": dict(self.going),
            "kept": [
                {"category": one.category, "purpose": one.purpose, "records": one.records, "until": one.until}
                for one in self.kept
            ],
        }


def plan_of(means: Means, person: bytes) -> ErasurePlan:
    """
    Return what erasing a person and everybody they are joined with would do now.

    Raises:
        NoSuchPerson: nobody is known by that id.
    """
    with means.store.reading() as connection:
        obeyed(means, connection)
        require_somebody(means, connection, person)
        group = sorted(group_of(means, connection, person))
    names = means.numbers.category_names()
    splits = [split_of(means, one) for one in group]
    going = Counter(names.get(place.category, "") for split in splits for place in split.going)
    return ErasurePlan(
        going=dict(sorted(going.items())),
        kept=together([one for split in splits for one in split.kept]),
        staying=sum(len(split.staying) for split in splits),
    )


def together(kept: Sequence[Kept]) -> tuple[Kept, ...]:
    """Return what stays of several persons as what stays of one."""
    counted: dict[tuple[str, str, str | None], int] = {}
    for one in kept:
        key = (one.category, one.purpose, one.until)
        counted[key] = counted.get(key, 0) + one.records
    return kept_of(counted)
