"""
A new instance: built beside its folder and moved there whole, so that a crash leaves none, or all of it.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

from etanche.charter import compile_plan, load
from etanche.clock import Clock
from etanche.errors import Unreadable
from etanche.instance.agreeing import refuse_copies, rooted
from etanche.instance.applying import refuse_ahead
from etanche.instance.furnish import ROOT, furnish
from etanche.instance.settings import PASSPHRASE, key_settings, write_private
from etanche.instance.stores import Stores
from etanche.keyring import Kdf, Root


class InstanceExists(Unreadable):
    """The folder of a new instance is not empty."""


def make(
    folder: Path,
    *,
    charter: Path,
    passphrase: bytes,
    clock: Clock,
    kdf: Kdf,
    demo: bool,
    keys: Path | None,
    stores: Stores,
) -> Root:
    """
    Make the folder of an instance that obeys a charter, and return what opens its keys; with `demo`, the passphrase is left in it.

    `keys` is a file with the section `[keys]` of its settings; a key is made in a hardware module that has none yet.
    A crash leaves no folder, or a whole one; tables it had made on a server are left, and are to be dropped there.

    Raises:
        InstanceExists: the folder is not empty.
        CharterUnreadable, CharterFaulty: the charter is not sound; nothing was made.
        ApplyRefused: its newest version is of a day to come, or copies of keys would live longer than it promises.
        KeysDisagree: the provider of keys that it names is not configured.
        SameServer: data and shelf would be on one server.
    """
    sound = load(charter, now=clock.now())
    refuse_ahead(sound, clock.now())
    plan = compile_plan(sound)
    settings = key_settings(keys)
    refuse_copies(sound, settings)
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise InstanceExists(f"there is something in `{folder}` already", hint="name an empty folder with --data")
    folder.absolute().parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=f".{folder.name}-", dir=folder.absolute().parent) as beside:
        made = Path(beside) / "instance"
        root = rooted(made / ROOT, passphrase, kdf, charter=sound, settings=settings, now=clock.now())
        if demo:
            write_private(made / PASSPHRASE, passphrase + b"\n")
        text = charter.read_text(encoding="utf-8-sig")
        furnish(made, text=text, plan=plan, root=root, clock=clock, demo=demo, keys=settings, stores=stores)
        if folder.exists():
            folder.rmdir()
        made.rename(folder)
    root.moved(folder / ROOT)
    return root
