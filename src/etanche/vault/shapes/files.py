"""
The shape of files: bytes, kept as base64 (RFC 4648 §4) in their record.
"""

from __future__ import annotations

from base64 import b64decode, b64encode
from binascii import Error as NotBase64

from etanche.charter import FieldPlan

LARGEST_FILE = 8 * 1024 * 1024
"""Bytes of a file: it is sealed as a part of its record, in memory."""

_PICTURES = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF87a", b"GIF89a")
_WEBP = (b"RIFF", b"WEBP")


def file(_field: FieldPlan, value: object) -> str | None:
    """Keep bytes as base64 (RFC 4648 §4), in which they may come, too."""
    content = _bytes_of(value)
    return b64encode(content).decode("ascii") if content else None


def picture(_field: FieldPlan, value: object) -> str | None:
    """Keep a PNG, JPEG, GIF or WebP, told by how it begins."""
    content = _bytes_of(value)
    if not content:
        return None
    known = content.startswith(_PICTURES) or (content[:4], content[8:12]) == _WEBP
    return b64encode(content).decode("ascii") if known else None


def _bytes_of(value: object) -> bytes | None:
    if isinstance(value, str):
        try:
            value = b64decode(value, validate=True)
        except (NotBase64, ValueError):
            return None
    return value if isinstance(value, bytes) and len(value) <= LARGEST_FILE else None
