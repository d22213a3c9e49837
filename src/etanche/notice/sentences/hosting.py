"""`hosting:<region>`: where the data are."""

from __future__ import annotations

from etanche.charter import Charter
from etanche.notice.naming import place_words
from etanche.terms import Language
from etanche.words import say


def sentence(charter: Charter, subject: str, language: Language) -> str:
    """Say where the vault is, and that it opens nowhere else."""
    return say("promise.hosting.region", language, place=place_words(charter, subject, language))
