"""
Evidence that a stranger can verify: bundles of what the checks saw, certificates of erasure, receipts of consents.

    made = bundle(bench, run, keys=…, by="ann", nonce="2026-11-22 auditor")
    given = certify(bench, person, by="ann")
    report = verify_file(made, fingerprint="…")          no instance, no network

What a bundle shows is who signed it and that nothing changed since; not that the checks saw the real system. It says so itself.
"""

from etanche.keyring import fingerprint_of, pem_of, read_fingerprint
from etanche.proof.evidence.certifying import certify, verify_certificate
from etanche.proof.evidence.consenting import RECEIPTED, receipt_of_consent, verify_consent
from etanche.proof.evidence.files import receipt_in, verify_file
from etanche.proof.evidence.making import NonceUnreadable, bundle, counts
from etanche.proof.evidence.paper import certificate_page
from etanche.proof.evidence.report import Report, Said
from etanche.proof.evidence.verifying import verify_bundle

__all__ = [
    "RECEIPTED",
    "NonceUnreadable",
    "Report",
    "Said",
    "bundle",
    "certificate_page",
    "certify",
    "counts",
    "fingerprint_of",
    "pem_of",
    "read_fingerprint",
    "receipt_in",
    "receipt_of_consent",
    "verify_bundle",
    "verify_certificate",
    "verify_consent",
    "verify_file",
]
