"""
Time-stamps of somebody else (RFC 3161): they saw these bytes' digest at this moment, under their own signature.

The protocol is a library's; here it is asked for SHA-256 and for the authority's certificates, and an answer is believed
only under a root that the caller trusts.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from etanche.errors import Unreadable
from etanche.keyring.der import certificates_in_order

if TYPE_CHECKING:
    from cryptography.x509 import Certificate
    from rfc3161_client import TimeStampResponse

# The library and its certificates take a tenth of a second to import: whoever stamps nothing does without.

LONGEST: Final = 1 << 16
"""So many bytes has an answer at most."""


class StampUnreadable(Unreadable):
    """What was given is no time-stamp, or its authority refused to give one."""


class StampRefused(Unreadable):
    """A time-stamp is of other bytes, or of an authority that the root given does not vouch for."""


class AuthorityUnreadable(Unreadable):
    """A file holds no certificate of a time-stamping authority."""


def stamp_request(message: bytes) -> bytes:
    """Return what is sent to an authority (DER); it learns a digest, and nothing of the message."""
    from rfc3161_client import HashAlgorithm, TimestampRequestBuilder  # noqa: PLC0415  # see above

    asked = TimestampRequestBuilder().data(message).hash_algorithm(HashAlgorithm.SHA256)
    return asked.nonce(nonce=False).cert_request(cert_request=True).build().as_bytes()


def authorities(pem: bytes) -> tuple[Certificate, ...]:
    """
    Return the roots that a caller trusts, from a file of theirs.

    Raises:
        AuthorityUnreadable: there is none in it.
    """
    from cryptography import x509  # noqa: PLC0415  # see above

    try:
        return tuple(x509.load_pem_x509_certificates(pem))
    except ValueError:
        raise AuthorityUnreadable(
            "there is no certificate in the file of the time-stamping authority",
            hint="it is a text with BEGIN CERTIFICATE, which the authority publishes",
        ) from None


def stamped_at(response: bytes, message: bytes, roots: Sequence[Certificate]) -> datetime:
    """
    Return when an authority saw these bytes.

    Raises:
        StampUnreadable: this is no answer of an authority, or it is a refusal.
        StampRefused: it is of other bytes, or no root given vouches for who signed it.
    """
    from rfc3161_client import VerificationError, VerifierBuilder  # noqa: PLC0415  # see above

    answer = _read(response)
    try:
        VerifierBuilder(roots=list(roots)).build().verify_message(answer, message)
    except (VerificationError, ValueError):
        raise StampRefused(
            "the time-stamp is of something else, or not of the authority given",
            hint="give the answer to the last request, and the root certificate of the authority that gave it",
        ) from None
    return answer.tst_info.gen_time.astimezone(UTC)


def _read(response: bytes) -> TimeStampResponse:
    from rfc3161_client import decode_timestamp_response  # noqa: PLC0415  # see above

    try:
        if len(response) <= LONGEST:
            return decode_timestamp_response(certificates_in_order(response))
    except ValueError:
        pass
    raise StampUnreadable(
        "this is no time-stamp", hint="it is the file with which the authority answered, as it was sent (RFC 3161)"
    )
