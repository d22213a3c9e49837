"""
A file that somebody was given: is it a bundle or a certificate, and which receipt does it hold?
"""

from __future__ import annotations

from collections.abc import Sequence

from etanche.journal import Receipt
from etanche.proof.evidence.report import Report
from etanche.proof.evidence.verifying import verify_bundle


def verify_file(
    data: bytes, *, fingerprint: str | None, receipts: Sequence[Receipt] = (), authority: bytes | None = None
) -> Report:
    """
    Return what evidence comes to, whichever kind it is.

    Raises:
        AuthorityUnreadable: `authority` holds no certificate.
    """
    return verify_bundle(data, fingerprint=fingerprint, receipts=receipts, authority=authority)


def receipt_in(data: bytes) -> Receipt:
    """
    Return the receipt that a file holds: a text, a mail, or a bundle, which carries its own.

    Raises:
        ReceiptUnreadable: it holds none.
    """
    return Receipt.read(data.decode("utf-8", "replace"))
