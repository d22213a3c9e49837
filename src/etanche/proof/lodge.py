"""
Who lets people in, lent to checks: the service of accounts as it stands, and the vault that keeps what it needs.

Accounts live in the organisation `instance`, whichever organisation they act for; what an organisation asks of them is in its own charter.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from etanche.accounts import Keeping, LetterCount, LoggedIn, Means, Rules, Terms, Throttle
from etanche.accounts.providers import Linking
from etanche.clock import Clock
from etanche.vault import Below, Vault

if TYPE_CHECKING:
    from etanche.proof.door import OwnPage


class Own(Protocol):
    """Lets an account made up see a person made up on their own page, before a vault that knows nobody else, for as long as it is open."""

    def __call__(self, *, account: bytes, person: bytes, vault: Vault) -> AbstractContextManager[OwnPage]:
        """Open the page."""


@dataclass(frozen=True, kw_only=True)
class Lodge:
    """The way in, as it stands."""

    home: Below
    """The rooms of the organisation `instance`, as far as a vault for made-up people stands on them."""

    means: Means
    """What the service of accounts stands on: its hashes, its list of leaked passwords, its keys."""

    sessions: Callable[[Clock], LoggedIn]
    """Who is in, under another clock."""

    keeping: Callable[[Callable[[], Vault], Clock], Keeping]
    """What is kept of accounts, in another vault."""

    tries: Callable[[Clock], Throttle]
    """Counts what fails, under another clock."""

    letters: Callable[[Clock], LetterCount]
    """Counts the letters that strangers have us write, under another clock."""

    named: str
    """What the organisation is called whose promises are looked at."""

    rules: Callable[[frozenset[str]], Rules]
    """What that organisation asks of an account that has some of its roles."""

    operators: bool
    """Whether that organisation is the one whose charter says how accounts are opened; people come to others with an account they have."""

    asked: Callable[[str], tuple[str, ...]]
    """The permissions that a provider of the charter is asked for, in its own words."""

    shows: Callable[[str], Mapping[str, str]] = lambda _secret: {}
    """Returns the headers by which a browser shows the secret of a session."""

    linking: Callable[[Callable[[], Vault], Clock], Linking] = Linking
    """Keeps which account is who at a provider, in another vault."""

    own: Own | None = None
    """Shows an account made up the page of a person made up; nothing where no pages were lent."""

    terms: Callable[[Callable[[], Vault]], Terms]
    """Asks standing who accepted what, before anybody is sent to a provider."""
