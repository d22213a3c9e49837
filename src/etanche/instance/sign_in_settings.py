"""
Coming in by the providers of the operator's charter: what the settings say we are to each of them.

    [providers.google-login]                     # its name in the charter, which says where it is and what is asked of it
    issuer = "https://accounts.example"
    client-id = "4711"
    client-secret-file = "/etc/etanche/google"
    acr = ["urn:two"]                            # classes of login that are asked for, if it has some
    second-factor = "always"                     # if you vouch for it: shown as claimed

    [terms]
    version = "2026-11"                          # of the terms that people accept first
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Self

from etanche.errors import Unreadable

_WORDS: Final = frozenset({"issuer", "client-id", "client-secret-file", "acr", "second-factor"})
_LONGEST_VERSION: Final = 100


class ProviderSecretUnreadable(Unreadable):
    """The file with our secret at a provider cannot be read."""


@dataclass(frozen=True, kw_only=True)
class ProviderSettings:
    """What we are to a provider."""

    issuer: str
    client: str
    secret_file: Path | None = None
    acr: tuple[str, ...] = ()
    claims_factor: bool = False

    @classmethod
    def read_all(cls, said: Mapping[str, Any]) -> Mapping[str, Self]:
        """
        Read the table `providers` of the settings, by the names of the charter.

        Raises:
            TypeError, ValueError, KeyError: it says something that cannot be meant.
        """
        return {name: cls._read(table) for name, table in said.items()}

    @classmethod
    def _read(cls, said: Mapping[str, Any]) -> Self:
        acr, factor, secret = said.get("acr", []), said.get("second-factor"), said.get("client-secret-file")
        words = (said["issuer"], said["client-id"], *acr, *(() if secret is None else (secret,)))
        if said.keys() - _WORDS or factor not in {None, "always"} or not isinstance(acr, list):
            raise ValueError("providers")
        if not all(isinstance(one, str) and one and one.isprintable() for one in words):
            raise TypeError("providers")
        return cls(
            issuer=said["issuer"],
            client=said["client-id"],
            secret_file=None if secret is None else Path(secret),
            acr=tuple(acr),
            claims_factor=factor is not None,
        )

    def secret(self) -> str | None:
        """
        Return our secret at the provider, if it wants one.

        Raises:
            ProviderSecretUnreadable: as its name says.
        """
        if self.secret_file is None:
            return None
        try:
            return self.secret_file.read_text(encoding="utf-8").rstrip("\r\n")
        except (OSError, ValueError):
            raise ProviderSecretUnreadable(
                f"`{self.secret_file}` cannot be read", hint="see `client-secret-file` in `instance.toml`"
            ) from None


def terms_of(said: Mapping[str, Any]) -> str:
    """
    Return the version of the terms that people accept first, from the table `terms` of the settings.

    Raises:
        TypeError, ValueError: it says something else.
    """
    version = said.get("version", "")
    if said.keys() - {"version"} or not isinstance(version, str) or len(version) > _LONGEST_VERSION:
        raise ValueError("terms")
    return version
