"""
What guards keys: held against the settings before a charter is obeyed or applied, and chosen as the charter says.
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from etanche.charter import Charter, Duration
from etanche.clock import day_of
from etanche.errors import OutOfReach
from etanche.instance.applying import ApplyRefused
from etanche.instance.copies import horizon
from etanche.instance.providers import KeySettings
from etanche.keyring import FILE, HardwareProvider, Kdf, Others, Root, RootFile, bind
from etanche.terms import OrganisationId


class KeysDisagree(OutOfReach):
    """The charter names a provider of keys that the settings do not configure; of a tenant it shuts nobody else."""


def agree(root: Root, organisation: OrganisationId | None, charter: Charter) -> None:
    """
    Let the provider that the charter names guard keys from now on; of no organisation yet while an instance is founded.

    Who brought a provider of another kind stays behind the instance's until a charter names theirs.

    Raises:
        KeysDisagree: it is not configured.
    """
    guards = root.provider if organisation is None else root.guards(organisation)
    kind = charter.vault.keys.value
    if not guards.has(kind):
        raise KeysDisagree(
            f"the charter says that keys are behind `{kind}`, and the settings have no such provider",
            hint=f"write a section `[keys.{kind}]` into a file, and name it with `--keys`, or take a charter that says otherwise"
            if organisation is None
            else f"put the section `[keys.{kind}]` or `[keys.own.{organisation.hex()}.{kind}]` back into `instance.toml`; "
            "it can go once another charter is applied and keys are rotated",
        )
    guards.chosen = kind


def rooted(
    folder: Path, passphrase: bytes, kdf: Kdf, *, charter: Charter, settings: KeySettings, now: datetime
) -> Root:
    """
    Make the folder of a root for a charter, and a key in a hardware module that has none yet.

    Raises:
        KeysDisagree: the provider that the charter names is not configured.
        OutOfReach: the folder cannot be written, or the provider cannot be had.
    """
    in_file = charter.vault.keys.value == FILE
    others = Others({}, {}) if in_file else settings.others()
    made = day_of(now, charter.organisation.time_zone)
    root = RootFile.create(folder, passphrase, kdf, others=others, made=made)
    agree(root, None, charter)
    for provider in others.instance.values():
        if isinstance(provider, HardwareProvider):
            provider.make()
    return root


def require_provider(root: Root, organisation: OrganisationId) -> None:
    """
    Let an organisation be made only if what it brings for its key can be had; a key in a hardware module that has none yet is made.

    Raises:
        OutOfReach: it cannot.
    """
    for provider in root.guards(organisation).own:
        if isinstance(provider, HardwareProvider):
            provider.make()
        provider.seal(b"asked", bind("asked", organisation))


def refuse_copies(charter: Charter, settings: KeySettings) -> None:
    """
    Let a charter be obeyed only if copies of keys die in the time it gives to backups.

    Raises:
        ApplyRefused: they would outlive it.
    """
    why = horizon(settings.times, backups_of(charter)).refused
    if why is not None:
        raise ApplyRefused(
            why, hint="shorten `epoch-days` or `snapshot-days` in `[keys]` of `instance.toml`, or promise a longer time"
        )


def refuse_provider(charter: Charter, settings: KeySettings, organisation: OrganisationId | None) -> None:
    """
    Let a charter be applied only if the provider it names is there: the organisation's own, or one of the instance's.

    Who brought one goes back to the instance's like that: what it brought opens what it sealed until it is taken away.

    Raises:
        ApplyRefused: it is not.
    """
    kind = charter.vault.keys.value
    own = () if organisation is None else settings.own.get(organisation, ())
    if kind not in {FILE, *settings.instance, *own}:
        raise ApplyRefused(
            f"this charter says that keys are behind `{kind}`, and the settings have no such provider",
            hint=f"write a section `[keys.{kind}]` into `instance.toml` first"
            if organisation is None
            else f"write a section `[keys.{kind}]` or `[keys.own.{organisation.hex()}.{kind}]` into `instance.toml` first",
        )


def refuse_unnamed(charter: Charter, settings: KeySettings, drawn: OrganisationId) -> None:
    """
    Let an organisation be made with a provider that it brings only if its charter names that kind: its first key would be elsewhere.

    Raises:
        ApplyRefused: it names another.
    """
    kind, brought = charter.vault.keys.value, settings.own.get(drawn, {})
    if kind not in brought:
        raise ApplyRefused(
            f"this charter says that keys are behind `{kind}`, and `{next(iter(brought))}` is brought",
            hint="let the charter name what is brought, or make the organisation without `--keys`",
        )


def backups_of(charter: Charter) -> Duration | None:
    """Return how long the charter lets copies live."""
    copies = charter.vault.backups
    return None if copies is None else copies.keep
