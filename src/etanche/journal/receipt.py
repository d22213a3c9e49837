"""
A receipt: where the journal ended at a moment, signed, to be kept by somebody else.

One old receipt exposes a journal that was written anew, even by who has every key: the chain of today must have the same link
at the same position. It is text that survives a mail: short lines, quotation marks before them do no harm.

The signature (Ed25519) covers a label, a version byte and the MessagePack array of organisation, position, link, moment and
public key, so that who handed it out cannot say afterwards that they did not.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final, Self

import msgspec

from etanche.errors import Unreadable
from etanche.journal.chain import Head
from etanche.keyring import Signer
from etanche.keyring import verify as signature_holds
from etanche.store import moment_of, moment_text
from etanche.terms import OrganisationId

FORMAT: Final = "1"
LONGEST: Final = 1 << 20
"""So many bytes of a file are looked through for a receipt."""

_LABEL: Final = b"etanche journal receipt\x01"
_BEGIN: Final = "-----BEGIN ETANCHE RECEIPT-----"
_END: Final = "-----END ETANCHE RECEIPT-----"
_FIELDS: Final = ("format", "organisation", "position", "link", "moment", "key", "signature")
_LINE: Final = 64
_QUOTED: Final = re.compile(r"^[>\s]+")
_HIGHEST: Final = 1 << 62

_pack = msgspec.msgpack.Encoder().encode


class ReceiptUnreadable(Unreadable):
    """A file holds no receipt of a journal."""


@dataclass(frozen=True, kw_only=True)
class Receipt:
    """The head of one journal at one moment, under the signature of who keeps it."""

    organisation: OrganisationId
    head: Head
    at: datetime
    public: bytes
    signature: bytes = b""

    @classmethod
    def signed(cls, signer: Signer, *, organisation: OrganisationId, head: Head, at: datetime) -> Self:
        """Make a receipt of a head."""
        unsigned = cls(organisation=organisation, head=head, at=at, public=signer.public)
        signature = signer.sign(unsigned.message())
        return cls(organisation=organisation, head=head, at=at, public=signer.public, signature=signature)

    def message(self) -> bytes:
        """Return what the signature covers, and what a time-stamp is asked for."""
        head = self.head
        return _LABEL + _pack((self.organisation, head.position, head.link, moment_text(self.at), self.public))

    def holds(self) -> bool:
        """Tell whether the key that it names signed exactly this."""
        return signature_holds(self.public, self.signature, self.message())

    def written(self) -> str:
        """Return it as text of short lines, with one at the end."""
        said = {
            "format": FORMAT,
            "organisation": self.organisation.hex(),
            "position": str(self.head.position),
            "link": self.head.link.hex(),
            "moment": moment_text(self.at),
            "key": self.public.hex(),
            "signature": self.signature.hex(),
        }
        lines = [line for name, value in said.items() for line in _folded(name, value)]
        return "\n".join((_BEGIN, *lines, _END, ""))

    @classmethod
    def of_file(cls, file: Path) -> Self:
        """
        Read the receipt in a file, such as a mail that was kept.

        Raises:
            ReceiptUnreadable: it cannot be read, or holds none.
        """
        try:
            with file.open("rb") as opened:
                text = opened.read(LONGEST).decode("utf-8", "replace")
        except OSError:
            raise ReceiptUnreadable(f"`{file}` cannot be read", hint="name the file that the receipt is in") from None
        return cls.read(text)

    @classmethod
    def read(cls, text: str) -> Self:
        """
        Read the first receipt in a text, and believe nothing of it yet.

        Raises:
            ReceiptUnreadable: there is none, or it is not whole.
        """
        try:
            said = _said(text)
            return cls(
                organisation=OrganisationId(_bytes(said["organisation"], 16)),
                head=Head(position=_position(said["position"]), link=_bytes(said["link"], 32)),
                at=_moment(said["moment"]),
                public=_bytes(said["key"], 32),
                signature=_bytes(said["signature"], 64),
            )
        except (ValueError, OverflowError):
            raise ReceiptUnreadable(
                "this is no receipt of a journal that can be read here",
                hint="a receipt goes from its line BEGIN to its line END, as `etanche journal head` prints it",
            ) from None


def _folded(name: str, value: str) -> Iterator[str]:
    """Yield the lines of one field; what is too long goes on in the next."""
    yield f"{name}: {value[:_LINE]}"
    yield from (f"  {value[at : at + _LINE]}" for at in range(_LINE, len(value), _LINE))


def _said(text: str) -> dict[str, str]:
    """Return the fields of the first receipt in a text: all of them, in their order, none twice."""
    _, begin, rest = text.partition(_BEGIN)
    inside, end, _ = rest.partition(_END)
    if not begin or not end:
        raise ValueError("no receipt")
    seen: list[tuple[str, str]] = []
    for line in inside.splitlines():
        bare = _QUOTED.sub("", line).rstrip()
        name, colon, value = bare.partition(": ")
        if colon:
            seen.append((name, value))
        elif bare and seen:
            seen[-1] = (seen[-1][0], seen[-1][1] + bare)
    if tuple(name for name, _ in seen) != _FIELDS or seen[0][1] != FORMAT:
        raise ValueError("fields")
    return dict(seen)


def _bytes(text: str, size: int) -> bytes:
    if len(text) != 2 * size or re.fullmatch("[0-9a-f]+", text) is None:
        raise ValueError("hex digits")
    return bytes.fromhex(text)


def _position(text: str) -> int:
    if re.fullmatch("[0-9]{1,19}", text) is None or int(text) > _HIGHEST or str(int(text)) != text:
        raise ValueError("position")
    return int(text)


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None or moment_text(moment) != text:
        raise ValueError("moment")
    return moment_of(text)
