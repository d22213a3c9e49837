"""`documents:<word>`: what this very notice contains."""

from __future__ import annotations

from etanche.charter import Charter
from etanche.notice.naming import channel_words, contact_address
from etanche.terms import Language
from etanche.words import say


def sentence(charter: Charter, subject: str, language: Language) -> str:
    """Say that the notice holds what it must, with the fact itself where it is short."""
    blanks: dict[str, object] = {}
    if subject == "contacts":
        blanks["email"] = contact_address(charter)
    elif subject == "date":
        blanks["date"] = max(charter.versions)
    elif subject == "channels":
        blanks = {"n": len(charter.channels), "channels": channel_words(charter, charter.channels, language)}
    return say(f"promise.documents.{subject}", language, **blanks)
