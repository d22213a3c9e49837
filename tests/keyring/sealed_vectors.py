"""
Prints tests/vectors/sealed.txt, made by the second implementation: `python -m tests.keyring.sealed_vectors`.
"""

from __future__ import annotations

import hashlib
import sys
from struct import pack

from tests.keyring.second_implementation import bound, check, gcm, hkdf

HEAD = """\
# What the keyring writes, in public: whoever can read this file can open what Étanche sealed, given the key.
#
# Provenance. Printed by tests/keyring/sealed_vectors.py from a second implementation that shares no code with the
# package: AES from FIPS 197, GCM from SP 800-38D and HKDF from RFC 5869, in plain Python on hashlib and hmac. It is
# itself held to McGrew and Viega's test case 16 (the first vector here) and to test case 1 of RFC 5869.
# Keys, nonces and ids are SHA-256 of "etanche vector: " and a name: nothing is up a sleeve.
#
# Blocks are separated by an empty line; bytes are hexadecimal. `expect` is `opens`, or the class of the failure:
#   format  the first byte is no format of ours       short  shorter than any seal
#   nonce, text, tag  a bit of that part was changed  bound  what it is bound to was changed
#   key  another key sealed it
# and for wrapped keys: organisation, key-id, kind, epoch, parent (what it was moved to), format, short, text.
# Every failure gives the same answer: nothing.
#
# sealed   byte 0 the format (1), 12 bytes of nonce, AES-256-GCM with its tag; associated data: `bound` as it is
# bound    each part: a letter of type (b bytes, s UTF-8 text, i number, n nothing), 4 bytes of length, its bytes;
#          a number has 8 bytes, two's complement; the highest byte comes first, always
# day-key  HKDF-SHA256(key traffic, salt bucket, info bound("day", organisation, category, day))
# wrapped  byte 0 the format (1), 4 bytes of epoch number, then sealed(epoch, sealed(parent, secret)), the inner
#          bound to ("wrap", use, organisation, key-id), the outer to ("shelf", epoch number, use, organisation, key-id)
# mark     BLAKE2b-128 of the value, personal "etanche mark",
#          keyed by HKDF(organisation-key, info bound("mark", organisation, field))
# pseudonym    BLAKE2b-64 of the value, personal "etanche pseudo", keyed by the salt
# fingerprint  BLAKE2b-256 of the pieces, personal "etanche file",
#              keyed by HKDF(organisation-key, info bound("fingerprint", organisation, nothing))
"""

DAY = "2026-05-25"


def made(name: str, size: int = 32) -> bytes:
    """Return bytes that anybody can make again from a name."""
    return hashlib.sha256(f"etanche vector: {name}".encode()).digest()[:size]


ORGANISATION = made("organisation", 16)
RECORD = made("record", 16)
KEY_ID = made("key id", 16)


def block(**lines: bytes | str | int) -> str:
    """Write one vector."""
    return "".join(
        f"{name.replace('_', '-')}: {value.hex() if isinstance(value, bytes) else value}".rstrip() + "\n"
        for name, value in lines.items()
    )


def seal(key: bytes, nonce: bytes, plain: bytes, to: bytes) -> bytes:
    """Return the sealed format, version 1."""
    return b"\1" + nonce + gcm(key, nonce, plain, to)


def flip(data: bytes, at: int) -> bytes:
    """Change one bit."""
    return data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]


def beside(organisation: bytes = ORGANISATION, category: int = 1, day: str = DAY, layout: int = 1) -> bytes:
    """Return what the rows of a day are bound to."""
    return bound("record", layout, organisation, None, None, category, day)


def sealed() -> list[str]:
    """Seals that open, and the ways in which they do not."""
    key, nonce, to = made("key"), made("nonce", 12), beside() + bound(RECORD, 0)
    plain = '{"page": "/étanche"}'.encode()
    right = seal(key, nonce, plain, to)
    case = {
        "key": bytes.fromhex("feffe9928665731c6d6a8f9467308308" * 2),
        "bound": bytes.fromhex("feedfacedeadbeeffeedfacedeadbeefabaddad2"),
        "plain": bytes.fromhex(
            "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72"
            "1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39"
        ),
    }
    of_case = seal(case["key"], bytes.fromhex("cafebabefacedbaddecaf888"), case["plain"], case["bound"])
    name = "McGrew and Viega, test case 16, behind our format byte and nonce"
    empty = seal(key, made("another nonce", 12), b"", b"")
    blocks = [
        block(kind="sealed", name=name, **case, sealed=of_case, expect="opens"),
        block(kind="sealed", name="a record of a day", key=key, bound=to, plain=plain, sealed=right, expect="opens"),
        block(
            kind="sealed",
            name="an empty text, bound to nothing",
            key=key,
            bound=b"",
            plain=b"",
            sealed=empty,
            expect="opens",
        ),
    ]
    another = made("another organisation", 16)
    for title, changed, changed_to, expect in (
        ("a format that does not exist yet", b"\2" + right[1:], to, "format"),
        ("format zero", b"\0" + right[1:], to, "format"),
        ("nothing at all", b"", to, "short"),
        ("a byte less than the shortest seal", empty[:-1], b"", "short"),
        ("the end cut off", right[:-1], to, "tag"),
        ("a byte added", right + b"\0", to, "tag"),
        ("a bit of the nonce", flip(right, 3), to, "nonce"),
        ("a bit of the text", flip(right, 14), to, "text"),
        ("a bit of the tag", flip(right, len(right) - 1), to, "tag"),
        ("moved to another organisation", right, beside(another) + bound(RECORD, 0), "bound"),
        ("moved to another category", right, beside(category=2) + bound(RECORD, 0), "bound"),
        ("moved to another day", right, beside(day="2026-05-26") + bound(RECORD, 0), "bound"),
        ("taken for another record", right, beside() + bound(made("another record", 16), 0), "bound"),
        ("the mark of a probe flipped", right, beside() + bound(RECORD, 1), "bound"),
        ("another layout", right, beside(layout=2) + bound(RECORD, 0), "bound"),
        ("bound to nothing", right, b"", "bound"),
    ):
        blocks.append(block(kind="sealed", name=title, key=key, bound=changed_to, sealed=changed, expect=expect))
    stranger = made("another key")
    return [*blocks, block(kind="sealed", name="another key", key=stranger, bound=to, sealed=right, expect="key")]


def bindings() -> list[str]:
    """Lists of parts, and that no two of them read the same."""
    return [
        block(kind="bound", name=name, parts=written, bytes=bound(*parts))
        for name, written, parts in (
            (
                "every type of part",
                f'["s:record", "i:1", "b:{ORGANISATION.hex()}", "n:", "i:-1"]',
                ("record", 1, ORGANISATION, None, -1),
            ),
            ("parts that would run together", '["s:ab", "s:c"]', ("ab", "c")),
            ("the same letters, cut elsewhere", '["s:a", "s:bc"]', ("a", "bc")),
            ("a number and its text", '["i:1", "s:1"]', (1, "1")),
            ("an empty text, no bytes, nothing", '["s:", "b:", "n:"]', ("", b"", None)),
            ("letters outside ASCII", '["s:été"]', ("été",)),
        )
    ]


def wrapped() -> list[str]:
    """A key in its two layers, and what it was moved to when it does not open."""
    epoch, parent, secret = made("epoch root"), made("parent"), made("wrapped secret")
    inner = seal(parent, made("inner nonce", 12), secret, bound("wrap", "bucket", ORGANISATION, KEY_ID))
    outer = seal(epoch, made("outer nonce", 12), inner, bound("shelf", 1, "bucket", ORGANISATION, KEY_ID))
    right = pack(">BI", 1, 1) + outer
    usual: dict[str, bytes | str] = {
        "epoch": epoch,
        "parent": parent,
        "use": "bucket",
        "organisation": ORGANISATION,
        "key_id": KEY_ID,
        "wrapped": right,
    }
    changes: tuple[tuple[str, str, str, bytes | str], ...] = (
        ("moved to another organisation", "organisation", "organisation", made("another organisation", 16)),
        ("moved to another key id", "key-id", "key_id", made("another key id", 16)),
        ("taken for another kind", "kind", "use", "signer"),
        ("the number of its epoch changed", "epoch", "wrapped", flip(right, 4)),
        ("under another epoch root", "epoch", "epoch", made("another epoch")),
        ("under another parent", "parent", "parent", made("another parent")),
        ("a format that does not exist yet", "format", "wrapped", b"\2" + right[1:]),
        ("only a head", "short", "wrapped", right[:5]),
        ("a bit of it", "text", "wrapped", flip(right, 40)),
    )
    return [
        block(kind="wrapped", name="a bucket secret in its two layers", **usual, secret=secret, expect="opens"),
        *(
            block(kind="wrapped", name=name, **{**usual, field: value}, expect=expect)
            for name, expect, field, value in changes
        ),
    ]


def derived() -> list[str]:
    """The key of a day, a mark, a pseudonym, a fingerprint."""
    traffic, bucket, top = made("traffic key"), made("bucket secret"), made("organisation key")
    day_key = hkdf(traffic, bucket, bound("day", ORGANISATION, 1, DAY))
    marking = hkdf(top, b"", bound("mark", ORGANISATION, 3))
    knowing = hkdf(top, b"", bound("fingerprint", ORGANISATION, None))
    value, pieces, salt = "198.51.0.0/16", (b"line one\n", b"line two\n"), made("salt")
    mark = hashlib.blake2b(value.encode(), key=marking, digest_size=16, person=b"etanche mark").digest()
    visitor = hashlib.blake2b(b"visitor", key=salt, digest_size=8, person=b"etanche pseudo").hexdigest()
    file = hashlib.blake2b(b"".join(pieces), key=knowing, digest_size=32, person=b"etanche file").digest()
    return [
        block(
            kind="day-key",
            name="the key of a day, from both its parents",
            traffic=traffic,
            bucket=bucket,
            organisation=ORGANISATION,
            category=1,
            day=DAY,
            key=day_key,
        ),
        block(
            kind="mark",
            name="half an address, in field 3",
            organisation_key=top,
            organisation=ORGANISATION,
            field=3,
            value=value,
            mark=mark,
        ),
        block(kind="pseudonym", name="a visitor, for a day", salt=salt, value="visitor", pseudonym=visitor),
        block(
            kind="fingerprint",
            name="a file in two pieces",
            organisation_key=top,
            organisation=ORGANISATION,
            first=pieces[0],
            second=pieces[1],
            fingerprint=file,
        ),
    ]


if __name__ == "__main__":
    check()
    text = "\n".join((HEAD, *sealed(), *bindings(), *derived(), *wrapped()))
    sys.stdout.buffer.write(text.encode())
