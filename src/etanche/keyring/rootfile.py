"""
The folder of the root: three small text files, closed to everybody but their owner.

    lock           a random key, sealed under Argon2id(passphrase); its costs and salt stand beside it
    epoch-1        the epoch root, sealed under the key of `lock`
    provider       the provider's key, likewise

Each file says what it is in its first lines, and its seal is bound to them, so that nothing of it can be exchanged
for another file's. A new passphrase rewrites `lock` alone; an epoch ends when its file is destroyed.
"""

from __future__ import annotations

import errno
import os
import re
import stat
from pathlib import Path
from tempfile import TemporaryDirectory

from etanche.keyring.binding import bind
from etanche.keyring.faults import RootBroken, RootOutOfReach, SealBroken
from etanche.keyring.kdf import PRODUCTION_KDF, SALT_BYTES, Kdf, key_from
from etanche.keyring.root import Root
from etanche.keyring.sealing import SealingKey
from etanche.keyring.secret import KEY_BYTES, Secret

_VERSION = "etanche root 1"
_MOST_BYTES = 4_096
_OTHERS = stat.S_IRWXG | stat.S_IRWXO
_LOCK = re.compile(
    rf"(?P<head>{_VERSION}\nlock\nargon2id (?P<memory>\d{{1,9}}) (?P<rounds>\d{{1,9}}) (?P<lanes>\d{{1,9}})\n"
    r"salt (?P<salt>[0-9a-f]{32})\n)sealed (?P<sealed>[0-9a-f]{2,512})\n"
)
_KEY = re.compile(rf"(?P<head>{_VERSION}\n(?P<name>epoch \d{{1,9}}|provider)\n)sealed (?P<sealed>[0-9a-f]{{2,512}})\n")
_EPOCH = re.compile(r"epoch-([1-9]\d{0,8})")


class RootFile:
    """Makes and opens the folder of the root."""

    @staticmethod
    def create(folder: Path, passphrase: bytes, kdf: Kdf = PRODUCTION_KDF) -> Root:
        """
        Make the folder and its files, all or none, durable when this returns.

        `kdf` is what a guess at the passphrase shall cost; only tests and sandboxes take less than production.

        Raises:
            RootOutOfReach: there is a root already, or the folder cannot be written.
        """
        lock, epoch, provider = Secret.random(), Secret.random(), Secret.random()
        files = {
            "lock": _locked(lock, passphrase, kdf),
            "epoch-1": _kept(epoch, "epoch 1", lock),
            "provider": _kept(provider, "provider", lock),
        }
        try:
            folder.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            with TemporaryDirectory(prefix=f"{folder.name}.", dir=folder.parent, ignore_cleanup_errors=True) as made:
                whole = Path(made) / "root"
                whole.mkdir(mode=0o700)
                for name, text in files.items():
                    _write(whole / name, text)
                _sync(whole)
                whole.rename(folder)
            _sync(folder.parent)
        except OSError as error:
            raise _unmade(error) from None
        return Root(epochs={1: epoch}, provider=provider)

    @staticmethod
    def open(folder: Path, passphrase: bytes) -> Root:
        """
        Open the root with its passphrase.

        Raises:
            RootOutOfReach: the passphrase is wrong, a file is missing, or others can read one.
            RootBroken: a file was changed.
        """
        lock = _unlocked(_read(folder / "lock"), passphrase)
        names = sorted(path.name for path in folder.glob("epoch-*") if _EPOCH.fullmatch(path.name))
        numbers = [int(name.removeprefix("epoch-")) for name in names]
        if not numbers:
            raise RootOutOfReach("the root has no epoch left", hint="restore the folder from its recovery copy")
        epochs = {number: _opened(_read(folder / f"epoch-{number}"), f"epoch {number}", lock) for number in numbers}
        return Root(epochs=epochs, provider=_opened(_read(folder / "provider"), "provider", lock))


def _locked(lock: Secret, passphrase: bytes, kdf: Kdf) -> str:
    """Write the file that a passphrase opens."""
    salt = os.urandom(SALT_BYTES)
    head = f"{_VERSION}\nlock\nargon2id {kdf.memory_kib} {kdf.iterations} {kdf.lanes}\nsalt {salt.hex()}\n"
    key = SealingKey(id=b"passphrase", secret=key_from(passphrase, salt, kdf))
    return f"{head}sealed {key.seal(lock.reveal(), bind(head)).hex()}\n"


def _unlocked(text: str, passphrase: bytes) -> Secret:
    """Open the file that a passphrase opens."""
    found = _LOCK.fullmatch(text)
    if found is None:
        raise _broken("lock")
    kdf = Kdf(memory_kib=int(found["memory"]), iterations=int(found["rounds"]), lanes=int(found["lanes"]))
    key = SealingKey(id=b"passphrase", secret=key_from(passphrase, bytes.fromhex(found["salt"]), kdf))
    try:
        return _secret(key, found, "lock")
    except SealBroken:
        raise RootOutOfReach(
            "the passphrase does not open the root", hint="check which instance and which passphrase file are meant"
        ) from None


def _kept(secret: Secret, name: str, lock: Secret) -> str:
    """Write a file that the key of `lock` opens."""
    head = f"{_VERSION}\n{name}\n"
    key = SealingKey(id=b"lock", secret=lock)
    return f"{head}sealed {key.seal(secret.reveal(), bind(head)).hex()}\n"


def _opened(text: str, name: str, lock: Secret) -> Secret:
    """Open a file that the key of `lock` opens, and that is the one it is taken for."""
    found = _KEY.fullmatch(text)
    if found is None or found["name"] != name:
        raise _broken(name)
    try:
        return _secret(SealingKey(id=b"lock", secret=lock), found, name)
    except SealBroken:
        raise _broken(name) from None


def _secret(key: SealingKey, found: re.Match[str], name: str) -> Secret:
    """Open the seal of a file, bound to the lines before it."""
    try:
        sealed = bytes.fromhex(found["sealed"])
    except ValueError:
        raise _broken(name) from None
    secret = key.open(sealed, bind(found["head"]))
    if len(secret) != KEY_BYTES:
        raise _broken(name)
    return Secret(secret)


def _broken(name: str) -> RootBroken:
    """Name the file that is not what it should be."""
    return RootBroken(f"the root's file `{name}` was changed", hint="restore the folder from its recovery copy")


def _unmade(error: OSError) -> RootOutOfReach:
    """Say why there is no new root."""
    if error.errno in {errno.EEXIST, errno.ENOTEMPTY, errno.ENOTDIR}:
        return RootOutOfReach(
            "there is a root in this folder already", hint="it is never overwritten: its keys would be lost"
        )
    return RootOutOfReach(
        "the folder of the root cannot be written", hint="check that it is yours and that the disk has room"
    )


def _write(path: Path, text: str) -> None:
    """Write a new file that only its owner can read, durable with its bytes."""
    descriptor = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY | os.O_CLOEXEC, 0o600)
    try:
        os.write(descriptor, text.encode())
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _read(path: Path) -> str:
    """
    Read a small file that only its owner can read.

    Raises:
        RootOutOfReach: it is missing, or open to others.
        RootBroken: it is no text of ours.
    """
    try:
        with path.open("rb") as file:
            if os.fstat(file.fileno()).st_mode & _OTHERS:
                raise RootOutOfReach(
                    f"the root's file `{path.name}` is open to others than its owner",
                    hint="run `chmod 600` on it, and consider the keys known",
                )
            return file.read(_MOST_BYTES).decode("ascii")
    except OSError:
        raise RootOutOfReach(
            f"the root's file `{path.name}` cannot be read", hint="check that the folder of the root is mounted"
        ) from None
    except UnicodeDecodeError:
        raise _broken(path.name) from None


def _sync(folder: Path) -> None:
    """Make the names in a folder durable."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
