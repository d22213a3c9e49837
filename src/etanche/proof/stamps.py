"""
The stamp of a store: whose it is, which of the two, in which region, on which server; signed, so that it is of one hand.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from etanche.keyring import Signer, bind, verify
from etanche.store import Tree
from etanche.terms import OrganisationId

STAMP: Final = "place"
"""The fact under which it stands in each of the two stores."""

_FILE: Final = "file"


@dataclass(frozen=True, kw_only=True)
class Stamp:
    """What a store says of itself."""

    tree: Tree
    organisation: OrganisationId
    region: str
    server: str | None
    """What tells its server's files from another's; None for a file of ours."""

    def message(self) -> bytes:
        """Return what is signed."""
        return bind("stamp", 1, self.organisation, self.tree.value, self.region, self.server)


def stamp_text(stamp: Stamp, signer: Signer) -> str:
    """Return a stamp as it is kept: server, signature, region."""
    return f"{stamp.server or _FILE} {signer.sign(stamp.message()).hex()} {stamp.region}"


def read_stamp(said: str, tree: Tree, organisation: OrganisationId, public: bytes) -> Stamp | None:
    """Return what a stamp says, if it is signed for this store of this organisation; else nothing."""
    server, _, rest = said.partition(" ")
    signature, _, region = rest.partition(" ")
    found = Stamp(tree=tree, organisation=organisation, region=region, server=None if server == _FILE else server)
    try:
        signed = bytes.fromhex(signature)
    except ValueError:
        return None
    return found if verify(public, signed, found.message()) else None
