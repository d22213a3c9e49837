"""What each version of the formats wrote is verified by every later one: the public vectors."""

from __future__ import annotations

import json

import pytest
from hypothesis import given as examples
from hypothesis import strategies as st
from tests.conftest import ROOT

from etanche.keyring import PublicKeyUnreadable, fingerprint_of, pem_of
from etanche.proof.evidence import read_fingerprint, receipt_in, verify_file

VECTORS = ROOT / "tests/vectors"
BUNDLE = (VECTORS / "evidence-1.zip").read_bytes()
KEY = (VECTORS / "evidence-1.pem").read_text(encoding="ascii")


def test_the_public_bundle_is_whole() -> None:
    """With its key, its receipt and the root of the authority of then."""
    report = verify_file(
        BUNDLE,
        fingerprint=read_fingerprint(KEY),
        receipts=[receipt_in((VECTORS / "evidence-1-receipt.txt").read_bytes())],
        authority=(VECTORS / "evidence-1-authority.pem").read_bytes(),
    )

    assert (None, ()) == (report.rejected, report.amiss)
    assert {"receipt.same", "stamp.seen"} <= {said.key for said in report.established}
    assert json.loads(json.dumps(report.as_json()))["well"] is True


def test_the_public_bundle_of_version_2_tells_what_people_attest() -> None:
    """Two files of evidence, by digest and dates; the bundle of version 1 tells of none."""
    found = verify_file(
        (VECTORS / "evidence-2.zip").read_bytes(),
        fingerprint=read_fingerprint((VECTORS / "evidence-2.pem").read_text(encoding="ascii")),
    )
    before = verify_file(BUNDLE, fingerprint=read_fingerprint(KEY))

    assert (None, ()) == (found.rejected, found.amiss)
    assert [{"n": 2, "until": "2026-12-21"}] == [said.blanks for said in found.says if said.key == "says.evidence"]
    assert [] == [said for said in before.says if said.key == "says.evidence"]


def test_a_fingerprint_is_read_however_it_is_written() -> None:
    """As 64 digits, in capitals, in pairs with colons, or as the key itself."""
    digits = read_fingerprint(KEY)
    pairs = ":".join(digits[at : at + 2] for at in range(0, 64, 2)).upper()

    assert {digits} == {read_fingerprint(text) for text in (digits, f" {digits}\n", pairs, f"Our key:\n\n{KEY}")}


@examples(st.binary(min_size=32, max_size=32))
def test_a_published_key_has_the_fingerprint_of_what_was_published(public: bytes) -> None:
    """PEM and fingerprint are of one key."""
    assert fingerprint_of(public) == read_fingerprint(pem_of(public))


@pytest.mark.parametrize("text", ["", "a key", "0" * 63, KEY.replace("MCow", "MCov"), KEY[:40]])
def test_what_is_no_key_is_no_fingerprint(text: str) -> None:
    """Nothing is guessed."""
    with pytest.raises(PublicKeyUnreadable):
        read_fingerprint(text)
