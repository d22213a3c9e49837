"""
The folder of the root: small text files, closed to everybody but their owner (`rootformat` says what is in them).

A new passphrase rewrites `lock` alone; an epoch ends when its file is destroyed. Whoever has the folder needs the
passphrase or the code of the recovery kit; whoever has one of these needs the folder.
"""

from __future__ import annotations

import errno
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from etanche.keyring import home, rootformat
from etanche.keyring.faults import RootOutOfReach
from etanche.keyring.home import Home
from etanche.keyring.kdf import PRODUCTION_KDF, Kdf
from etanche.keyring.kit import Kit
from etanche.keyring.provider import Provider
from etanche.keyring.root import Root
from etanche.keyring.rootformat import Named
from etanche.keyring.secret import Secret


class Others(NamedTuple):
    """Providers of other kinds than `file`: the instance's, and those that organisations brought themselves."""

    instance: Mapping[str, Provider]
    own: Mapping[bytes, Mapping[str, Provider]]


_NO_OTHERS = Others({}, {})


class RootFile:
    """Makes and opens the folder of the root."""

    @staticmethod
    def create(
        folder: Path,
        passphrase: bytes,
        kdf: Kdf = PRODUCTION_KDF,
        *,
        others: Others = _NO_OTHERS,
        made: date | None = None,
    ) -> Root:
        """
        Make the folder and its files, all or none, durable when this returns.

        Args:
            folder: where it will be.
            passphrase: what will open it.
            kdf: what a guess at the passphrase shall cost; only tests and sandboxes take less than production.
            others: where organisations' keys will be guarded; with any, no provider's key is made in the folder.
            made: the day, written down beside the first epoch.

        Raises:
            RootOutOfReach: there is a root already, or the folder cannot be written.
        """
        lock = Secret.random()
        names = [Named("epoch", 1)] if others.instance else [Named("epoch", 1), Named("provider", 1)]
        files = {name.file: rootformat.kept(Secret.random(), name, lock, made) for name in names}
        files["lock"] = rootformat.locked(lock, passphrase, kdf)
        try:
            folder.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            with TemporaryDirectory(prefix=f"{folder.name}.", dir=folder.parent, ignore_cleanup_errors=True) as made_in:
                whole = Path(made_in) / "root"
                whole.mkdir(mode=0o700)
                for file, text in files.items():
                    home.write(whole / file, text)
                home.sync(whole)
                whole.rename(folder)
            home.sync(folder.parent)
        except OSError as error:
            raise _unmade(error) from None
        return _rooted(Home(folder, lock), others)

    @staticmethod
    def open(folder: Path, passphrase: bytes, *, others: Others = _NO_OTHERS) -> Root:
        """
        Open the root with its passphrase.

        Raises:
            RootOutOfReach: the passphrase is wrong, a file is missing, or others can read one.
            RootBroken: a file was changed.
        """
        return _rooted(_opened(folder, passphrase), others)

    @staticmethod
    def set_passphrase(folder: Path, passphrase: bytes, new: bytes, kdf: Kdf | None = None) -> None:
        """
        Let another passphrase open the root, and the one before it no more; processes that run go on.

        Without `kdf` a guess costs what it cost before.

        Raises:
            RootOutOfReach, RootBroken: as `open`.
        """
        opened = _opened(folder, passphrase)
        kdf = kdf or rootformat.costs(home.read(folder / "lock"))
        with opened.turn(alone=True):
            opened.set_passphrase(opened.relocked(new, kdf))

    @staticmethod
    def new_kit(folder: Path, passphrase: bytes) -> Kit:
        """
        Make a recovery kit; the one before it opens nothing any more.

        Raises:
            RootOutOfReach, RootBroken: as `open`.
        """
        opened, kit = _opened(folder, passphrase), Kit.random()
        with opened.turn(alone=True):
            opened.set_recovery(kit.secret)
        return kit

    @staticmethod
    def require_kit(folder: Path, kit: Kit) -> None:
        """
        Let whoever has the recovery kit go on; nothing is opened.

        Raises:
            RootOutOfReach: the kit is of another root, or an older one; there never was one.
        """
        rootformat.recovered(home.read(folder / "recovery"), kit.secret)

    @staticmethod
    def recover(folder: Path, kit: Kit, new: bytes, kdf: Kdf = PRODUCTION_KDF) -> None:
        """
        Set a new passphrase with a recovery kit, when the passphrase is lost; the kit stays good.

        Raises:
            RootOutOfReach: the kit is of another root, or an older one; there never was one.
            RootBroken: the file it opens was changed.
        """
        opened = Home(folder, rootformat.recovered(home.read(folder / "recovery"), kit.secret))
        # Whoever has an old copy of `recovery` shall not put it beside a root that is not its own.
        for name in opened.names():
            opened.read(name)
        with opened.turn(alone=True):
            opened.set_passphrase(opened.relocked(new, kdf))


def _opened(folder: Path, passphrase: bytes) -> Home:
    """Open the folder with its passphrase."""
    return Home(folder, rootformat.unlocked(home.read(folder / "lock"), passphrase))


def _rooted(opened: Home, others: Others) -> Root:
    """Read everything in an opened folder, after finishing what a killed process left."""
    with opened.turn(alone=False):
        opened.tidy()
        names = opened.names()
        if not any(name.what == "epoch" for name in names):
            raise RootOutOfReach("the root has no epoch left", hint="restore the folder from its recovery copy")
        if not others.instance and not any(name.what == "provider" for name in names):
            raise RootOutOfReach(
                "the provider's key is not in the folder of the root",
                hint="restore the folder from its recovery copy, or configure the provider that is used",
            )
    root = Root(epochs={}, provider=None, folder=opened, others=others.instance, own=others.own)
    root.renew()
    return root


def _unmade(error: OSError) -> RootOutOfReach:
    """Say why there is no new root."""
    if error.errno in {errno.EEXIST, errno.ENOTEMPTY, errno.ENOTDIR}:
        return RootOutOfReach(
            "there is a root in this folder already", hint="it is never overwritten: its keys would be lost"
        )
    return RootOutOfReach(
        "the folder of the root cannot be written", hint="check that it is yours and that the disk has room"
    )
