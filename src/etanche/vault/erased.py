"""
What became of a person who was erased: told again from the journal, long after, from numbers alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from etanche.errors import NotFound
from etanche.journal import Entry
from etanche.store import moment_of
from etanche.vault.erased_lines import CATEGORY, ERASED
from etanche.vault.erasing import Eraser
from etanche.vault.look_marks import ROWS
from etanche.vault.means import Means
from etanche.vault.reaching import entries_about
from etanche.vault.staying import Kept

_TOLD = frozenset({CATEGORY, ERASED, ROWS})


class NotErased(NotFound):
    """Nobody of that id was erased, as far as the journal remembers."""


@dataclass(frozen=True, kw_only=True)
class Erased:
    """The numbers and moments of an erasure, and what is kept now."""

    unreadable: datetime | None
    """Since when no key of what is erased is left in any file; nothing if that was never seen."""

    marks_gone: datetime | None
    """Since when no row and no mark is left; nothing if a sweep still has to see to it."""

    destroyed: Mapping[str, int]
    """Records deleted, by category."""

    keys: int
    digests: tuple[str, ...]
    """Of the ids of the keys destroyed, in order and end to end: one for each time that some were (SHA-256, hex digits)."""

    kept: tuple[Kept, ...]

    hidden: int
    """Lines of erasures of which nobody can tell whose they are, because somebody changed the lists beside them: they may be missing here."""


def erased_of(means: Means, person: bytes) -> Erased:
    """
    Return what became of a person who was erased; see `Vault.erased`.

    Raises:
        NotErased: as its name says.
    """
    altered = set[int]()
    lines = means.journal.entries(numbers=entries_about(means, person, hidden=altered))
    rows = [line for line in lines if line.act == ROWS]
    hidden = sum(line.act in _TOLD for line in means.journal.entries(numbers=sorted(altered))) if altered else 0
    if not rows:
        raise NotErased(
            "nobody of this id was erased, as far as the journal remembers",
            hint="the lists beside some lines of erasures were changed: theirs may be among them; restore a backup"
            if hidden
            else "erase a person with `etanche erase`; the journal remembers it as long as its own term lasts",
        )
    eraser = Eraser(means)
    unfinished = eraser.is_unfinished(person)
    return Erased(
        unreadable=_unreadable(lines),
        marks_gone=None if unfinished else _gone(rows),
        destroyed=_destroyed(lines),
        keys=sum(int(line.facts["keys"]) for line in rows),
        digests=tuple(str(line.facts["keys-digest"]) for line in rows if "keys-digest" in line.facts),
        kept=eraser.kept(person),
        hidden=hidden,
    )


def _unreadable(lines: Iterable[Entry]) -> datetime | None:
    """Return the first moment at which no byte of a key was left: an erasure can need two goes, and be asked for again."""
    told = [line.facts["unreadable"] for line in lines if line.act == ERASED and "unreadable" in line.facts]
    return moment_of(str(told[0])) if told else None


def _gone(rows: Iterable[Entry]) -> datetime | None:
    final = [line for line in rows if line.facts["final"]]
    something = [line for line in final if line.facts["records"]]
    last = (something or final[:1])[-1:]
    return last[0].at if last else None


def _destroyed(lines: Iterable[Entry]) -> dict[str, int]:
    counted: dict[str, int] = {}
    for line in lines:
        if line.act == CATEGORY:
            counted[line.object] = counted.get(line.object, 0) + int(line.facts["records"])
    return dict(sorted(counted.items()))
