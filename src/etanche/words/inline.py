"""
Running text with links, code and stress in it, before it is either a page or Markdown.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Link:
    """Words that lead somewhere."""

    text: str
    href: str


@dataclass(frozen=True, kw_only=True)
class Code:
    """Something to be read by a machine, letter for letter."""

    text: str


@dataclass(frozen=True, kw_only=True)
class Strong:
    """Words that carry weight."""

    text: str


Inline = str | Link | Code | Strong
Phrase = tuple[Inline, ...]


def joined(parts: Iterable[Inline]) -> Phrase:
    """Return a phrase without empty pieces, neighbouring strings joined."""
    whole: list[Inline] = []
    for part in parts:
        if isinstance(part, str) and whole and isinstance(whole[-1], str):
            whole[-1] += part
        elif part != "":
            whole.append(part)
    return tuple(whole)


def plain(phrase: Phrase) -> str:
    """Return the words of a phrase without their links."""
    return "".join(part if isinstance(part, str) else part.text for part in phrase)
