"""Who asks for a rule, in the names that each language has for texts of law."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from etanche.cli.findings import said
from etanche.terms import Language

if TYPE_CHECKING:
    from etanche.charter import Authority, Fact

OURS = "ours"
NAMES = "instrument."


def authorities(known: Fact, lang: Language) -> list[str]:
    """Return who asks for a rule, each with the article and the day from which it holds."""
    told = []
    for asks in known.authorities:
        named = instrument(asks, lang)
        told.append(said("cli.explain.since", lang, instrument=named, since=asks.since) if asks.since else named)
    return told


def instrument(asks: Authority, lang: Language) -> str:
    """Return a text of law and its article as a language writes them: `GDPR 12(3)`, `RGPD 12(3)`."""
    from etanche.words import words

    if asks.instrument == OURS:
        return said("cli.explain.ours", lang)
    named = f"{asks.instrument} {asks.ref}".strip()
    known = [key.removeprefix(NAMES) for key in words(lang) if key.startswith(NAMES)]
    for name in sorted(known, key=len, reverse=True):
        named = re.sub(rf"\b{re.escape(name)}\b", said(f"instrument.{name}", lang), named)
    return named
