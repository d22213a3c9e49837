"""
A key around a key: what lies on the shelf.

Two layers. The inner one is the parent's: an organisation's key is inside its provider's, any other key inside its
organisation's. The outer one is the epoch root's, around every key, so that a copy of the shelf dies with its epoch,
and so that a new epoch needs no provider.

    inner   byte 0 format 1 · nonce · AES-256-GCM, bound to ("wrap", kind, organisation, key id)
    outer   byte 0 format 1 · 4 bytes of epoch · the same, bound to ("shelf", epoch, kind, organisation, key id)

A wrapped key that is moved to another name, kind, organisation or epoch does not open.
"""

from __future__ import annotations

from struct import pack, unpack_from

from etanche.keyring.binding import bind
from etanche.keyring.faults import KeyBroken, SealBroken
from etanche.keyring.root import Root
from etanche.keyring.sealing import SealingKey
from etanche.keyring.secret import KEY_BYTES, Secret

FORMAT = 1
_HEAD = 5


def wrap(secret: Secret, *, root: Root, parent: SealingKey, kind: str, organisation: bytes, key_id: bytes) -> bytes:
    """Return a key in its two layers, under the current epoch."""
    epoch = root.epoch
    inner = parent.seal(secret.reveal(), bind("wrap", kind, organisation, key_id))
    outer = root.shelf_key(epoch).seal(inner, bind("shelf", epoch, kind, organisation, key_id))
    return pack(">BI", FORMAT, epoch) + outer


def unwrap(wrapped: bytes, *, root: Root, parent: SealingKey, kind: str, organisation: bytes, key_id: bytes) -> Secret:
    """
    Return the key inside.

    Raises:
        KeyBroken: it was changed, or moved from another name.
        KeyGone: its epoch is over.
    """
    broken = KeyBroken(
        f"the wrapped {kind.partition('/')[0]} key `{key_id.hex()}` does not open",
        hint="restore the shelf from a backup, and find out who changed it",
    )
    if len(wrapped) <= _HEAD or wrapped[0] != FORMAT:
        raise broken
    (epoch,) = unpack_from(">I", wrapped, 1)
    try:
        inner = root.shelf_key(epoch).open(wrapped[_HEAD:], bind("shelf", epoch, kind, organisation, key_id))
        secret = parent.open(inner, bind("wrap", kind, organisation, key_id))
    except SealBroken:
        raise broken from None
    if len(secret) != KEY_BYTES:
        raise broken
    return Secret(secret)
