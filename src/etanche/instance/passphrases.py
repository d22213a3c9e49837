"""
Another passphrase for an instance, with the one it has or with its recovery kit; secrets come by files and descriptors only.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from etanche.clock import Clock
from etanche.errors import Refused
from etanche.instance.furnish import ROOT
from etanche.instance.hall import Instance
from etanche.instance.settings import Settings
from etanche.keyring import Kit, RootFile, read_passphrase


class DemoInstance(Refused):
    """An instance of the demo has its passphrase beside it: another one protects nothing there."""


def set_passphrase(
    instance: Instance,
    *,
    old: Callable[[], bytes],
    new_file: Path | None,
    new_descriptor: int | None,
    by: str,
) -> None:
    """
    Let another passphrase open an instance, with a line in the journal.

    Raises:
        DemoInstance: it is one of the demo.
        OutOfReach, Unreadable: a passphrase is wrong, or cannot be read.
        StoreBusy, Closed: it cannot be written down, and so is not changed.
    """
    _refuse_demo(instance.settings)
    new = read_passphrase(file=new_file, descriptor=new_descriptor)
    with instance.keys.told_around(by, asked="passphrase-asked", done="passphrase-changed"):
        RootFile.set_passphrase(instance.folder / ROOT, old(), new)


def recovered(
    folder: Path,
    *,
    kit_file: Path | None,
    kit_descriptor: int | None,
    new_file: Path | None,
    new_descriptor: int | None,
    by: str,
    clock: Clock,
) -> None:
    """
    Set a new passphrase with the recovery kit, then open the instance with it and write a line into its journal.

    Raises:
        InstanceMissing: there is none in the folder.
        DemoInstance: it is one of the demo.
        KitUnreadable, OutOfReach, Unreadable: the kit or the passphrase cannot be read, or the kit is another one's.
    """
    _refuse_demo(Settings.read(folder))
    kit = Kit.read(read_passphrase(file=kit_file, descriptor=kit_descriptor, called="code of the recovery kit"))
    new = read_passphrase(file=new_file, descriptor=new_descriptor)
    RootFile.recover(folder / ROOT, kit, new)
    with Instance.open(folder, passphrase=lambda: new, clock=clock) as instance:
        instance.keys.told(by, "passphrase-recovered", {})


def _refuse_demo(settings: Settings) -> None:
    if settings.demo:
        raise DemoInstance(
            "this instance is of the demo: its passphrase lies beside it",
            hint="make one of your own with `etanche init`",
        )
