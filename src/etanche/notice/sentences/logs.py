"""`logs:journal` and `logs:chain`: what was done is written down, and cannot be unwritten unseen."""

from __future__ import annotations

from etanche.charter import Charter
from etanche.notice.keeping import until_words
from etanche.terms import Language
from etanche.words import say


def sentence(charter: Charter, subject: str, language: Language) -> str:
    """Say what the journal holds and for how long, or that its lines are chained."""
    if subject == "journal":
        return say("promise.logs.journal", language, until=until_words(charter.vault.journal.keep, language))
    return say(f"promise.logs.{subject}", language)
