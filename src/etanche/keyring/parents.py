"""
An organisation's key, opened: what its other keys lie in, and what is derived from it.

After a rotation the key that was before it is *retiring* until every other key lies in the new one, and what was derived
from the first key ever (marks, fingerprints) is derived from it still, under the name of *seed*: they are found in rows
that no rotation rewrites.
"""

from __future__ import annotations

from dataclasses import dataclass

from etanche.keyring.derive import derive
from etanche.keyring.root import Root
from etanche.keyring.sealing import SealingKey
from etanche.keyring.secret import Secret
from etanche.keyring.wrapping import unwrap

ORGANISATION = "organisation"
RETIRING = "retiring"
SEED = "seed"


@dataclass(frozen=True)
class Parent:
    """An organisation's key: the secret to derive from, and the cipher to wrap with."""

    secret: Secret
    key: SealingKey


def parent(secret: Secret, organisation: bytes, key_id: bytes) -> Parent:
    """Prepare an organisation's key."""
    return Parent(secret, SealingKey(id=key_id, secret=derive(secret, "wrap", organisation)))


def opened_parent(root: Root, organisation: bytes, found: tuple[bytes, bytes]) -> Parent:
    """
    Open an organisation's key, as the shelf had it: (id, wrapped).

    Raises:
        KeyBroken: it was changed on the shelf.
        KeyGone: its epoch is over.
        OutOfReach: its provider cannot be had.
    """
    key_id, wrapped = found
    secret = unwrap(
        wrapped,
        root=root,
        parent=root.guards(organisation),
        kind=ORGANISATION,
        organisation=organisation,
        key_id=key_id,
    )
    return parent(secret, organisation, key_id)
