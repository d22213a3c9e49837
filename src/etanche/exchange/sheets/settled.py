"""
A zip container without a clock: the same contents give the same bytes, whenever they are written.
"""

from __future__ import annotations

import io
import zipfile

EPOCH = (1980, 1, 1, 0, 0, 0)
"""The first moment a zip file knows."""

FIRST = "mimetype"
"""An OpenDocument file begins with its type, not compressed, so that it can be recognised without unpacking."""


def settled(data: bytes, *, without: tuple[str, ...] = ()) -> bytes:
    """Return a zip file with its members in order, dated alike, and without folders and unwanted members."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as target:
        names = [
            name for name in source.namelist() if not name.endswith("/") and not name.startswith(without or ("//",))
        ]
        for name in sorted(names, key=lambda name: (name != FIRST, name)):
            member = zipfile.ZipInfo(name, EPOCH)
            member.compress_type = zipfile.ZIP_STORED if name == FIRST else zipfile.ZIP_DEFLATED
            member.external_attr = 0o644 << 16
            target.writestr(member, source.read(name))
    return made.getvalue()
