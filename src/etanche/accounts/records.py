"""
What is kept of an account, as frozen nouns, and how it is written in the fields of records.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

import msgspec

from etanche.accounts.passkeys import Passkey
from etanche.charter import SignClass
from etanche.terms import Language
from etanche.vault import Record

Weight = tuple[int, frozenset[SignClass]]


@dataclass(frozen=True, kw_only=True)
class Holder:
    """Whose account it is."""

    id: bytes
    email: str = field(repr=False)
    name: str = field(repr=False)
    language: Language
    since: datetime
    coming_email: str | None = field(default=None, repr=False)
    """An address that they want to have in its place, and have not shown to be theirs."""

    record: Record = field(repr=False)


@dataclass(frozen=True, kw_only=True)
class Credentials:
    """What shows that it is them: hashes, digests, public keys, and the secret that codes are made from."""

    password: str | None = None
    weight: Weight = (0, frozenset())
    set_: datetime
    logins: int = 0
    earlier: tuple[str, ...] = ()
    totp: str | None = None
    coming_totp: str | None = None
    step: int | None = None
    recovery: tuple[str, ...] = ()
    passkeys: tuple[Passkey, ...] = ()
    record: Record

    def __repr__(self) -> str:
        """Show nothing."""
        return "<Credentials>"

    @property
    def has_factor(self) -> bool:
        """Whether there is a second factor; codes on paper are none, they stand in for one."""
        return self.totp is not None or bool(self.passkeys)


def passkeys_text(passkeys: tuple[Passkey, ...]) -> str | None:
    """Return passkeys as they are kept; nothing of none."""
    return msgspec.json.encode(passkeys).decode() if passkeys else None


def list_text(words: tuple[str, ...]) -> str | None:
    """Return words without spaces as they are kept; nothing of none."""
    return " ".join(words) or None


def weight_text(weight: Weight) -> str:
    """Return length and classes of a password as they are kept."""
    length, classes = weight
    return " ".join([str(length), *sorted(classes)])


def _weight(text: str) -> Weight:
    length, *classes = (text or "0").split()
    return int(length), frozenset(map(SignClass, classes))


def _language(fields: Mapping[str, str]) -> Language:
    return "en" if fields.get("language") == "en" else "fr"


def holder_of(record: Record) -> Holder:
    """Return what a record of the category `account` says."""
    fields = record.fields
    return Holder(
        id=record.person or b"",
        email=fields["email"],
        name=fields.get("name", ""),
        language=_language(fields),
        since=datetime.fromisoformat(fields["opened"]),
        coming_email=fields.get("coming-email"),
        record=record,
    )


def credentials_of(record: Record) -> Credentials:
    """Return what a record of the category `credentials` says."""
    fields = record.fields
    return Credentials(
        password=fields.get("password"),
        weight=_weight(fields.get("weight", "")),
        set_=datetime.fromisoformat(fields["set"]),
        logins=int(fields.get("logins", "0")),
        earlier=tuple(fields.get("earlier", "").split()),
        totp=fields.get("totp"),
        coming_totp=fields.get("coming-totp"),
        step=int(fields["step"]) if "step" in fields else None,
        recovery=tuple(fields.get("recovery", "").split()),
        passkeys=msgspec.json.decode(fields.get("passkeys", "[]"), type=tuple[Passkey, ...]),
        record=record,
    )
