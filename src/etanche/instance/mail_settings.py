"""
The mail server of an instance, as its settings name it: the section `[mail]` of `instance.toml`.

    [mail]
    from = "etanche@example.org"
    server = "smtp.example.org"
    security = "tls"                      # "starttls", or "clear" for a server on this machine: journalled each time
    user = "etanche"
    password-file = "/etc/etanche/smtp"

Instances made before had the same words in `[alerts]`: they are understood there if there is no `[mail]`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Self

from etanche.outbound import Relay, Security, is_address

_KINDS: Final[Mapping[str, type]] = {
    "from": str,
    "server": str,
    "port": int,
    "security": str,
    "starttls": bool,
    "user": str,
    "password-file": str,
    "authorities": str,
}
SERVER_WORDS: Final = frozenset(_KINDS)
"""What `[alerts]` of an older instance may say of a server."""

_PORTS: Final = {Security.TLS: 465, Security.STARTTLS: 587, Security.CLEAR: 25}
_MOST_PORT: Final = 65_535


@dataclass(frozen=True, kw_only=True)
class MailSettings:
    """Who writes, by which server."""

    sender: str
    relay: Relay

    @property
    def domain(self) -> str:
        """Return the domain of the sender's address."""
        return self.sender.rpartition("@")[2].lower()

    @classmethod
    def read(cls, said: Mapping[str, Any], alerts: Mapping[str, Any]) -> Self | None:
        """
        Read them from the table `mail` of the settings, or from what `alerts` says of a server; nothing if neither names one.

        Raises:
            TypeError, ValueError, KeyError: the table says something else.
        """
        older = {name: value for name, value in alerts.items() if name in SERVER_WORDS}
        if said and older:
            raise ValueError("two servers")
        said = said or older
        if not said:
            return None
        if said.keys() - SERVER_WORDS or any(type(value) is not _KINDS[name] for name, value in said.items()):
            raise TypeError("mail")
        if not is_address(said["from"]) or not said["server"].isprintable() or {"security", "starttls"} <= said.keys():
            raise ValueError("mail")
        security = Security(said.get("security", Security.STARTTLS if said.get("starttls") else Security.TLS))
        port = said.get("port", _PORTS[security])
        if not 0 < port <= _MOST_PORT:
            raise ValueError("port")
        relay = Relay(
            server=said["server"],
            port=port,
            security=security,
            user=said.get("user"),
            password_file=_path(said.get("password-file")),
            authorities=_path(said.get("authorities")),
        )
        return cls(sender=said["from"], relay=relay)


def _path(text: str | None) -> Path | None:
    return None if text is None else Path(text)
