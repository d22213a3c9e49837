"""
What becomes of somebody's data after their death, as they said themselves (French Data Protection Act, art. 85): keep, hand over, or erase; and who sees to it.

Instructions are sealed as evidence of an event of the standing, under the person's own key: they are no record that a role could read, and are
gone with the person. They are opened for the person, and once a human has checked that they died.
"""

from __future__ import annotations

import json
from enum import StrEnum
from typing import Literal

import msgspec
from msgspec import Struct

from etanche.charter import AfterDeath
from etanche.errors import Refused, Unreadable
from etanche.outbound import is_address
from etanche.rights.around import Around
from etanche.standing import INSTRUCTED, UNINSTRUCTED
from etanche.vault import THEMSELVES

LONGEST = 300


class Wish(StrEnum):
    """What is to become of the data."""

    KEEP = "keep"
    HAND_OVER = "hand-over"
    ERASE = "erase"


class NotOffered(Refused):
    """The charter offers no instructions for after a death."""


class Instructions(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What somebody wishes, and whom they name."""

    format: Literal["etanche-instructions"] = "etanche-instructions"
    version: Literal[1] = 1
    wish: Wish
    name: str = ""
    email: str = ""
    """Where the one they name is written to, and by which they show who they are; nobody is named if it is empty."""

    def written(self) -> bytes:
        """Return it in its one form."""
        return json.dumps(msgspec.to_builtins(self), ensure_ascii=True, sort_keys=True).encode()


def leave(around: Around, person: bytes, said: Instructions, *, actor: str = THEMSELVES) -> None:
    """
    Seal what somebody wishes; it takes the place of what they wished before.

    Raises:
        NotOffered: the charter offers no instructions.
        Unreadable: who is named has no address that can be written to, or nobody is named who could be handed anything.
    """
    _require_offered(around)
    if said.email and not is_address(said.email):
        raise Unreadable("the address is none", hint="write it like `name@example.org`")
    if said.wish is Wish.HAND_OVER and not said.email:
        raise Unreadable("nobody is named who could be handed anything", hint="give the address of who it is")
    if max(len(said.name), len(said.email)) > LONGEST or not said.name.isprintable():
        raise Unreadable("the name is too long, or none", hint=f"write it in {LONGEST} characters")
    around.vault.tell(person, INSTRUCTED, actor=actor, evidence=said.written())


def take_back(around: Around, person: bytes, *, actor: str = THEMSELVES) -> None:
    """Wish nothing any more: the charter says what happens then."""
    _require_offered(around)
    for one in sorted(around.vault.group_of(person)):
        around.vault.tell(one, UNINSTRUCTED, actor=actor, evidence=b"")


def instructions_of(around: Around, person: bytes) -> Instructions | None:
    """
    Return the last that a person said, or one of those they are joined with; nothing if they said nothing, or nothing opens it any more.

    The last is that of the ledger, which is ordered by commit, under whichever of their ids it stands and whatever a clock said.
    """
    found: Instructions | None = None
    for event, data in around.vault.evidence(*around.vault.group_of(person)):
        if event in {INSTRUCTED, UNINSTRUCTED}:
            found = msgspec.json.decode(data, type=Instructions) if event == INSTRUCTED else None
    return found


def wished(around: Around, person: bytes) -> Wish:
    """Return what is to become of somebody's data: as they said, or else as the charter says."""
    said = instructions_of(around, person)
    if said is not None:
        return said.wish
    rights = around.charter.rights
    return Wish.ERASE if rights is not None and rights.after_death is AfterDeath.ERASE else Wish.KEEP


def _require_offered(around: Around) -> None:
    if around.charter.rights is None or around.charter.rights.after_death is None:
        raise NotOffered("the charter offers no instructions for after a death", hint="write `after-death` in `rights`")
