"""`sealed:records`, `sealed:keys`, `sealed:inventory`: what cannot be read without its key, and what can."""

from __future__ import annotations

from etanche.charter import Charter
from etanche.notice.catalogue import say
from etanche.terms import Language


def sentence(_charter: Charter, subject: str, language: Language) -> str:
    """Say one of the fixed promises about sealing; they are the same for every charter."""
    return say(f"promise.sealed.{subject}", language)
