"""`continuity:backups`, `continuity:replica`, `continuity:halt`: what happens when something stops, or must be stopped."""

from __future__ import annotations

from etanche.charter import Charter
from etanche.notice.keeping import duration_words, every_words
from etanche.notice.naming import place_words
from etanche.terms import Language
from etanche.words import say


def sentence(charter: Charter, subject: str, language: Language) -> str:
    """Say how copies are made and tried, where the second vault is, or how everything is halted."""
    blanks: dict[str, object] = {}
    if subject == "replica" and charter.vault.replica is not None:
        blanks["place"] = place_words(charter, charter.vault.replica, language)
    elif subject == "backups" and charter.vault.backups is not None:
        backups = charter.vault.backups
        blanks = {
            "every": every_words(backups.every, language),
            "keep": duration_words(backups.keep, language),
            "tried": every_words(backups.tried_every, language),
        }
    return say(f"promise.continuity.{subject}", language, **blanks)
