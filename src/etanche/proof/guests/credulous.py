"""
Ways in that are careless, those by a provider above all, for saboteurs: as in `careless`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from etanche.accounts import Accepted, Credentials, Hasher, Holder, Keeping, Terms, UsedLinks
from etanche.accounts.providers import Identity, Link, Linking
from etanche.proof import doormen
from etanche.proof.lodge import Lodge
from etanche.proof.sandbox import Sandbox
from etanche.store import Connection
from etanche.vault import Vault


class Unaware(Keeping):
    """Does not know which addresses have an account."""

    def by_email(self, email: str) -> Holder | None:  # noqa: ARG002  # as the real one
        """Know none."""
        return None


class Passwordless(Keeping):
    """Takes everybody for somebody who has no password, and is asked for none."""

    def credentials(self, account: bytes) -> Credentials | None:
        """Leave it out."""
        found = super().credentials(account)
        return None if found is None else replace(found, password=None)


class AnyCode(tuple[str, ...]):
    """Codes on paper among which every code is."""

    __slots__ = ()

    def __contains__(self, code: object) -> bool:
        """Say that it is."""
        return True


class Obliging(Keeping):
    """Takes any code for one that was written down."""

    def credentials(self, account: bytes) -> Credentials | None:
        """Let every code be among them."""
        found = super().credentials(account)
        return None if found is None else replace(found, recovery=AnyCode(found.recovery))


class Clinging(Linking):
    """Links that nobody can take back."""

    def remove(self, link: Link) -> None:
        """Keep it."""


class Forgetful(Linking):
    """Links by which nobody is known again."""

    def of(self, identity: Identity) -> Link | None:  # noqa: ARG002  # as the real one
        """Know none."""
        return None


class Gullible(Hasher):
    """Takes any password for the right one."""

    def fits(self, known: str | None, password: str) -> bool:  # noqa: ARG002  # as the real one
        """Let whoever has a password say another one."""
        return bool(known)


class Unmarked(UsedLinks):
    """Takes every link for one that nobody used."""

    def used(self, email: str, *, until: datetime, connection: Connection | None = None) -> bool:  # noqa: ARG002  # as the real one
        """Know of none."""
        return False


class Unasked(Terms):
    """Takes for accepted what nobody accepted."""

    def require(self, person: bytes | None) -> Accepted:
        """Return that they accepted."""
        return Accepted(person or b"", self.documents)


def ask_no_terms(sandbox: Sandbox) -> None:
    """Send people to a provider who accepted nothing."""

    def lets(lodge: Lodge) -> Lodge:
        def terms(vault: Callable[[], Vault]) -> Terms:
            return Unasked(vault, now=lambda: lodge.terms(vault).documents, actor="saboteur")

        return replace(lodge, terms=terms)

    doormen.let_in(sandbox, lets)


def keep_links(sandbox: Sandbox) -> None:
    """Take no link with a provider back."""
    doormen.let_in(sandbox, lambda lodge: replace(lodge, linking=Clinging))


def overlook_accounts(sandbox: Sandbox) -> None:
    """Open a second account under an address that has one, by a link that was used."""

    def lets(lodge: Lodge) -> Lodge:
        home, means = lodge.home, lodge.means
        used = Unmarked(store=home.store, organisation=home.organisation, sign=means.sign)
        return replace(lodge, keeping=Unaware, means=replace(means, used=used))

    doormen.let_in(sandbox, lets)


def forget_links(sandbox: Sandbox) -> None:
    """Know nobody again by a link."""
    doormen.let_in(sandbox, lambda lodge: replace(lodge, linking=Forgetful))


def ask_nothing_again(sandbox: Sandbox) -> None:
    """Let whoever has a session change how one comes in."""
    doormen.let_in(sandbox, lambda lodge: replace(lodge, keeping=Passwordless))


def believe_codes(sandbox: Sandbox) -> None:
    """Take any code of a second factor for the right one."""
    doormen.let_in(sandbox, lambda lodge: replace(lodge, keeping=Obliging))


def believe_passwords(sandbox: Sandbox) -> None:
    """Take any password for the right one, where somebody who is in says it again."""
    doormen.let_in(sandbox, lambda lodge: replace(lodge, means=replace(lodge.means, hasher=Gullible())))
