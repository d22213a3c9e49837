"""
What an account is written: which text, to whom, in which language. The words are in `words`, and whoever posts makes a letter of it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from etanche.terms import Language


class Text(StrEnum):
    """Every text that an account is written."""

    OPEN = "open"
    """Somebody wants an account under this address: a link that opens one."""

    REGISTERED_ALREADY = "registered-already"
    """Somebody wants one, and there is one already: a link that sets another password."""

    RESET = "reset"
    """A link that sets another password."""

    NO_ACCOUNT = "no-account"
    """Somebody asked for that, and there is no account under this address: a link that opens one."""

    NO_ACCOUNT_SO = "no-account-so"
    """The same, where nobody opens one by themselves."""

    NEW_ADDRESS = "new-address"
    """A link that makes this the address of an account."""

    ADDRESS_TAKEN = "address-taken"
    """Somebody wanted this to be the address of their account, and it is that of another."""

    ADDRESS_CHANGED = "address-changed"
    PASSWORD_CHANGED = "password-changed"  # noqa: S105  # the name of a text
    """It tells which other ways in still stand: whoever wanted somebody out has to take theirs away too."""

    FACTOR_ADDED = "factor-added"
    FACTOR_REMOVED = "factor-removed"
    RECOVERY_USED = "recovery-used"
    LINKED = "linked"
    UNLINKED = "unlinked"
    CLOSED = "closed"


@dataclass(frozen=True, kw_only=True)
class Note:
    """Something to be written to somebody."""

    text: Text
    to: str = field(repr=False)
    language: Language
    link: str = field(default="", repr=False)
    """The address to go to, if there is one."""

    account: str = field(default="", repr=False)
    """The address of the account that it is about, where its reader may not be whose it is."""

    figures: Mapping[str, int] = field(default_factory=dict)
    providers: tuple[str, ...] = ()
    """Those that the account is known by, where the letter says so."""


Post = Callable[[Note], object]
"""Whoever takes letters, and keeps them sealed until a server has taken them: durable when it returns."""
