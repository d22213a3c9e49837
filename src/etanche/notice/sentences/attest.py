"""`attest:<attestation>`: what people answer for, with proof that has a date."""

from __future__ import annotations

from etanche.charter import Charter
from etanche.notice.keeping import every_words
from etanche.notice.naming import told
from etanche.terms import Language
from etanche.words import fine, say


def sentence(charter: Charter, subject: str, language: Language) -> str:
    """Say what is attested, and how often it is shown again."""
    found = charter.attested[subject]
    says = f"{told(found.says, language).removesuffix('.')}."
    blanks = {"says": says, "every": every_words(found.every, language)}
    if not found.issuer:
        return say("promise.attest.person", language, **blanks)
    return say("promise.attest.issuer", language, issuer=fine(found.issuer, language), **blanks)
