"""
The organisation's public key as a page shows it; as a file (`/key.pem`) it is written by the room of evidence.
"""

from __future__ import annotations

import base64


def base64_of(data: bytes) -> str:
    """Return bytes in base64."""
    return base64.b64encode(data).decode("ascii")
