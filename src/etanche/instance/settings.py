"""
What an instance knows of itself before anything is opened, and where its passphrase comes from.
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Self
from urllib.parse import urlsplit

from etanche.errors import NotFound, OutOfReach, Unreadable
from etanche.instance.alerting import AlertSettings
from etanche.instance.mail_settings import MailSettings
from etanche.instance.providers import KeySettings, KeySettingsUnreadable
from etanche.instance.sign_in_settings import ProviderSettings, terms_of
from etanche.instance.stores import Stores
from etanche.keyring import read_passphrase
from etanche.notice.papers import Called
from etanche.terms import ID_BYTES, OrganisationId

FORMAT = 1
FILE = "instance.toml"
_THIS_MACHINE = frozenset({"localhost", "127.0.0.1", "::1"})
PASSPHRASE = "passphrase"  # noqa: S105  # the name of a file, in instances made by the demo


class InstanceMissing(NotFound):
    """There is no instance in the folder."""


class InstanceNewer(Unreadable):
    """The instance was written in a format this version does not know."""


class InstanceUnreadable(Unreadable):
    """The settings of the instance cannot be read."""


class PassphraseMissing(OutOfReach):
    """No passphrase was given, so the keys are out of reach."""


@dataclass(frozen=True, kw_only=True)
class Settings:
    """The settings file of an instance."""

    organisation: OrganisationId
    made: date
    demo: bool
    keys: KeySettings = field(default_factory=KeySettings)
    stores: Stores = field(default_factory=Stores)
    alerts: AlertSettings | None = None
    """Who is told when a promise changes; without it nobody is, and what is to be told waits."""

    mail: MailSettings | None = None
    """By which server letters go; without it they wait in the outbox."""

    providers: Mapping[str, ProviderSettings] = field(default_factory=dict)
    """What we are to the providers of the charter, by their names in it."""

    terms: str = ""
    """The version of the terms that people accept before they go to a provider."""

    leaked: Path | None = None
    """A file of digests of leaked passwords, in order; one that does not begin at the root begins at the instance."""

    private: frozenset[str] = frozenset()
    """Hosts of the charter that may be in a private network."""

    authorities: Path | None = None
    """A file of certificates that hosts of the charter are believed by, in the place of the system's."""

    backups: Path | None = None
    """The folder that backups are made in by themselves; one that does not begin at the root begins at the instance."""

    places: Mapping[OrganisationId, Path] = field(default_factory=dict)
    """The organisations whose stores lie apart, each in a folder of its own; one that does not begin at the root begins at the instance."""

    address: str | None = None
    """The address that people know the pages under, `https://…`; without it checks ask the application itself."""

    def write(self, folder: Path) -> None:
        """Write the settings file."""
        lines = (
            "# Written by etanche.",
            f"format = {FORMAT}",
            f'organisation = "{self.organisation.hex()}"',
            f"made = {self.made.isoformat()}",
            f"demo = {str(self.demo).lower()}",
            *self.stores.lines(),
            *(("", "[backups]", f'folder = "{self.backups}"') if self.backups else ()),
        )
        told = f"\n{self.keys.text.strip()}\n" if self.keys.text.strip() else ""
        write_private(folder / FILE, ("\n".join(lines) + f"\n{told}").encode())

    def called(self) -> tuple[Called, ...]:
        """Return every address that is called because the settings say so."""
        stores = (("data-store", self.stores.data), ("shelf-store", self.stores.shelf))
        found = [Called(use=use, address=host, port=port) for use, one in stores if one for host, port in one.hosts]
        found += [Called(use="key-service", address=host, port=port) for host, port in self.keys.services()]
        if self.mail is not None:
            found.append(Called(use="mail-server", address=self.mail.relay.server, port=self.mail.relay.port))
        return tuple(found)

    @classmethod
    def read(cls, folder: Path) -> Self:
        """
        Read the settings of a folder.

        Raises:
            InstanceMissing: there are none.
            InstanceUnreadable: they are damaged.
            InstanceNewer: they are of a format this version does not know.
            AddressUnreadable: the address of a store is none, or holds a password.
            KeySettingsUnreadable: what they say of keys cannot be meant.
        """
        try:
            found = tomllib.loads((folder / FILE).read_text(encoding="utf-8"))
            known = cls(
                organisation=OrganisationId(bytes.fromhex(found["organisation"])),
                made=found["made"],
                demo=bool(found["demo"]),
                keys=KeySettings.of(found.get("keys", {})),
                stores=Stores.read(found.get("stores", {})),
                backups=_file(found.get("backups", {}), "folder"),
                places=_places(found.get("places", {})),
                providers=ProviderSettings.read_all(found.get("providers", {})),
                terms=terms_of(found.get("terms", {})),
                leaked=_file(found.get("accounts", {}), "leaked"),
                private=_private(found.get("outbound", {})),
                authorities=_authorities(found.get("outbound", {})),
                alerts=AlertSettings.read(found.get("alerts", {})),
                address=_address(found.get("site", {})),
                mail=MailSettings.read(found.get("mail", {}), found.get("alerts", {})),
            )
        except (FileNotFoundError, NotADirectoryError):
            raise InstanceMissing(
                f"there is no instance in `{folder}`",
                hint="make one with `etanche init --charter FILE`, or name another folder with --data",
            ) from None
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            raise InstanceUnreadable(
                f"`{folder / FILE}` cannot be read", hint="put back the file that `etanche init` wrote"
            ) from None
        if found.get("format") != FORMAT:
            raise InstanceNewer(
                f"`{folder}` is an instance of another format",
                hint="use the version of etanche that made it, or a later one",
            )
        return known


def _address(said: Mapping[str, object]) -> str | None:
    """Return the address in the section `[site]`: with TLS, or on this very machine."""
    address = said.get("address")
    if said.keys() - {"address"} or not (address is None or isinstance(address, str)):
        raise ValueError("site")
    if address is None:
        return None
    where = urlsplit(address)
    local = where.scheme == "http" and where.hostname in _THIS_MACHINE
    bare = not (where.username or where.query or where.fragment or where.path.strip("/"))
    if not where.hostname or not bare or not (where.scheme == "https" or local) or where.port == 0:
        raise ValueError("site")
    return address.rstrip("/")


def _file(said: Mapping[str, object], name: str) -> Path | None:
    """Return the one path that a section names, if it does."""
    path = said.get(name)
    if said.keys() - {name} or not (path is None or (isinstance(path, str) and path)):
        raise ValueError(name)
    return None if path is None else Path(path)


def _places(said: Mapping[str, object]) -> Mapping[OrganisationId, Path]:
    """Read the section `[places]`: the number of an organisation, and the folder that its stores are in."""
    found = {OrganisationId(bytes.fromhex(name)): folder for name, folder in said.items()}
    if any(len(one) != ID_BYTES or not (isinstance(folder, str) and folder) for one, folder in found.items()):
        raise ValueError("places")
    return {one: Path(str(folder)) for one, folder in found.items()}


def _private(said: Mapping[str, object]) -> frozenset[str]:
    hosts = said.get("private", [])
    if (
        said.keys() - {"private", "authorities"}
        or not isinstance(hosts, list)
        or not all(isinstance(one, str) for one in hosts)
    ):
        raise ValueError("outbound")
    return frozenset(one.lower() for one in hosts)


def _authorities(said: Mapping[str, object]) -> Path | None:
    file = said.get("authorities")
    if not (file is None or (isinstance(file, str) and file)):
        raise ValueError("outbound")
    return None if file is None else Path(file)


def stores_of(folder: Path) -> Stores:
    """
    Return where the stores of a folder are, before anything is opened.

    Raises:
        InstanceMissing, InstanceUnreadable, InstanceNewer: as their names say.
    """
    return Settings.read(folder).stores


def called_of(folder: Path) -> tuple[Called, ...]:
    """
    Return the addresses that the settings of a folder, and those of the places they name, say; before anything is opened.

    Raises:
        InstanceMissing, InstanceUnreadable, InstanceNewer: as their names say.
    """
    said = Settings.read(folder)
    places = (Settings.read(folder / one).called() for one in said.places.values() if (folder / one / FILE).exists())
    return (*said.called(), *(one for called in places for one in called))


def key_settings(file: Path | None) -> KeySettings:
    """
    Read the section `[keys]` that a new instance will have, from a file that holds nothing else.

    Raises:
        KeySettingsUnreadable: it cannot be read, or says something that cannot be meant.
    """
    if file is None:
        return KeySettings()
    try:
        text = file.read_text(encoding="utf-8")
        found = tomllib.loads(text)
    except (OSError, ValueError):
        raise KeySettingsUnreadable(f"`{file}` cannot be read", hint="see docs/keys.md for what it holds") from None
    if set(found) - {"keys"}:
        raise KeySettingsUnreadable(
            f"`{file}` holds more than keys", hint="it has the section `[keys]` and nothing else"
        )
    return KeySettings.of(found.get("keys", {}), text=text)


def write_private(path: Path, content: bytes) -> None:
    """Write a new file that its owner alone can read, durable on return."""
    opened = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    with os.fdopen(opened, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def passphrase_of(folder: Path, *, file: Path | None = None, descriptor: int | None = None) -> bytes:
    """
    Return the passphrase of an instance, from a file or a descriptor; an instance of the demo has its own.

    Raises:
        PassphraseMissing: neither was given, and the instance is not of the demo.
        OutOfReach: it cannot be read, or others can read it.
    """
    if file is None and descriptor is None:
        beside = folder / PASSPHRASE
        if beside.exists() and Settings.read(folder).demo:
            return read_passphrase(file=beside)
        raise PassphraseMissing(
            "the passphrase of the root is needed",
            hint="give --passphrase-file FILE (mode 0600) or --passphrase-fd N before the command",
        )
    return read_passphrase(file=file, descriptor=descriptor)
