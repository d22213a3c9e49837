"""
AES-256-GCM and HKDF once more, from the standards and slowly, on the standard library alone.

It shares no code with the package: the public vectors are made with it, so they say what the formats are
and not only what the package does. `main` checks it against vectors other people published.
"""

from __future__ import annotations

import hmac
from itertools import chain
from struct import pack

_POLYNOMIAL = 0x1B
_REDUCTION = 0xE1 << 120
_COLUMNS = 4


def _doubled(value: int) -> int:
    """Multiply by x in the field of AES."""
    return ((value << 1) ^ (_POLYNOMIAL if value & 0x80 else 0)) & 0xFF


def _substitutions() -> list[int]:
    """Compute the S-box (FIPS 197, section 5.1.1) by walking the field and its inverses together."""
    table, p, q = [0x63] * 256, 1, 1
    while True:
        p ^= _doubled(p)
        q ^= q << 1
        q ^= q << 2
        q = (q ^ (q << 4)) & 0xFF
        q ^= 0x09 if q & 0x80 else 0
        turned = q
        for turn in range(1, 5):
            turned ^= ((q << turn) | (q >> (8 - turn))) & 0xFF
        table[p] = turned ^ 0x63
        if p == 1:
            return table


_SUBSTITUTED = _substitutions()


def _schedule(key: bytes) -> list[list[int]]:
    """Expand a key of 32 bytes (FIPS 197, section 5.2)."""
    size, words, constant = 8, [list(key[at : at + 4]) for at in range(0, 32, 4)], 1
    for at in range(size, 60):
        word = words[at - 1]
        if at % size == 0:
            word = [_SUBSTITUTED[byte] for byte in word[1:] + word[:1]]
            word[0] ^= constant
            constant = _doubled(constant)
        elif at % size == _COLUMNS:
            word = [_SUBSTITUTED[byte] for byte in word]
        words.append([a ^ b for a, b in zip(words[at - size], word, strict=True)])
    return words


def _mixed(column: list[int]) -> list[int]:
    """Mix one column (FIPS 197, section 5.1.3)."""
    whole = column[0] ^ column[1] ^ column[2] ^ column[3]
    return [column[at] ^ whole ^ _doubled(column[at] ^ column[(at + 1) % 4]) for at in range(4)]


def _block(words: list[list[int]], data: bytes) -> bytes:
    """Encrypt one block of 16 bytes."""
    rounds = len(words) // 4 - 1
    state = [a ^ b for a, b in zip(chain(*words[:4]), data, strict=True)]
    for number in range(1, rounds + 1):
        state = [_SUBSTITUTED[byte] for byte in state]
        state = [state[(at + 4 * (at % 4)) % 16] for at in range(16)]
        if number < rounds:
            state = [byte for at in range(0, 16, 4) for byte in _mixed(state[at : at + 4])]
        state = [a ^ b for a, b in zip(state, chain(*words[4 * number : 4 * number + 4]), strict=True)]
    return bytes(state)


def _times(left: int, right: int) -> int:
    """Multiply in the field of GCM (SP 800-38D, section 6.3)."""
    product = 0
    for bit in range(127, -1, -1):
        product ^= right if left >> bit & 1 else 0
        right = (right >> 1) ^ (_REDUCTION if right & 1 else 0)
    return product


def _padded(data: bytes) -> bytes:
    """Fill up the last block with zeros."""
    return data + bytes(-len(data) % 16)


def gcm(key: bytes, nonce: bytes, plain: bytes, bound: bytes) -> bytes:
    """Return the text under AES-256-GCM, its tag at the end (SP 800-38D, section 7.1)."""
    words = _schedule(key)
    stream = b"".join(_block(words, nonce + pack(">I", 2 + at)) for at in range(-(-len(plain) // 16)))
    text = bytes(a ^ b for a, b in zip(plain, stream, strict=False))
    point, tag = int.from_bytes(_block(words, bytes(16)), "big"), 0
    hashed = _padded(bound) + _padded(text) + pack(">QQ", 8 * len(bound), 8 * len(text))
    for at in range(0, len(hashed), 16):
        tag = _times(tag ^ int.from_bytes(hashed[at : at + 16], "big"), point)
    mask = int.from_bytes(_block(words, nonce + pack(">I", 1)), "big")
    return text + (tag ^ mask).to_bytes(16, "big")


def hkdf(key: bytes, salt: bytes, info: bytes) -> bytes:
    """Return 32 bytes of HKDF-SHA256 (RFC 5869)."""
    return hmac.digest(hmac.digest(salt or bytes(32), key, "sha256"), info + b"\1", "sha256")


def bound(*parts: bytes | str | int | None) -> bytes:
    """Write parts down as the head of the vectors says."""
    written = b""
    for part in parts:
        if part is None:
            letter, data = b"n", b""
        elif isinstance(part, int):
            letter, data = b"i", pack(">q", part)
        elif isinstance(part, str):
            letter, data = b"s", part.encode()
        else:
            letter, data = b"b", part
        written += letter + pack(">I", len(data)) + data
    return written


def check() -> None:
    """
    Hold this implementation to other people's vectors.

    McGrew and Viega, "The Galois/Counter Mode of Operation", test case 16; RFC 5869, test case 1.
    """
    of_case_16 = gcm(
        bytes.fromhex("feffe9928665731c6d6a8f9467308308" * 2),
        bytes.fromhex("cafebabefacedbaddecaf888"),
        bytes.fromhex(
            "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72"
            "1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39"
        ),
        bytes.fromhex("feedfacedeadbeeffeedfacedeadbeefabaddad2"),
    )
    assert (
        "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa8cb08e48590dbb3da7b08b1056828838"
        "c5f61e6393ba7a0abcc9f66276fc6ece0f4e1768cddf8853bb2d551b"
    ) == of_case_16.hex()
    of_case_1 = hkdf(
        bytes.fromhex("0b" * 22),
        bytes.fromhex("000102030405060708090a0b0c"),
        bytes.fromhex("f0f1f2f3f4f5f6f7f8f9"),
    )
    assert "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf" == of_case_1.hex()
