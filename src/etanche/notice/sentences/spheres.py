"""`spheres:…`: what a sealed group keeps to itself, and what a new one starts with."""

from __future__ import annotations

from etanche.charter import Charter, Seen, Spheres
from etanche.terms import Language
from etanche.words import say


def sentence(charter: Charter, subject: str, language: Language) -> str:
    """Say one thing about spheres, with what the charter chose for new ones."""
    start = charter.spheres or Spheres()
    chosen = {
        "invisible": "-listed" if start.seen is Seen.LISTED else "",
        "door": f"-{start.door}",
        "history": f"-{start.history}",
        "messages": f"-{start.messages}",
        "directory": "-on" if start.directory else "-off",
    }
    return say(f"promise.spheres.{subject}{chosen.get(subject, '')}", language)
