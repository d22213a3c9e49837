"""
How a finding quotes the author's words, and how it guesses what was meant.
"""

from __future__ import annotations

import difflib
import unicodedata
from collections.abc import Iterable

from etanche.charter.saying import Saying

LONGEST = 60
"""A quotation shows where the eye must go; nobody reads more of it."""


_LETTERS = str.maketrans({"œ": "oe", "æ": "ae", "ß": "ss", "ø": "o", "ð": "d", "þ": "th", "ł": "l"})
"""Letters that are not made of a plain one and a mark."""


def ascii_letters(words: str) -> str:
    """Return words in small plain letters, as near to what was written as they come."""
    return unicodedata.normalize("NFKD", words.lower().translate(_LETTERS)).encode("ascii", "ignore").decode()


def quoted(words: str) -> str:
    """Return the author's words in backticks, on one line and of bounded length."""
    line = " ".join(words.replace("`", "'").split())
    return f"`{line if len(line) <= LONGEST else line[: LONGEST - 1] + '…'}`"


def closest(word: str, known: Iterable[str]) -> str | None:
    """Return the known word that was probably meant, if one is near enough."""
    near = difflib.get_close_matches(word[:LONGEST].lower(), list(known), n=1, cutoff=0.7)
    return near[0] if near else None


def choice(known: Iterable[str], *, most: int | None = None) -> str:
    """Return what is allowed, in backticks; names of the author's, of which there may be very many, are cut after `most`."""
    words = [f"`{word}`" for word in known]
    return ", ".join(words[:most]) + (", …" if most is not None and len(words) > most else "")


def meant(word: str, known: Iterable[str], *, most: int | None = None) -> str:
    """Return a hint: what was probably meant, or else everything that is allowed."""
    words = list(known)
    near = closest(word, words)
    if near:
        return f"did you mean `{near}`?"
    return f"allowed: {choice(words, most=most)}" if words else "there is none yet"


def guess(word: str, known: Iterable[str], *, most: int | None = None) -> Saying:
    """Return what was probably meant, or else everything that is allowed, to be said in either language."""
    names = list(known)
    near = closest(word, names)
    if near:
        return Saying(key="guess.near", blanks={"name": near})
    return Saying(key="guess.among", blanks={"names": choice(names, most=most)}) if names else Saying(key="guess.none")
