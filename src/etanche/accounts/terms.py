"""
Terms first, account second: nobody opens an account, and no address that leads to a provider exists, before the standing of the
person holds that they accepted the terms and the notice, in the versions of now.

It is one rule for those who come for the first time and for those who come again by a provider, asked anew whenever a version changes.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import msgspec
from msgspec import MsgspecError

from etanche.accounts.faults import TermsNotAccepted
from etanche.vault import Vault

ACCEPTED: Final = "contract-start"
"""What begins when somebody accepts: standing tells it, with the versions as evidence."""

ENDED: Final = "contract-end"


class Documents(msgspec.Struct, frozen=True):
    """What is accepted, by version."""

    terms: str
    notice: str


@dataclass(frozen=True)
class Accepted:
    """That a person accepted what holds now: only `Terms.require` makes one, from what standing holds."""

    person: bytes
    documents: Documents


class Terms:
    """Asks standing who accepted what, and tells it."""

    def __init__(self, vault: Callable[[], Vault], *, now: Callable[[], Documents], actor: str) -> None:
        """Look in the vault of each moment for the documents of each moment."""
        self._vault = vault
        self._now = now
        self._actor = actor

    @property
    def documents(self) -> Documents:
        """What is to be accepted now."""
        return self._now()

    def accept(self, person: bytes | None, shown: Documents) -> bytes:
        """
        Write into the standing that somebody accepted what they were shown; a stranger becomes a provisional person. Return who it is.

        Raises:
            TermsNotAccepted: other versions hold by now than they were shown.
        """
        if shown != self.documents:
            raise _ask()
        vault = self._vault()
        who = vault.new_person() if person is None else person
        vault.tell(who, ACCEPTED, actor=self._actor, evidence=msgspec.msgpack.encode(shown))
        return who

    def require(self, person: bytes | None) -> Accepted:
        """
        Return that a person accepted what holds now.

        Raises:
            TermsNotAccepted: their standing does not hold it; of nobody, nothing does.
        """
        documents = self.documents
        if person is None or self.held(person) != documents:
            raise _ask()
        return Accepted(person, documents)

    def held(self, person: bytes) -> Documents | None:
        """Return what a person accepted last, as their standing holds it."""
        told = [evidence for event, evidence in self._vault().evidence(person) if event == ACCEPTED]
        try:
            return msgspec.msgpack.decode(told[-1], type=Documents) if told else None
        except MsgspecError:
            return None


def _ask() -> TermsNotAccepted:
    return TermsNotAccepted("the terms and the notice were not accepted in these versions", hint="show them, and ask")
