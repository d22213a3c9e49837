"""
The one way to write a member of a bundle, or a certificate: JSON in ASCII, keys in order, two spaces, a line at the end.

What is read is written again and must come out byte for byte, so that nothing can hide in how a thing is written:
no key twice, no key that is not known, no other space, no other number for the same value.
"""

from __future__ import annotations

import json
from typing import TypeVar

import msgspec

from etanche.proof.evidence.faults import Rejected

T = TypeVar("T", bound=msgspec.Struct)


def written(value: msgspec.Struct) -> bytes:
    """Return a value in its one form."""
    return f"{json.dumps(msgspec.to_builtins(value), ensure_ascii=True, indent=2, sort_keys=True)}\n".encode()


def read(data: bytes, kind: type[T]) -> T:
    """
    Return the value that was written.

    Raises:
        Rejected: it is not of this kind, or not in its one form.
    """
    try:
        value = msgspec.json.decode(data, type=kind, strict=True)
        same = written(value) == data
    except (msgspec.MsgspecError, ValueError, RecursionError):
        raise Rejected("not-canonical") from None
    if not same:
        raise Rejected("not-canonical")
    return value
