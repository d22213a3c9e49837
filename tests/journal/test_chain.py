"""The bytes of the chain are what the page about them says, so that anybody can compute them again."""

from __future__ import annotations

import hashlib
import hmac
import struct
from collections.abc import Mapping, Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from etanche.journal.chain import FIRST_LINK, Head, checkpoint_message, cut_message, link, mark_message, said
from etanche.keyring import Signer
from etanche.keyring.secret import Secret
from etanche.store import CheckpointRow, CutRow, EntryRow

ROW = EntryRow(
    organisation=bytes(16),
    seq=7,
    at="2026-05-25T12:00:00.000000+00:00",
    actor="site",
    role=None,
    purpose="audience",
    case_=None,
    act="put",
    object="visit/2026-05-25",
    decision="granted",
    because='["minimise:visit"]',
    facts='{"stored":3}',
    probe=None,
)


def packed(values: Sequence[object]) -> bytes:
    """Write a short array as MessagePack says, by hand."""
    out = bytes([0x90 | len(values)])
    for value in values:
        match value:
            case None:
                out += b"\xc0"
            case int():
                out += bytes([value]) if value < 128 else b"\xcd" + struct.pack(">H", value)
            case str():
                data = value.encode()
                out += (bytes([0xA0 | len(data)]) if len(data) < 32 else bytes([0xD9, len(data)])) + data
            case bytes():
                out += bytes([0xC4, len(value)]) + value
    return out


def test_a_link_is_what_the_page_says() -> None:
    """SHA-256 of label, version, the link before, and every column in order, each with its type and length; mark and position last."""
    columns = (
        bytes(16),
        7,
        ROW.at,
        "site",
        None,
        "audience",
        None,
        "put",
        "visit/2026-05-25",
        "granted",
        '["minimise:visit"]',
        '{"stored":3}',
        None,
    )
    row = ROW._replace(mark=b"m" * 16)
    written = b"etanche journal link\x01" + FIRST_LINK + packed(columns) + packed((b"m" * 16, 300))

    assert hashlib.sha256(written).digest() == link(FIRST_LINK, row, 300)
    assert b"etanche journal mark\x01" + packed(columns) == mark_message(said(row))


def test_a_mark_is_what_the_page_says() -> None:
    """Keyed BLAKE2b under a key that HKDF derives from the secret half of the signing key."""
    secret = bytes(range(32))
    extracted = hmac.digest(bytes(32), secret, "sha256")
    key = hmac.digest(extracted, b"s\0\0\0\x04hand\x01", "sha256")
    message = mark_message(said(ROW))
    signer = Signer(Secret(secret))

    assert hashlib.blake2b(message, key=key, digest_size=16, person=b"etanche hand").digest() == signer.mark(message)
    assert [True, False, False] == [signer.marked(message, mark) for mark in (signer.mark(message), b"", None)]


def test_signatures_cover_what_the_page_says() -> None:
    """A checkpoint covers the one before it, and a cut its bounds, its link and its rule."""
    checkpoint = CheckpointRow(
        organisation=bytes(16), position=9, link=b"b" * 32, at="later", signature=b"", public=b"p" * 32
    )
    cut = CutRow(
        organisation=bytes(16),
        first=1,
        last=9,
        link=b"b" * 32,
        rule="rule",
        at="later",
        signature=b"",
        public=b"p" * 32,
    )

    assert b"etanche journal checkpoint\x01" + packed(
        (bytes(16), 4, b"a" * 32, 9, b"b" * 32, "later", b"p" * 32)
    ) == checkpoint_message(checkpoint, Head(position=4, link=b"a" * 32))
    assert b"etanche journal cut\x01" + packed((bytes(16), 1, 9, b"b" * 32, "rule", "later", b"p" * 32)) == cut_message(
        cut
    )


TEXTS = ("at", "actor", "role", "purpose", "case_", "act", "object", "decision", "because", "facts", "probe")


@given(first=st.tuples(*[st.text(max_size=3)] * 11), second=st.tuples(*[st.text(max_size=3)] * 11))
def test_no_two_different_lines_have_the_same_link(first: tuple[str, ...], second: tuple[str, ...]) -> None:
    """Texts that run into each other in another way give another link."""
    one, other = (row_of(dict(zip(TEXTS, texts, strict=True))) for texts in (first, second))

    assert (first == second) == (link(FIRST_LINK, one, 1) == link(FIRST_LINK, other, 1))


@pytest.mark.parametrize("missing", ["role", "purpose", "case_", "probe"])
def test_nothing_is_not_the_empty_text(missing: str) -> None:
    """A column without a value differs from a column with an empty one."""
    texts: dict[str, str | None] = dict.fromkeys(TEXTS, "x")
    empty, none = row_of(texts | {missing: ""}), row_of(texts | {missing: None})

    assert link(FIRST_LINK, empty, 1) != link(FIRST_LINK, none, 1)


def row_of(texts: Mapping[str, Any]) -> EntryRow:
    """Return a line that holds some texts."""
    return EntryRow(organisation=bytes(16), seq=1, **texts)
