"""`separation:…`: one organisation's data are nobody else's."""

from __future__ import annotations

from etanche.charter import Charter
from etanche.terms import Language
from etanche.words import say


def sentence(_charter: Charter, subject: str, language: Language) -> str:
    """Say what keeps organisations, outsiders and programs apart."""
    return say(f"promise.separation.{subject}", language)
