"""
What a seal is bound to: a list of values written so that no two lists read the same.

    bind("record", 1, organisation, category, day, record_id)

Every part carries its type and its length, so parts can neither run into each other nor stand for one another;
and lists can be prepared in pieces: `bind(a, b) + bind(c) == bind(a, b, c)`.
"""

from __future__ import annotations

from struct import pack

Part = bytes | str | int | None


def bind(*parts: Part) -> bytes:
    """
    Write the parts down, each as one letter of type, four bytes of length (the highest first) and its bytes.

    Raises:
        OverflowError: a number does not fit into eight bytes.
    """
    return b"".join(map(_written, parts))


def _written(part: Part) -> bytes:
    """Write one part."""
    if isinstance(part, bytes):
        return b"b" + pack(">I", len(part)) + part
    if isinstance(part, str):
        text = part.encode("utf-8", "surrogatepass")
        return b"s" + pack(">I", len(text)) + text
    if part is None:
        return b"n\0\0\0\0"
    if isinstance(part, int):
        return b"i\0\0\0\x08" + int(part).to_bytes(8, "big", signed=True)
    # Nothing of ours: a database keeps a real number in a column of whole ones, and a row with one is not the row that was sealed.
    other = repr(part).encode()
    return b"?" + pack(">I", len(other)) + other
