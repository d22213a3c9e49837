"""
Signatures of letters (DKIM, RFC 6376): `rsa-sha256`, both forms relaxed, each line of the head signed once more than it is there.

Who changes a line that is signed, or adds one that was not there (a second sender, another place to answer to), breaks the signature; who folds a line or adds blanks at its end does not.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Protocol

from etanche.keyring import digest

_ONE_EACH: Final = (
    *("from", "reply-to", "to", "cc", "subject", "date", "message-id", "auto-submitted"),
    *("mime-version", "content-type", "content-transfer-encoding"),
)
_NONE: Final = ("list-id", "list-unsubscribe", "list-unsubscribe-post")
"""A letter of ours goes to no list: who puts such a line in would have a button of the reader's program lead elsewhere."""

SIGNED: Final = (*(name for one in _ONE_EACH for name in (one, one)), *_NONE)
"""The lines of the head that are signed, each named once more than it can stand there: so it is said that there is no other (RFC 6376 §8.15)."""

_BLANKS: Final = re.compile(rb"[ \t]+")
_FOLD: Final = re.compile(rb"\r\n(?=[ \t])")
_TXT: Final = 255
"""A piece of text in a name server's record is no longer (RFC 1035 §3.3)."""


class Signs(Protocol):
    """What signs; `keyring.MailKey` does."""

    @property
    def public(self) -> bytes:
        """Return the public half (SubjectPublicKeyInfo, DER)."""

    def sign(self, data: bytes) -> bytes:
        """Return the signature of some bytes."""


@dataclass(frozen=True, kw_only=True)
class Seal:
    """A key with the place where its public half is published: `SELECTOR._domainkey.DOMAIN`."""

    domain: str
    selector: str
    key: Signs

    @property
    def place(self) -> str:
        """Return the name under which the public half is looked up."""
        return f"{self.selector}._domainkey.{self.domain}"

    @property
    def record(self) -> str:
        """Return what is published there."""
        return f"v=DKIM1; k=rsa; p={base64.b64encode(self.key.public).decode()}"

    def sign(self, message: bytes, at: datetime) -> bytes:
        """Return a message with a signature before it; of the same message at the same moment it is the same."""
        head, _, body = message.partition(b"\r\n\r\n")
        hashed = base64.b64encode(digest(relaxed_body(body))).decode()
        told = (
            f"v=1; a=rsa-sha256; c=relaxed/relaxed; d={self.domain}; s={self.selector}; t={int(at.timestamp())};\r\n"
            f" h={':'.join(SIGNED)};\r\n bh={hashed};\r\n b="
        )
        line = b"DKIM-Signature: " + told.encode()
        signature = base64.b64encode(self.key.sign(relaxed_head(head, line))).decode()
        folded = "\r\n ".join(signature[begin : begin + 72] for begin in range(0, len(signature), 72))
        return line + folded.encode() + b"\r\n" + message


def relaxed_body(body: bytes) -> bytes:
    """Return a body as it is hashed (RFC 6376 §3.4.4)."""
    lines = [_BLANKS.sub(b" ", line).rstrip(b" ") for line in body.split(b"\r\n")]
    while lines and not lines[-1]:
        lines.pop()
    return b"".join(line + b"\r\n" for line in lines)


def relaxed_head(head: bytes, signature: bytes) -> bytes:
    """Return the signed lines of a head, each taken from below, and the line of the signature without its end (§3.4.2, §5.4.2)."""
    lines = _FOLD.sub(b"", head).split(b"\r\n")
    by_name: dict[bytes, list[bytes]] = {}
    for line in lines:
        name, _, _ = line.partition(b":")
        by_name.setdefault(name.strip().lower(), []).append(line)
    chosen = [by_name[name].pop() for name in map(str.encode, SIGNED) if by_name.get(name)]
    return b"".join(_relaxed(line) + b"\r\n" for line in chosen) + _relaxed(_FOLD.sub(b"", signature))


def pieces(text: str) -> Sequence[str]:
    """Return a text in the pieces in which a record holds it."""
    return [text[begin : begin + _TXT] for begin in range(0, len(text), _TXT)]


def _relaxed(line: bytes) -> bytes:
    name, _, value = line.partition(b":")
    return name.strip().lower() + b":" + _BLANKS.sub(b" ", value).strip(b" ")
