"""
What is said of a hold, and how it is sealed: under a key of the organisation, so that it outlives whom the hold is about.

The ledger knows a hold by a keyed mark of its case and of what it was placed on; the same case held elsewhere is another hold.
Its words are bound to that mark, and go when the hold is released.
"""

from __future__ import annotations

from datetime import date

import msgspec

from etanche.keyring import SealBroken, bind
from etanche.standing import HELD
from etanche.store import StandingRow
from etanche.vault.means import Means
from etanche.vault.refs import Ref

_KEY = "hold"
_MARKED = 0
"""The number under which holds are marked: fields are numbered from 1."""


class HoldWords(msgspec.Struct, frozen=True):
    """What is said of a hold when it is placed."""

    case: str
    reason: str
    owner: str
    review: date

    def text(self) -> bytes:
        """Return why, who answers for it and when it is looked at again, a line each: the evidence of the hold."""
        return f"{self.reason}\n{self.owner}\n{self.review.isoformat()}".encode()


def mark_of(means: Means, case: str, about: bytes | Ref) -> str:
    """Return the 32 hex digits by which the ledger knows the hold of a case on a person, or on one record."""
    what = f"person/{about.hex()}" if isinstance(about, bytes) else f"record/{about.id.hex()}"
    return means.keyring.mark(means.organisation, _MARKED, f"hold\0{case}\0{what}").hex()


def sealed_words(means: Means, mark: str, words: HoldWords) -> bytes:
    """Return what is said of a hold, sealed for its mark alone."""
    return means.keyring.ledger_key(means.organisation, _KEY).seal(msgspec.msgpack.encode(words), _bound(means, mark))


def opened_words(means: Means, row: StandingRow) -> HoldWords | None:
    """Return what is said of a hold; nothing of another event, of a hold of before, or of one that another hand wrote."""
    if row.event != HELD or not row.because or row.evidence is None:
        return None
    key = means.keyring.ledger_key(means.organisation, _KEY)
    try:
        return msgspec.msgpack.decode(key.open(row.evidence, _bound(means, row.because)), type=HoldWords)
    except SealBroken:
        return None


def _bound(means: Means, mark: str) -> bytes:
    return bind("hold", 1, means.organisation, mark)
