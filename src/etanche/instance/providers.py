"""
The section `[keys]` of `instance.toml`: what guards organisations' keys, where it is, and how long copies live.

    [keys]
    epoch-days = 7                      # how long an epoch lasts
    snapshot-days = 14                  # how long a snapshot of the shelf is kept

    [keys.pkcs11]
    library = "/usr/lib/softhsm/libsofthsm2.so"
    token = "etanche"
    key = "organisations"
    pin-file = "/run/secrets/pin"       # or pin-fd = 5; never the PIN itself

    [keys.cloud-kms]
    region = "eu-west-3"
    key = "arn:aws:kms:…"
    deletion-days = 7                   # the service's waiting time; 30 when this is not said

    [keys.own.0123456789abcdef0123456789abcdef.cloud-kms]
    …                                   # the key that this organisation brought itself

`file`, a key behind the passphrase, needs no section. The charter says which one is used (`vault.keys`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from types import MappingProxyType
from typing import Any, Self
from urllib.parse import urlsplit

from etanche.errors import Unreadable
from etanche.instance.copies import Times
from etanche.keyring import (
    CLOUD_KMS,
    PKCS11,
    CloudProvider,
    HardwareProvider,
    Module,
    Others,
    PassphraseUnreadable,
    Provider,
    read_passphrase,
)
from etanche.outbound import AwsKeys

LONGEST_DELETION = 30
_MOST_DAYS = 3_650
_MOST_LABEL = 255
"""Bytes of the name of a provider's key: its length is one byte of what it seals."""

_PIN = "PIN"
_ORGANISATION = re.compile(r"[0-9a-f]{32}")
_KEYS: Mapping[str, Mapping[str, type]] = {
    "": {"epoch-days": int, "snapshot-days": int},
    PKCS11: {"library": str, "token": str, "key": str, "pin-file": str, "pin-fd": int},
    CLOUD_KMS: {"region": str, "key": str, "endpoint": str, "deletion-days": int},
}
_NEEDED: Mapping[str, tuple[str, ...]] = {"": (), PKCS11: ("library", "token", "key"), CLOUD_KMS: ("region", "key")}

Section = Mapping[str, Any]


class KeySettingsUnreadable(Unreadable):
    """The section `[keys]` of the settings says something that cannot be meant."""


@dataclass(frozen=True, kw_only=True)
class KeySettings:
    """What guards keys, as the settings say it."""

    times: Times = field(default_factory=Times)
    instance: Mapping[str, Section] = field(default_factory=lambda: MappingProxyType({}))
    own: Mapping[bytes, Mapping[str, Section]] = field(default_factory=lambda: MappingProxyType({}))
    text: str = ""
    """The lines as they were written."""

    @classmethod
    def of(cls, found: object, *, text: str = "") -> Self:
        """
        Read the section.

        Raises:
            KeySettingsUnreadable: a name is not known, something is missing, or a value is not of its kind.
        """
        whole = dict(_table(found, "keys"))
        own = {
            _organisation(name): _kinds(_table(section, f"keys.own.{name}"), f"keys.own.{name}.")
            for name, section in _table(whole.pop("own", {}), "keys.own").items()
        }
        kinds = _kinds({name: whole.pop(name) for name in (PKCS11, CLOUD_KMS) if name in whole}, "keys.")
        times = _checked(whole, "", "keys")
        waits = [
            int(kind[CLOUD_KMS].get("deletion-days", LONGEST_DELETION))
            for kind in (kinds, *own.values())
            if CLOUD_KMS in kind
        ]
        return cls(
            times=Times(
                epoch=times.get("epoch-days"), snapshots=times.get("snapshot-days"), deletion=max(waits, default=0)
            ),
            instance=MappingProxyType(kinds),
            own=MappingProxyType(own),
            text=text,
        )

    def services(self) -> tuple[tuple[str, int], ...]:
        """Return the machines that are called for keys, each with its port."""
        sections = [kinds[CLOUD_KMS] for kinds in (self.instance, *self.own.values()) if CLOUD_KMS in kinds]
        return tuple(dict.fromkeys(_machine(section) for section in sections))

    def others(self) -> Others:
        """Return the providers, of which nothing is asked yet; the hall hands the cloud's what speaks to it."""
        own = {one: _providers(kinds, f"keys.own.{one.hex()}") for one, kinds in self.own.items()}
        return Others(_providers(self.instance, "keys"), own)


def _machine(section: Section) -> tuple[str, int]:
    """Return the host and the port of a cloud's service of keys."""
    parts = urlsplit(section.get("endpoint") or f"https://kms.{section['region']}.amazonaws.com")
    return parts.hostname or "", parts.port or (80 if parts.scheme == "http" else 443)


def _providers(kinds: Mapping[str, Section], path: str) -> dict[str, Provider]:
    return {kind: _provider(kind, section, f"{path}.{kind}") for kind, section in kinds.items()}


def _provider(kind: str, section: Section, path: str) -> Provider:
    if kind == CLOUD_KMS:
        return CloudProvider(AwsKeys(section["region"], endpoint=section.get("endpoint"), section=path), section["key"])
    module = Module(library=Path(section["library"]), token=section["token"], key=section["key"], section=path)
    file = section.get("pin-file")
    if file is not None:
        return HardwareProvider(module, partial(read_passphrase, file=Path(file), called=_PIN))
    return HardwareProvider(module, _given_once(section["pin-fd"]))


def _given_once(descriptor: int) -> Callable[[], bytes]:
    """Return what says the PIN that a descriptor gives once; one that gives none shuts whose key it opens, and nobody else."""
    try:
        pin = read_passphrase(descriptor=descriptor, called=_PIN)
    except PassphraseUnreadable as error:
        # Of what was caught no trace is kept: it would hold what it was raised in.
        what, hint = error.what, error.hint

        def none() -> bytes:
            raise PassphraseUnreadable(what, hint=hint)

        return none
    return lambda: pin


def _kinds(sections: Section, path: str) -> dict[str, Section]:
    for name in sections:
        if name not in (PKCS11, CLOUD_KMS):
            raise _unreadable(f"{path}{name}", f"there is no such provider; there are `{PKCS11}` and `{CLOUD_KMS}`")
    found = {kind: _checked(_table(section, path + kind), kind, path + kind) for kind, section in sections.items()}
    if PKCS11 in found and ("pin-file" in found[PKCS11]) is ("pin-fd" in found[PKCS11]):
        raise _unreadable(f"{path}{PKCS11}", "say where the PIN comes from: `pin-file` or `pin-fd`")
    return found


def _checked(section: Section, kind: str, path: str) -> Section:
    """Let through a section whose names and values are those of its kind."""
    known = _KEYS[kind]
    for name, value in section.items():
        if name not in known:
            raise _unreadable(f"{path}.{name}", "there is no such setting")
        if type(value) is not known[name] or value == "" or (type(value) is int and not 0 <= value <= _MOST_DAYS):
            raise _unreadable(f"{path}.{name}", "this is not a value it can have")
    for name in _NEEDED[kind]:
        if name not in section:
            raise _unreadable(f"{path}.{name}", "it is needed")
    if kind and len(section["key"].encode()) > _MOST_LABEL:
        raise _unreadable(f"{path}.key", f"the name of a key has at most {_MOST_LABEL} bytes")
    return section


def _table(found: object, path: str) -> Section:
    if not isinstance(found, Mapping):
        raise _unreadable(path, "write it as a section in brackets")
    return found


def _organisation(name: str) -> bytes:
    if not _ORGANISATION.fullmatch(name):
        raise _unreadable("keys.own", "name an organisation by the 32 digits of its id")
    return bytes.fromhex(name)


def _unreadable(path: str, hint: str) -> KeySettingsUnreadable:
    return KeySettingsUnreadable(f"the setting `{path}` cannot be read", hint=hint)
