"""
An organisation that brings its own provider of keys: its section is in the settings before the organisation is made, under an id
drawn for it, so that no key of its was ever behind another's.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from json import dumps
from pathlib import Path
from typing import Any, Final

from etanche.instance.providers import KeySettingsUnreadable
from etanche.instance.roster import is_whole
from etanche.instance.settings import FILE, Settings, key_settings
from etanche.store import organisations
from etanche.terms import OrganisationId, new_id

_BESIDE: Final = f"{FILE}.coming"


@contextmanager
def brought(folder: Path, file: Path | None) -> Iterator[OrganisationId | None]:
    """
    Give the id of an organisation that will be made in this block, with the section `[keys]` of a file as its own; nothing without one.

    The settings are as they were before if the block raises, unless the organisation is there by then, or its name is taken for it: then what its
    keys are behind stays said, and the same file goes on with the id that was drawn. A process that was killed leaves the same.

    Raises:
        KeySettingsUnreadable: the file says something else, or no provider.
        InstanceMissing, InstanceUnreadable, InstanceNewer: as `Settings.read`.
    """
    if file is None:
        yield None
        return
    kinds = _kinds(file)
    said = Settings.read(folder)
    settings = folder / FILE
    before = settings.read_bytes()
    organisation = _left(folder, said, kinds)
    if organisation is None:
        organisation = OrganisationId(new_id())
        replace_settings(settings, before + _section(organisation, kinds).encode())
    try:
        yield organisation
    except BaseException:
        # One that has a place by now was made: its keys are behind what it brought.
        if organisation not in Settings.read(folder).places and _named(folder, said, organisation) is None:
            replace_settings(settings, before)
        raise


def _left(folder: Path, said: Settings, kinds: Mapping[str, Mapping[str, Any]]) -> OrganisationId | None:
    """Return the id that was drawn for these keys by whoever did not come to the end; nothing if nobody did."""
    drawn = (OrganisationId(one) for one, theirs in said.keys.own.items() if _plain(theirs) == _plain(kinds))
    return next((one for one in drawn if _named(folder, said, one) is not True), None)


def _named(folder: Path, said: Settings, organisation: OrganisationId) -> bool | None:
    """Tell whether an organisation is there: not yet, if its name is only taken; None if nobody knows it."""
    store, shelf = said.stores.open(folder)
    with closing(shelf), closing(store), store.reading() as connection:
        if is_whole(connection, organisation):
            return True
        return False if organisations.name(connection, organisation) is not None else None


def _plain(kinds: Mapping[str, Mapping[str, Any]]) -> dict[str, dict[str, Any]]:
    return {kind: dict(section) for kind, section in kinds.items()}


def _kinds(file: Path) -> Mapping[str, Mapping[str, Any]]:
    said = key_settings(file)
    if not said.instance or said.own or said.times.epoch is not None or said.times.snapshots is not None:
        raise KeySettingsUnreadable(
            f"`{file}` does not say which provider an organisation brings",
            hint="it has one section `[keys.cloud-kms]` or `[keys.pkcs11]`, and nothing else",
        )
    return said.instance


def _section(organisation: OrganisationId, kinds: Mapping[str, Mapping[str, Any]]) -> str:
    lines = [""]
    for kind, section in kinds.items():
        # A string of JSON is one of TOML, and so is a number.
        lines += [
            f"[keys.own.{organisation.hex()}.{kind}]",
            *(f"{name} = {dumps(said)}" for name, said in section.items()),
        ]
    return "\n".join([*lines, ""])


def replace_settings(file: Path, content: bytes) -> None:
    """Put a file in the place of the one before, whole or not at all; its owner alone reads it."""
    beside = file.with_name(_BESIDE)
    opened = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o600)
    with os.fdopen(opened, "wb") as written:
        written.write(content)
        written.flush()
        os.fsync(written.fileno())
    beside.replace(file)
