"""
What a charter says of requests, as far as their clocks and their steps need it.
"""

from __future__ import annotations

from dataclasses import dataclass

from etanche.charter import Charter, Duration, Proof, Regime, Unit


@dataclass(frozen=True, kw_only=True)
class Promised:
    """What the charter says of requests, and of where the organisation is."""

    country: str
    zone: str
    reply: Duration
    """Within what time a request under the GDPR is answered; California's days are the law's."""

    proofs: tuple[Proof, ...]
    """How a doubt about who somebody is can be settled, mildest first."""

    regimes: tuple[Regime, ...] = (Regime.GDPR,)
    """The laws under which people have rights."""


def promised_by(charter: Charter) -> Promised:
    """Return what a charter says; one without a section `rights` still owes what the GDPR says, and knows people by a link it signs."""
    rights, organisation = charter.rights, charter.organisation
    settled_by = rights.identity.by if rights is not None else (Proof.SIGNED_LINK,)
    return Promised(
        country=organisation.country,
        zone=organisation.time_zone,
        reply=rights.reply if rights is not None else Duration(number=1, unit=Unit.MONTH),
        proofs=tuple(proof for proof in Proof if proof in settled_by),  # whatever the order in which they are written
        regimes=rights.regimes if rights is not None else (Regime.GDPR,),
    )
