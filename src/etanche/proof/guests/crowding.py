"""
Ways to open an account that are careless, for saboteurs: as in `careless`.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from etanche.accounts import Holder, Keeping, LetterCount, TooSoon
from etanche.accounts.throttle import LONGEST_WAIT
from etanche.proof import doormen
from etanche.proof.sandbox import Sandbox


class Trusting(Keeping):
    """Opens accounts under addresses that nobody showed to be theirs."""

    def by_email(self, email: str) -> Holder | None:
        """Open the account at once."""
        found = super().by_email(email)
        if found is not None:
            return found
        somebody = self._vault().new_person()
        return self.open(somebody, email=email, name="", language="en", password="-", weight=(0, frozenset()))  # noqa: S106  # nobody's


class Writer(LetterCount):
    """Writes as many letters as anybody wants."""

    @contextmanager
    def letter(self, to: str, place: str) -> Iterator[bool]:  # noqa: ARG002  # as the real one
        """Let every letter be written."""
        yield True


class Stern(LetterCount):
    """Sends everybody away who asks about an address that had enough letters, its holder too."""

    @contextmanager
    def letter(self, to: str, place: str) -> Iterator[bool]:
        """Let nobody ask once one letter is held back."""
        with super().letter(to, place) as may:
            if not may:
                raise TooSoon(LONGEST_WAIT)
            yield may


def trust_addresses(sandbox: Sandbox) -> None:
    """Open accounts before the address is proved."""
    doormen.let_in(sandbox, lambda lodge: replace(lodge, keeping=Trusting))


def write_to_everybody(sandbox: Sandbox) -> None:
    """Fill anybody's letter box."""
    doormen.let_in(sandbox, lambda lodge: replace(lodge, letters=Writer))


def shut_out(sandbox: Sandbox) -> None:
    """Let strangers keep the holder of an address from opening their account."""
    doormen.let_in(sandbox, lambda lodge: replace(lodge, letters=Stern))


def open_to_everybody(sandbox: Sandbox) -> None:
    """Let whoever types an address open an account, whatever the charter says."""
    doormen.let_in(sandbox, lambda lodge: replace(lodge, means=replace(lodge.means, by_oneself=lambda: True)))
