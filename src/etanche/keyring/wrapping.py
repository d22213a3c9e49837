"""
A key around a key: what lies on the shelf.

Two layers. The inner one is the parent's: an organisation's key is inside its provider's, any other key inside its
organisation's. The outer one is the epoch root's, around every key, so that a copy of the shelf dies with its epoch,
and so that a new epoch needs no provider.

    inner   byte 0 format 1 · nonce · AES-256-GCM, bound to ("wrap", kind, organisation, key id)
            of an organisation's key: what its provider makes of it, the byte of the provider's kind first
    outer   byte 0 format 1 · 4 bytes of epoch · the same, bound to ("shelf", epoch, kind, organisation, key id)

A wrapped key that is moved to another name, kind, organisation or epoch does not open.
"""

from __future__ import annotations

from struct import pack, unpack_from
from typing import NamedTuple

from etanche.keyring.binding import bind
from etanche.keyring.faults import KeyBroken, SealBroken
from etanche.keyring.provider import Behind, Guards
from etanche.keyring.root import Root
from etanche.keyring.sealing import SealingKey
from etanche.keyring.secret import KEY_BYTES, Secret

FORMAT = 1
_HEAD = 5

Parent = SealingKey | Guards
"""What an inner layer lies in: an organisation's key, or its provider."""


class Name(NamedTuple):
    """What both layers of a key are bound to."""

    kind: str
    organisation: bytes
    key_id: bytes


def wrap(secret: Secret, *, root: Root, parent: Parent, kind: str, organisation: bytes, key_id: bytes) -> bytes:
    """Return a key in its two layers, under the current epoch."""
    name = Name(kind, organisation, key_id)
    return outer(parent.seal(secret.reveal(), bind("wrap", *name)), root=root, name=name)


def outer(inner: bytes, *, root: Root, name: Name) -> bytes:
    """Return an inner layer in its outer one, under the current epoch."""
    epoch = root.epoch
    return head(epoch) + root.shelf_key(epoch).seal(inner, bind("shelf", epoch, *name))


def head(epoch: int) -> bytes:
    """Return what every key wrapped under an epoch begins with."""
    return pack(">BI", FORMAT, epoch)


def inner(wrapped: bytes, *, root: Root, name: Name) -> bytes:
    """
    Return the inner layer.

    Raises:
        KeyBroken: the outer one was changed, or moved from another name.
        KeyGone: its epoch is over.
    """
    if len(wrapped) <= _HEAD or wrapped[0] != FORMAT:
        raise broken(name)
    (epoch,) = unpack_from(">I", wrapped, 1)
    try:
        return root.shelf_key(epoch).open(wrapped[_HEAD:], bind("shelf", epoch, *name))
    except SealBroken:
        raise broken(name) from None


def unwrap(wrapped: bytes, *, root: Root, parent: Parent, kind: str, organisation: bytes, key_id: bytes) -> Secret:
    """
    Return the key inside.

    Raises:
        KeyBroken: it was changed, or moved from another name.
        KeyGone: its epoch is over.
        OutOfReach: the provider it lies in cannot be had.
    """
    name = Name(kind, organisation, key_id)
    layer = inner(wrapped, root=root, name=name)
    try:
        secret = parent.open(layer, bind("wrap", *name))
    except SealBroken:
        raise broken(name) from None
    if len(secret) != KEY_BYTES:
        raise broken(name)
    return Secret(secret)


def guarded_by(wrapped: bytes, *, root: Root, name: Name) -> Behind:
    """
    Return behind what an organisation's key lies; no provider is asked, unless two of its kind are there.

    Raises:
        KeyBroken: it was changed, or moved from another name.
        KeyGone: its epoch is over.
    """
    try:
        return root.guards(name.organisation).behind(inner(wrapped, root=root, name=name), bind("wrap", *name))
    except SealBroken:
        raise broken(name) from None


def broken(name: Name) -> KeyBroken:
    """Say which key does not open."""
    return KeyBroken(
        f"the wrapped {name.kind.partition('/')[0]} key `{name.key_id.hex()}` does not open",
        hint="restore the shelf from a backup, and find out who changed it",
    )
