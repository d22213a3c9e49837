"""`retention:<purpose>/<category>`: until when, and what happens then."""

from __future__ import annotations

from etanche.charter import Charter
from etanche.notice.keeping import until_words
from etanche.notice.naming import category_name, purpose_title, purposes_using
from etanche.terms import Language
from etanche.words import say


def sentence(charter: Charter, subject: str, language: Language) -> str:
    """Say the end of the data when this purpose is their only one, else the end of this reason to open them."""
    purpose, category = subject.split("/")
    names = {
        "category": category_name(charter, category, language),
        "until": until_words(charter.purposes[purpose].keep, language),
    }
    if purposes_using(charter, category) == (purpose,):
        return say("promise.retention.sole", language, **names)
    return say("promise.retention.shared", language, purpose=purpose_title(charter, purpose, language), **names)
