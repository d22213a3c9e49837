"""
What an account is written, as a letter; and the letters that strangers asked for: kept by whoever serves pages, and written by whoever
sends letters, of whom only the latter looks for an account.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Final

import msgspec

from etanche.accounts import Keeping, Note, Wanted, Writing, sign_link
from etanche.instance.house import House
from etanche.outbound import Letter, keep_asked, write_asked, written
from etanche.terms import Language
from etanche.words import list_words, say

USE: Final = "accounts"
SEALED: Final = "account-links"
"""What the keys are for by which links of accounts are marked, and sealed."""


class _Asked(msgspec.Struct, frozen=True, kw_only=True):
    """What is kept: what was asked for, and the name that its letter comes under."""

    name: str
    wanted: Wanted


def keep(house: House, wanted: Wanted, *, name: str) -> None:
    """Keep what was asked for in the outbox of the organisation that keeps accounts, sealed; nobody looks whose the address is."""
    keep_asked(house.outbox, msgspec.msgpack.encode(_Asked(name=name, wanted=wanted)))


def write(house: House) -> int:
    """Write the letters that were asked for of the accounts that a house keeps, and return how many they were."""
    writing = writing_of(house)

    def letter(plain: bytes) -> Letter:
        asked = msgspec.msgpack.decode(plain, type=_Asked)
        # None of these says which ways in are left.
        return letter_of(writing.note(asked.wanted), name=asked.name, stands=lambda *_: "")

    return write_asked(house.outbox, letter)


def writing_of(house: House) -> Writing:
    """Return what writes them."""
    organisation, keyring = house.organisation_id, house.keyring
    return Writing(
        keeping=Keeping(house.spared_vault, house.clock),
        clock=house.clock,
        sign=partial(sign_link, lambda body: keyring.sign_word(organisation, USE, body)),
        sealing=lambda: keyring.ledger_key(organisation, SEALED),
    )


def letter_of(note: Note, *, name: str, stands: Callable[[Note, Language], str]) -> Letter:
    """Return what an account is written as a letter, in both languages, its reader's first; `stands` says which ways in are left."""
    blanks: dict[str, object] = dict(note.figures) | ({"link": note.link} if note.link else {})
    blanks["account"] = note.account
    blanks["stands"] = partial(stands, note)
    subject, text = written(f"account-{note.text}", note.language, **blanks)
    return Letter(to=note.to, subject=subject, text=text, kind=f"account-{note.text}", name=name)


def standing_words(note: Note, providers: Sequence[str], language: Language, *, at: str) -> str:
    """Say whether a new address was to come, and ends; which ways into an account a new password leaves as they are, and where they are taken away."""
    figures = note.figures
    ended = f"{say('letter.stands.moving', language)}\n\n" if figures.get("moving") else ""
    ways = [say("letter.stands.passkeys", language, n=figures["passkeys"])] if figures.get("passkeys") else []
    ways += [say("letter.stands.codes", language)] if figures.get("codes") else []
    ways += [say("letter.stands.provider", language, provider=one) for one in providers]
    if not ways:
        return ended + say("letter.stands.nothing", language)
    return ended + say("letter.stands.something", language, ways=list_words(ways, language), address=at)
