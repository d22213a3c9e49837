"""
What shows afterwards that somebody said yes or no (GDPR 7(1)): the very words they were shown, their digest, the charter they come
from, the language, the way, and in how many acts.

It is sealed beside the event under the person's own key, and dies with it. The words are in it, and not only their digest: a
digest of a text that nobody has any more shows nothing.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, Final, Literal

import msgspec
from msgspec import Meta, Struct

from etanche.charter import Charter
from etanche.keyring import digest
from etanche.notice import asked_words
from etanche.rights.around import Around
from etanche.store import moment_text
from etanche.terms import Language
from etanche.vault import Vault


class How(StrEnum):
    """The way in which somebody said it."""

    PAGES = "pages"
    """Their own pages, logged in."""

    SIGNAL = "signal"
    """Global Privacy Control, sent by their browser while they were logged in."""

    REQUEST = "request"
    """By a request, confirmed by who showed who they are."""

    DESK = "desk"
    LETTER = "letter"
    TELEPHONE = "telephone"
    API = "api"


BY_STAFF: Final = (How.DESK, How.LETTER, How.TELEPHONE)
"""The ways of which somebody else writes down that it was said."""

ACTS: Final = {How.PAGES: 1, How.SIGNAL: 0, How.REQUEST: 2, How.DESK: 1, How.LETTER: 1, How.TELEPHONE: 1, How.API: 1}
"""In how many acts of the person it is said, either way: a test walks the pages and compares."""

Hex = Annotated[str, Meta(pattern=r"^[0-9a-f]{64}\Z")]


@dataclass(frozen=True, kw_only=True)
class Shown:
    """The words by which somebody is asked about a purpose, as the charter in force says them."""

    purpose: str
    language: Language
    lines: tuple[str, ...]

    @classmethod
    def of(cls, charter: Charter, purpose: str, language: Language) -> Shown:
        """Return those of a purpose that people decide on."""
        return cls(purpose=purpose, language=language, lines=asked_words(charter, purpose, language))

    @property
    def text(self) -> str:
        """The lines as one text."""
        return "\n".join(self.lines)

    @property
    def digest(self) -> str:
        """SHA-256 of the text in UTF-8, in hex digits."""
        return digest(self.text.encode()).hex()


class Evidence(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is kept of one word of somebody."""

    format: Literal["etanche-consent"] = "etanche-consent"
    version: Literal[1] = 1
    act: Literal["consent-given", "consent-withdrawn", "objection", "objection-withdrawn"]
    purpose: str
    at: str
    """When it was said, in UTC."""

    charter: Hex
    """The digest of the charter that was in force."""

    dated: str
    """The day of its newest version."""

    language: Literal["fr", "en"]
    text: str
    """What was shown; empty if nobody can say that the text was."""

    digest: str
    how: str
    acts: int

    def written(self) -> bytes:
        """Return it in its one form."""
        return json.dumps(msgspec.to_builtins(self), ensure_ascii=True, sort_keys=True).encode()

    @property
    def whole(self) -> bool:
        """Tell whether the digest is that of the text."""
        return self.digest == (digest(self.text.encode()).hex() if self.text else "")


def evidence_of(
    around: Around, purpose: str, *, yes: bool, how: How, language: Language, shown: Shown | None
) -> Evidence:
    """Return what is kept of a word said now; without words that were shown it claims none."""
    return Evidence(
        act=("consent-given" if yes else "consent-withdrawn")
        if purpose in around.plan.consents
        else ("objection-withdrawn" if yes else "objection"),
        purpose=purpose,
        at=moment_text(around.clock.now()),
        charter=around.plan.digest,
        dated=max(around.charter.versions).isoformat(),
        language=language,
        text="" if shown is None else shown.text,
        digest="" if shown is None else shown.digest,
        how=how.value,
        acts=ACTS[how],
    )


def read(data: bytes) -> Evidence | None:
    """Return what was kept; nothing if it is evidence of another kind, or of before this form."""
    try:
        return msgspec.json.decode(data, type=Evidence)
    except msgspec.MsgspecError:
        return None


def words_of(vault: Vault, persons: Iterable[bytes]) -> tuple[Evidence, ...]:
    """Return what shows each yes and each no of some persons, each once, in the order in which they were said."""
    found = {one for person in persons for _, data in vault.evidence(person) if (one := read(data)) is not None}
    return tuple(sorted(found, key=lambda one: (one.at, one.purpose, one.act)))
