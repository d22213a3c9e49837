"""
The files of the root: small texts, each saying what it is in its first lines, its seal bound to them.

    lock           a random key, sealed under Argon2id(passphrase); its costs and salt stand beside it
    recovery       the same key, sealed under the code of the recovery kit
    epoch-1        the root of an epoch, sealed under that key
    provider       the provider's key, likewise; after a rotation `provider-2` and so on

Nothing of one file can be exchanged for another's.
"""

from __future__ import annotations

import os
import re
from datetime import date
from typing import NamedTuple

from etanche.keyring.binding import bind
from etanche.keyring.derive import derive
from etanche.keyring.faults import RootBroken, RootOutOfReach, SealBroken
from etanche.keyring.kdf import SALT_BYTES, Kdf, key_from
from etanche.keyring.sealing import SealingKey
from etanche.keyring.secret import KEY_BYTES, Secret

_VERSION = "etanche root 1"
_SEALED = r"sealed (?P<sealed>[0-9a-f]{2,512})\n"
_LOCK = re.compile(
    rf"(?P<head>{_VERSION}\nlock\nargon2id (?P<memory>\d{{1,9}}) (?P<rounds>\d{{1,9}}) (?P<lanes>\d{{1,9}})\n"
    rf"salt (?P<salt>[0-9a-f]{{32}})\n){_SEALED}"
)
_RECOVERY = re.compile(rf"(?P<head>{_VERSION}\nrecovery\n){_SEALED}")
_KEY = re.compile(
    rf"(?P<head>{_VERSION}\n(?P<name>(?:epoch|provider) \d{{1,9}}|provider)\n(?:made (?P<made>\d{{4}}-\d\d-\d\d)\n)?){_SEALED}"
)
_NUMBERED = re.compile(r"(?P<what>epoch|provider)-(?P<number>[1-9]\d{0,8})")


class Named(NamedTuple):
    """What a file of the root holds: the root of an epoch or a provider's key, and which."""

    what: str
    number: int

    @property
    def file(self) -> str:
        """Return the name of its file; the first provider's has no number."""
        return "provider" if self == ("provider", 1) else f"{self.what}-{self.number}"

    @property
    def inside(self) -> str:
        """Return its name as it stands in the file."""
        return "provider" if self == ("provider", 1) else f"{self.what} {self.number}"


class Kept(NamedTuple):
    """A key read from its file, and the day on which it was made, if the file says it."""

    secret: Secret
    made: date | None


def named(file: str) -> Named | None:
    """Return what a file of a name holds; None when it is none of these."""
    if file == "provider":
        return Named("provider", 1)
    found = _NUMBERED.fullmatch(file)
    if found is None or (found["what"], found["number"]) == ("provider", "1"):
        return None
    return Named(found["what"], int(found["number"]))


def locked(lock: Secret, passphrase: bytes, kdf: Kdf) -> str:
    """Write the file that a passphrase opens."""
    salt = os.urandom(SALT_BYTES)
    head = f"{_VERSION}\nlock\nargon2id {kdf.memory_kib} {kdf.iterations} {kdf.lanes}\nsalt {salt.hex()}\n"
    key = SealingKey(id=b"passphrase", secret=key_from(passphrase, salt, kdf))
    return f"{head}sealed {key.seal(lock.reveal(), bind(head)).hex()}\n"


def unlocked(text: str, passphrase: bytes) -> Secret:
    """
    Open the file that a passphrase opens.

    Raises:
        RootOutOfReach: the passphrase is another one.
        RootBroken: it is no such file, or asks for more work than any of ours.
    """
    found = _LOCK.fullmatch(text)
    if found is None:
        raise broken("lock")
    key = SealingKey(id=b"passphrase", secret=key_from(passphrase, bytes.fromhex(found["salt"]), costs(text)))
    try:
        return _secret(key, found, "lock")
    except SealBroken:
        raise RootOutOfReach(
            "the passphrase does not open the root", hint="check which instance and which passphrase file are meant"
        ) from None


def costs(text: str) -> Kdf:
    """Return what a guess at the passphrase costs, by the file that the passphrase opens."""
    found = _LOCK.fullmatch(text)
    if found is None:
        raise broken("lock")
    return Kdf(memory_kib=int(found["memory"]), iterations=int(found["rounds"]), lanes=int(found["lanes"]))


def recoverable(lock: Secret, code: Secret) -> str:
    """Write the file that the code of a recovery kit opens; the code is random, so that no guess needs to be dear."""
    head = f"{_VERSION}\nrecovery\n"
    return f"{head}sealed {_by_code(code).seal(lock.reveal(), bind(head)).hex()}\n"


def recovered(text: str, code: Secret) -> Secret:
    """
    Open the file that the code of a recovery kit opens.

    Raises:
        RootOutOfReach: the code is of another kit.
        RootBroken: it is no such file.
    """
    found = _RECOVERY.fullmatch(text)
    if found is None:
        raise broken("recovery")
    try:
        return _secret(_by_code(code), found, "recovery")
    except SealBroken:
        raise RootOutOfReach(
            "the recovery kit does not open the root",
            hint="check which instance it is of, and whether a newer kit was made since",
        ) from None


def kept(secret: Secret, name: Named, lock: Secret, made: date | None) -> str:
    """Write a file that the key of `lock` opens."""
    day = "" if made is None else f"made {made.isoformat()}\n"
    head = f"{_VERSION}\n{name.inside}\n{day}"
    key = SealingKey(id=b"lock", secret=lock)
    return f"{head}sealed {key.seal(secret.reveal(), bind(head)).hex()}\n"


def opened(text: str, name: Named, lock: Secret) -> Kept:
    """
    Open a file that the key of `lock` opens, and that is the one it is taken for.

    Raises:
        RootBroken: it was changed, or is another one.
    """
    found = _KEY.fullmatch(text)
    if found is None or found["name"] != name.inside:
        raise broken(name.file)
    try:
        made = None if found["made"] is None else date.fromisoformat(found["made"])
        return Kept(_secret(SealingKey(id=b"lock", secret=lock), found, name.file), made)
    except (SealBroken, ValueError):
        raise broken(name.file) from None


def broken(name: str) -> RootBroken:
    """Name the file that is not what it should be."""
    return RootBroken(f"the root's file `{name}` was changed", hint="restore the folder from its recovery copy")


def _by_code(code: Secret) -> SealingKey:
    """Return the key that the code of a kit stands for."""
    return SealingKey(id=b"recovery", secret=derive(code, "recovery kit"))


def _secret(key: SealingKey, found: re.Match[str], name: str) -> Secret:
    """Open the seal of a file, bound to the lines before it."""
    try:
        sealed = bytes.fromhex(found["sealed"])
    except ValueError:
        raise broken(name) from None
    secret = key.open(sealed, bind(found["head"]))
    if len(secret) != KEY_BYTES:
        raise broken(name)
    return Secret(secret)
