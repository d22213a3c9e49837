"""
Keys made from keys: HKDF-SHA256 (RFC 5869), one label for each use, so that no key serves two.
"""

from __future__ import annotations

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from etanche.keyring.binding import Part, bind
from etanche.keyring.secret import KEY_BYTES, Secret


def derive(key: Secret, label: str, *context: Part, salt: Secret | None = None) -> Secret:
    """
    Return the key for one use.

    `label` is the use, `context` says which one of its kind,
    `salt` is a second secret without which the first gives nothing.
    """
    made = HKDF(
        algorithm=SHA256(), length=KEY_BYTES, salt=None if salt is None else salt.reveal(), info=bind(label, *context)
    )
    return Secret(made.derive(key.reveal()))
