"""
The recovery kit: one random code, to be written down or printed, that opens the root when its passphrase is lost.

    B2X4-9QWC-…   nine groups of four characters: 160 random bits and 20 bits that tell a slip of the pen

Letters and digits are Crockford's base 32, which has neither I, L, O nor U; small letters, spaces and a missing hyphen
are no matter, and an O is taken for the nought it was. The code alone opens nothing: the folder of the root is needed too.
"""

from __future__ import annotations

import os
from hashlib import blake2b
from typing import NoReturn

from etanche.keyring.faults import KitUnreadable
from etanche.keyring.secret import Secret

CODE_BYTES = 20
_CHECKED = 4
_GROUP = 4
_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_TAKEN_FOR = str.maketrans({"O": "0", "I": "1", "L": "1"})
_CHARACTERS = CODE_BYTES * 8 // 5


class Kit:
    """The code of a recovery kit; it shows itself only when it is `written`."""

    __slots__ = ("_code",)

    def __init__(self, code: bytes) -> None:
        """Hold 20 bytes."""
        self._code = code

    @classmethod
    def random(cls) -> Kit:
        """Return a new one."""
        return cls(os.urandom(CODE_BYTES))

    @classmethod
    def read(cls, text: bytes) -> Kit:
        """
        Read what somebody wrote down.

        Raises:
            KitUnreadable: a character is wrong, missing or too many; which one is not said.
        """
        try:
            found = "".join(text.decode("ascii").upper().replace("-", " ").split()).translate(_TAKEN_FOR)
            numbers = [_ALPHABET.index(character) for character in found]
        except (UnicodeDecodeError, ValueError):
            raise _slip() from None
        if len(numbers) != _CHARACTERS + _CHECKED:
            raise _slip()
        value = 0
        for number in numbers[:_CHARACTERS]:
            value = value * 32 + number
        code = value.to_bytes(CODE_BYTES, "big")
        if _checks(code) != found[_CHARACTERS:]:
            raise _slip()
        return cls(code)

    @property
    def secret(self) -> Secret:
        """Return what opens the file `recovery`."""
        return Secret(self._code)

    def written(self) -> str:
        """Return it as it is written down."""
        text = _characters(int.from_bytes(self._code, "big"), _CHARACTERS) + _checks(self._code)
        return "-".join(text[at : at + _GROUP] for at in range(0, len(text), _GROUP))

    def __repr__(self) -> str:
        """Show nothing."""
        return "<Kit>"

    def __reduce__(self) -> NoReturn:
        """Refuse to be written down by anything but a pen."""
        raise TypeError("a kit is not pickled")


def _checks(code: bytes) -> str:
    """Return the characters that tell a slip of the pen."""
    digest = blake2b(code, digest_size=4, person=b"etanche kit").digest()
    return _characters(int.from_bytes(digest, "big") >> 12, _CHECKED)


def _characters(value: int, count: int) -> str:
    """Write a number in so many characters."""
    return "".join(_ALPHABET[value >> 5 * place & 31] for place in reversed(range(count)))


def _slip() -> KitUnreadable:
    return KitUnreadable(
        "this is no code of a recovery kit", hint="look for a slip of the pen: nine groups of four characters"
    )
