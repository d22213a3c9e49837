"""
A file that somebody was given: is it a bundle, a certificate or a receipt of a consent, and which receipt of the journal does it hold?
"""

from __future__ import annotations

from collections.abc import Sequence

from etanche.journal import Receipt
from etanche.proof.evidence.certifying import receipt_of, verify_certificate
from etanche.proof.evidence.consent import is_receipt, within
from etanche.proof.evidence.consenting import journal_receipt, verify_consent
from etanche.proof.evidence.faults import Rejected
from etanche.proof.evidence.report import Report
from etanche.proof.evidence.verifying import verify_bundle

_OBJECT = b"{"


def verify_file(
    data: bytes, *, fingerprint: str | None, receipts: Sequence[Receipt] = (), authority: bytes | None = None
) -> Report:
    """
    Return what evidence comes to, whichever kind it is: certificates and receipts are text that begins with a brace, a bundle is not.

    Raises:
        AuthorityUnreadable: `authority` holds no certificate.
    """
    if not data.startswith(_OBJECT) and is_receipt(data):
        data = within(data)
    if data.startswith(_OBJECT) and is_receipt(data):
        return verify_consent(data, fingerprint=fingerprint, receipts=receipts)
    if data.startswith(_OBJECT):
        return verify_certificate(data, fingerprint=fingerprint, receipts=receipts)
    return verify_bundle(data, fingerprint=fingerprint, receipts=receipts, authority=authority)


def receipt_in(data: bytes) -> Receipt:
    """
    Return the receipt that a file holds: a text, a mail, a certificate, a receipt of a consent, or a bundle, which carries its own.

    Raises:
        ReceiptUnreadable: it holds none.
    """
    data = within(data) if is_receipt(data) else data
    if data.startswith(_OBJECT):
        try:
            return journal_receipt(data) if is_receipt(data) else receipt_of(data)
        except Rejected:
            pass
    return Receipt.read(data.decode("utf-8", "replace"))
