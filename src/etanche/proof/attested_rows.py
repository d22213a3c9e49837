"""
Rows of evidence under our hand: each is signed as a whole, under the name that its attestation has.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from etanche.keyring import Signer, bind, verify
from etanche.store import AttestationRow, Connection, attestations
from etanche.terms import OrganisationId


def signed(row: AttestationRow, signer: Signer) -> AttestationRow:
    """Return a row with its signature."""
    return replace(row, signature=signer.sign(_message(row)))


def is_ours(row: AttestationRow, signer: Signer) -> bool:
    """Tell whether a row stands as it was signed."""
    return verify(signer.public, row.signature, _message(row))


def rename(connection: Connection, organisation: OrganisationId, signer: Signer, moved: Mapping[str, str]) -> None:
    """Let evidence go on under other names, signed anew; what was changed behind our back is not, so that it shows."""
    for row in attestations.known(connection, organisation):
        if row.name in moved:
            called = replace(row, name=moved[row.name])
            attestations.replace(connection, signed(called, signer) if is_ours(row, signer) else called)


def _message(row: AttestationRow) -> bytes:
    return bind(
        "attestation",
        1,
        row.organisation,
        row.name,
        row.about,
        row.digest,
        row.issuer,
        row.owner,
        row.link,
        row.made,
        row.until,
        row.recorded,
        row.actor,
    )
