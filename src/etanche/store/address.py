"""
The address of a store on a server, as it stands in the settings of an instance: it never holds a password.

The password comes from where PostgreSQL's own programs take it (`~/.pgpass`, a service file), or from a file that
the settings name; it is read anew for each connection and kept in no object of ours.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import parse_qsl, urlsplit

from etanche.errors import Unreadable

_PORT: Final = 5432
_SCHEMES: Final = {"postgresql", "postgres"}
_SECRETS: Final = {"password", "sslpassword", "oauth_client_secret"}


class AddressUnreadable(Unreadable):
    """The address of a store is not one, or says a password that belongs into a file."""


@dataclass(frozen=True, kw_only=True)
class Address:
    """Where on a server a store is."""

    url: str
    """`postgresql://role@host/database`, with libpq's own parameters after a question mark."""

    password_file: Path | None = None
    """A file of which the first line is the password; without it libpq looks where it always does."""

    def __post_init__(self) -> None:
        """
        Refuse what is no address.

        Raises:
            AddressUnreadable: it is of another kind, cannot be read, or holds a password.
        """
        try:
            parts = urlsplit(self.url)
            said = {name for name, _ in parse_qsl(parts.query, keep_blank_values=True)}
            secret = parts.password is not None or said & _SECRETS
        except ValueError:
            raise _not_one() from None
        # The address is not repeated: it may hold what it should not.
        if secret:
            raise AddressUnreadable(
                "the address of a store holds a password",
                hint="take it out, and put it into a file of mode 0600 named by the settings, or into ~/.pgpass",
            )
        if parts.scheme not in _SCHEMES:
            raise _not_one()

    @property
    def chooses(self) -> bool:
        """Whether it names several servers and not which of them is meant: then it is the one that is written to."""
        parts = urlsplit(self.url)
        said = dict(parse_qsl(parts.query))
        several = "," in parts.netloc or "," in said.get("host", "") or "," in said.get("hostaddr", "")
        return several and "target_session_attrs" not in said

    @property
    def hosts(self) -> tuple[tuple[str, int], ...]:
        """The machines it names, each with its port; a socket of this machine is none. What a service file names is not seen."""
        parts = urlsplit(self.url)
        said = dict(parse_qsl(parts.query))
        ports = said.get("port", "").split(",")
        named = [one for one in (parts.netloc.rpartition("@")[2] or said.get("host") or "").split(",") if one]
        found: list[tuple[str, int]] = []
        for number, one in enumerate(named):
            host, colon, port = one.rpartition(":") if not one.endswith("]") else (one, "", "")
            spare = ports[number] if number < len(ports) else ports[-1]
            machine, at = (host, port) if colon and port.isdigit() else (one, spare)
            if not machine.startswith(("/", "@", "%2F", "%2f")):
                found.append((machine.strip("[]"), int(at) if at.isdigit() else _PORT))
        return tuple(found)

    @property
    def name(self) -> str:
        """What sentences call it: `database on host`."""
        parts = urlsplit(self.url)
        said = dict(parse_qsl(parts.query))
        database = parts.path.strip("/") or said.get("dbname") or said.get("service") or "the database"
        host = parts.netloc.rpartition("@")[2] or said.get("host")
        return f"{database} on {host}" if host else database


def _not_one() -> AddressUnreadable:
    return AddressUnreadable(
        "the address of a store cannot be read", hint="write it as `postgresql://role@host/database`"
    )
