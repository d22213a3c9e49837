"""
Anchors: heads of the journal that somebody outside holds, and what is known here of who has them.

A head is *stamped* when an authority put its time under a receipt of it (RFC 3161), or *handed out* when somebody took a receipt.
What is outside is theirs; kept here is what shows that it was given: receipts, and the answers of authorities, which anybody
can check later and nobody here can make.
"""

from __future__ import annotations

import json
from base64 import b64decode, b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from etanche.clock import Clock
from etanche.errors import Refused
from etanche.journal.entry import Entry
from etanche.journal.receipt import Receipt
from etanche.keyring import StampRefused, authorities, stamp_request, stamped_at
from etanche.store import Connection, Store, facts
from etanche.terms import OrganisationId

MOST_KEPT: Final = 800
"""So many time-stamps are kept: two years and some, at one a day."""

_STAMPED: Final = "anchor.stamped."
_ASKED: Final = "anchor.asked"
_HANDED: Final = "anchor.handed"
_AGAINST: Final = "anchor.against"


class NothingAsked(Refused):
    """An answer of an authority came, and nothing here was asked of one."""


class AnchorKind(StrEnum):
    """How a head came to be outside."""

    STAMPED = "stamped"
    HANDED = "handed"


@dataclass(frozen=True, kw_only=True)
class Anchor:
    """A head that is outside: the receipt, since when, and the answer of an authority if one stamped it."""

    kind: AnchorKind
    receipt: Receipt
    at: datetime
    response: bytes = b""


class Anchors:
    """What one organisation gave out of its journal."""

    def __init__(self, *, store: Store, clock: Clock, organisation: OrganisationId) -> None:
        """Keep where they are remembered; nothing is read yet."""
        self._store = store
        self._clock = clock
        self._organisation = organisation

    def handed(self, connection: Connection, receipt: Receipt, *, against: Sequence[Receipt] = ()) -> None:
        """
        Remember the newest receipt that somebody took.

        Of those given before that speak `against` this journal the first one found stays remembered, whatever is handed out after it.
        """
        facts.put(connection, self._organisation, _HANDED, receipt.written())
        if against and facts.get(connection, self._organisation, _AGAINST) is None:
            facts.put(connection, self._organisation, _AGAINST, against[0].written())

    def asked(self, receipt: Receipt) -> bytes:
        """Remember the receipt that an authority is asked to stamp, and return the request (RFC 3161, DER)."""
        with self._store.writing() as connection:
            facts.put(connection, self._organisation, _ASKED, receipt.written())
        return stamp_request(receipt.message())

    def take(self, response: bytes, authority: bytes) -> tuple[Anchor, Entry]:
        """
        Keep the answer to the last request; return it with the line of the journal that says so.

        Args:
            response: what the authority sent.
            authority: its root certificates, PEM: an answer that nobody can check is no anchor.

        Raises:
            NothingAsked: no request waits for an answer.
            StampUnreadable, AuthorityUnreadable: these bytes are none.
            StampRefused: the answer is to something else, or of another authority.
        """
        with self._store.reading() as connection:
            waiting = facts.get(connection, self._organisation, _ASKED)
        if waiting is None:
            raise NothingAsked(
                "no time-stamp was asked for", hint="ask for one with `etanche journal anchor --request FILE`"
            )
        receipt = Receipt.read(waiting)
        at = stamped_at(response, receipt.message(), authorities(authority))
        anchor = Anchor(kind=AnchorKind.STAMPED, receipt=receipt, at=at, response=response)
        with self._store.writing() as connection:
            facts.put(connection, self._organisation, f"{_STAMPED}{receipt.head.position:020}", _written(anchor))
            facts.forget(connection, self._organisation, _ASKED)
            held = facts.under(connection, self._organisation, _STAMPED)
            for old in sorted(held)[:-MOST_KEPT]:
                facts.forget(connection, self._organisation, f"{_STAMPED}{old}")
        return anchor, self._line(receipt, at)

    def held(self) -> tuple[Anchor, ...]:
        """Return what is known to be outside, the oldest first; of receipts the one handed out last, and one that spoke against the journal."""
        with self._store.reading() as connection:
            stamped = facts.under(connection, self._organisation, _STAMPED)
            told = [facts.get(connection, self._organisation, name) for name in (_HANDED, _AGAINST)]
        found = [_read(text) for text in stamped.values()]
        for text in dict.fromkeys(one for one in told if one is not None):
            receipt = Receipt.read(text)
            found.append(Anchor(kind=AnchorKind.HANDED, receipt=receipt, at=receipt.at))
        return tuple(sorted(found, key=lambda anchor: (anchor.receipt.head.position, anchor.kind)))

    def _line(self, receipt: Receipt, at: datetime) -> Entry:
        return Entry(
            organisation=self._organisation,
            at=self._clock.now(),
            actor="time-stamp",
            act="head-stamped",
            object="journal",
            decision="done",
            facts={"position": receipt.head.position, "stamped": at.isoformat()},
        )


def checked(anchor: Anchor, authority: bytes) -> datetime | None:
    """Return when an authority saw the head of a stamped anchor; nothing if its root does not vouch for that."""
    try:
        return stamped_at(anchor.response, anchor.receipt.message(), authorities(authority))
    except StampRefused:
        return None


def newest(anchors: Sequence[Anchor]) -> Anchor | None:
    """Return the anchor that was given last."""
    return max(anchors, key=lambda anchor: anchor.at, default=None)


def _written(anchor: Anchor) -> str:
    said = {
        "receipt": anchor.receipt.written(),
        "at": anchor.at.isoformat(),
        "response": b64encode(anchor.response).decode("ascii"),
    }
    return json.dumps(said)


def _read(text: str) -> Anchor:
    said = json.loads(text)
    return Anchor(
        kind=AnchorKind.STAMPED,
        receipt=Receipt.read(said["receipt"]),
        at=datetime.fromisoformat(said["at"]),
        response=b64decode(said["response"]),
    )
