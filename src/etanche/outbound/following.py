"""
What became of a letter whose end somebody waits for: lines of the journal name it by its random id, and never its reader.

Of other letters the journal tells how many went. A letter that neither waits nor has a line was taken out of the outbox behind our back.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from etanche.journal import Entry, Fact, Line
from etanche.outbound.outbox import ACTOR, LETTER, OWED, Outbox
from etanche.store import Connection, outbox

RECIPIENT_TOLD: Final = "recipient-told"
"""The kind of a letter to a recipient."""

FOLLOWED: Final = frozenset({RECIPIENT_TOLD})
"""The kinds of letters whose end is written down one by one, beside those that are owed to who asks (`OWED`)."""

ALTERED: Final = "altered"
"""The fact of a line that says that the letter was given up because it was not as we wrote it."""


class Fate(StrEnum):
    """What became of a letter."""

    WAITING = "waiting"
    TAKEN = "letter-taken"
    GIVEN_UP = "letter-given-up"
    CAME_BACK = "mail-bounced"
    LOST = "lost"


@dataclass(frozen=True, kw_only=True)
class Followed:
    """What became of a letter, and since when."""

    fate: Fate
    at: datetime | None = None
    """When its line was written; nothing while it waits, or where there is no line."""


_ENDS: Final = frozenset({Fate.TAKEN, Fate.GIVEN_UP, Fate.CAME_BACK})


def ended(box: Outbox, connection: Connection, letter: bytes, kind: str, fate: Fate, *, altered: bool = False) -> None:
    """Write down the end of a letter of a kind that is followed, in the transaction in which it leaves the outbox."""
    if kind in FOLLOWED or kind.startswith(OWED):
        told: dict[str, Fact] = {"kind": kind, **({ALTERED: 1} if altered else {})}
        box.tell(connection, fate.value, told, about=f"{LETTER}{letter.hex()}")


def follow(box: Outbox, letter: bytes) -> Followed:
    """Return what became of a letter of a kind that is followed; the newest line says it."""
    with box.store.reading() as connection:
        waits = outbox.waits(connection, box.organisation, letter)
    if waits:
        return Followed(fate=Fate.WAITING)
    found = [line.entry for line in box.journal.lines(object=f"{LETTER}{letter.hex()}") if says_end(line)]
    return Followed(fate=Fate(found[-1].act), at=found[-1].at) if found else Followed(fate=Fate.LOST)


def says_end(line: Line) -> bool:
    """Tell whether a line says what became of a letter, and we wrote it."""
    return line.ours and _is_end(line.entry)


def _is_end(entry: Entry) -> bool:
    return entry.actor == ACTOR and entry.act in _ENDS
