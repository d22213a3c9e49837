"""`purpose:<purpose>`: used for this, and for nothing else."""

from __future__ import annotations

from etanche.charter import Charter
from etanche.notice.naming import categories_of, category_names, purpose_title
from etanche.terms import Language
from etanche.words import say


def sentence(charter: Charter, subject: str, language: Language) -> str:
    """Say which data a purpose uses, and that a reading for any other reason is refused."""
    categories = category_names(charter, categories_of(charter, subject), language)
    return say(
        "promise.purpose.only", language, purpose=purpose_title(charter, subject, language), categories=categories
    )
