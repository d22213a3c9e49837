"""
Letters that came back (RFC 3464): which of ours, and because nobody was at the address.

Anybody can write to the sender's address, so a report is believed only if it quotes the number of a letter that we sent to that very
address: the number holds a proof that only we can make. What else stands in a report is read by nobody and kept nowhere.
"""

from __future__ import annotations

import email
import re
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import Message
from email.policy import compat32
from secrets import compare_digest
from typing import Final

from etanche.errors import Unreadable
from etanche.outbound.following import Fate
from etanche.outbound.letter import is_address
from etanche.outbound.outbox import LETTER, Outbox
from etanche.outbound.reading import within_bounds

_MOST_PARTS: Final = 50
_NUMBER: Final = re.compile(r"<([0-9a-f]{32})\.([0-9a-f]{32})@[^<>\s]{1,255}>")
_STATUS: Final = re.compile(r"5\.(1\.\d{1,3}|2\.1)")


class BounceUnreadable(Unreadable):
    """A file is no report of a mail server about a letter that came back."""


@dataclass(frozen=True, kw_only=True)
class Bounce:
    """What a report says of one address."""

    letter: bytes
    proof: str
    addresses: tuple[str, ...]
    """The address as it is now, and as it was when the letter went, if the report says both."""

    status: str
    final: bool
    """Whether it says that nobody is there, and not only that it did not go this time."""


def bounces_in(data: bytes) -> tuple[Bounce, ...]:
    """
    Return what a report says, of each address it speaks of.

    Raises:
        BounceUnreadable: it is no report about a letter of ours, or more tangled than a mail server writes one.
    """
    try:
        found = _read(data) if within_bounds(data) else None
    except Exception:  # noqa: BLE001  # whatever the library's parser falls over, no mail server wrote it
        found = None
    if found is None:
        raise BounceUnreadable(
            "this is no report about a letter that came back", hint="hand over the whole message, as it came"
        )
    return found


def _read(data: bytes) -> tuple[Bounce, ...] | None:
    """Return what a message says if it is a report about a letter of ours."""
    message = email.message_from_bytes(data, policy=compat32)
    parts = [part for part, _ in zip(message.walk(), range(_MOST_PARTS), strict=False)]
    number = next((found for part in parts for found in _numbers(part)), None)
    if number is None or message.get_content_type() != "multipart/report":
        return None
    return tuple(
        Bounce(
            letter=bytes.fromhex(number[1]),
            proof=number[2],
            addresses=addresses,
            status=status,
            final=action == "failed" and _STATUS.fullmatch(status) is not None,
        )
        for part in parts
        if part.get_content_type() == "message/delivery-status"
        for addresses, action, status in _told(part)
    )


def take(box: Outbox, data: bytes) -> int:
    """
    Mark the addresses that a report says nobody is at; return how many.

    Raises:
        BounceUnreadable: it is no report about a letter of ours.
    """
    marked = 0
    for bounce in bounces_in(data):
        ours = [one for one in bounce.addresses if compare_digest(bounce.proof, box.proof(bounce.letter, one))]
        if bounce.final and ours:
            with box.store.writing() as connection:
                box.mark(connection, ours[0], "bounced")
                about = f"{LETTER}{bounce.letter.hex()}"
                box.tell(connection, Fate.CAME_BACK.value, {"status": bounce.status}, about=about)
            marked += 1
    return marked


def _numbers(part: Message) -> Iterator[re.Match[str]]:
    """Yield the number of the letter that a part of a report quotes: the whole letter, or its head alone."""
    if part.get_content_type() == "text/rfc822-headers":
        payload = part.get_payload(decode=True)
        head = payload if isinstance(payload, bytes) and within_bounds(payload) else b""
        part = email.message_from_bytes(head)
    found = _NUMBER.fullmatch(str(part.get("Message-ID", "")).strip())
    if found is not None:
        yield found


def _told(part: Message) -> Iterator[tuple[tuple[str, ...], str, str]]:
    """Yield addresses, action and status of each address that a report speaks of."""
    blocks = part.get_payload()
    for block in blocks if isinstance(blocks, list) else []:
        if not isinstance(block, Message):
            continue
        said = (
            str(block.get(name, "")).rpartition(";")[2].strip() for name in ("Final-Recipient", "Original-Recipient")
        )
        addresses = tuple(one for one in said if is_address(one))
        if addresses:
            status = str(block.get("Status", "")).split(maxsplit=1)
            yield addresses, str(block.get("Action", "")).strip().lower(), status[0] if status else ""
