"""
A passphrase comes from a file or a descriptor: never from an argument or a variable, which others can read.
"""

from __future__ import annotations

import os
import stat
from pathlib import Path

from etanche.keyring.faults import PassphraseUnreadable

USUAL = "passphrase"
"""What a secret is called that opens an instance, unless somebody calls it otherwise."""

_MOST_BYTES = 4_096
_OTHERS = stat.S_IRWXG | stat.S_IRWXO


def read_passphrase(file: Path | None = None, descriptor: int | None = None, *, called: str = USUAL) -> bytes:
    """
    Return the passphrase, or another secret, that a file or an open descriptor holds, without its one last line end.

    Raises:
        PassphraseUnreadable: neither or both are named; it cannot be read; it is empty, or longer than 4,096 bytes;
            the file can be read by others than its owner.
    """
    try:
        if file is not None and descriptor is None:
            opened = os.open(file, os.O_RDONLY | os.O_CLOEXEC)
            try:
                _only_owners(opened, called)
                return _checked(_read(opened), called)
            finally:
                os.close(opened)
        if descriptor is not None and file is None:
            return _checked(_read(descriptor), called)
    except OSError:
        raise PassphraseUnreadable(
            f"the {called} cannot be read", hint="check that the file or descriptor is there and is yours"
        ) from None
    raise PassphraseUnreadable(
        f"one source of the {called} is needed, a file or a descriptor", hint="name one of the two"
    )


def _only_owners(opened: int, called: str) -> None:
    """Refuse a file that others can read or change; a pipe is handed from one process to another and has no readers."""
    about = os.fstat(opened)
    if stat.S_ISREG(about.st_mode) and about.st_mode & _OTHERS:
        raise PassphraseUnreadable(
            f"the file of the {called} is open to others than its owner", hint="run `chmod 600` on it"
        )


def _read(opened: int) -> bytes:
    """Read to the end, or one byte more than a passphrase may have."""
    found = b""
    while len(found) <= _MOST_BYTES:
        part = os.read(opened, _MOST_BYTES + 1 - len(found))
        if not part:
            break
        found += part
    return found


def _checked(found: bytes, called: str) -> bytes:
    """Take off the last line end; refuse what cannot be a passphrase."""
    if len(found) > _MOST_BYTES:
        raise PassphraseUnreadable(f"the {called} is too long", hint="check that this is the right file")
    passphrase = found.removesuffix(b"\n").removesuffix(b"\r")
    if not passphrase:
        words = "write one into the file: six random words will do" if called == USUAL else "nothing came in"
        raise PassphraseUnreadable(f"the {called} is empty", hint=words)
    return passphrase
