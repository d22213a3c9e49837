"""
Letters that are not written yet: what was asked for waits in the outbox, sealed, and whoever sends letters writes them first.

Exactly once: what was asked for goes and the letter comes in one commit. Killed before, it is written by the next round.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Final

from msgspec import MsgspecError

from etanche.keyring import SealBroken
from etanche.outbound.letter import Letter
from etanche.outbound.outbox import Outbox
from etanche.store import OutboxRow, outbox

AT_ONCE: Final = 50
_LEASE: Final = timedelta(minutes=5)
"""So long nobody else writes what was claimed: longer than it takes to look fifty addresses up."""


def keep_asked(box: Outbox, plain: bytes) -> None:
    """
    Keep what a letter is to be written of; it is durable when this returns.

    Raises:
        OutboxFull: too many letters wait already; nothing was kept.
    """
    with box.store.writing() as connection:
        box.put(connection, outbox.ASKED, plain)


def write_asked(box: Outbox, write: Callable[[bytes], Letter]) -> int:
    """
    Write every letter that was asked for, and return how many; `write` makes one of what was kept.

    What somebody altered behind our back is given up, with a line, and holds up no other.
    """
    written = 0
    with box.store.reading() as connection:
        if not outbox.of_kind(connection, box.organisation, outbox.ASKED):
            return written
    while rows := box.claim(outbox.ASKED, lease=_LEASE, most=AT_ONCE):
        written += sum(_write(box, row, write) for row in rows)
    return written


def _write(box: Outbox, row: OutboxRow, write: Callable[[bytes], Letter]) -> bool:
    letter = _letter(box, row, write)
    with box.store.writing() as connection:
        # Another process may have written it meanwhile: then there is nothing to take, and nothing to post.
        if not outbox.remove(connection, box.organisation, row.id):
            return False
        if letter is None:
            box.tell(connection, "mail-given-up", {"letters": 1, "kind": row.kind, "why": "altered"})
            return False
        box.write(connection, letter)
    return True


def _letter(box: Outbox, row: OutboxRow, write: Callable[[bytes], Letter]) -> Letter | None:
    """Return the letter of a row, or nothing where its key is gone or it is not as we wrote it."""
    try:
        plain = box.plain(row)
        return None if plain is None else write(plain)
    except (SealBroken, MsgspecError, ValueError):
        return None
