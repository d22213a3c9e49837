"""`purpose:<purpose>`: used for this, and for nothing else."""

from __future__ import annotations

from etanche.charter import Charter, Stance
from etanche.notice.naming import (
    categories_of,
    category_names,
    clause,
    people_names,
    purpose_title,
    recipient_names,
)
from etanche.terms import Language
from etanche.words import say


def sentence(charter: Charter, subject: str, language: Language) -> str:
    """Say which data a purpose uses, for whom, and that a reading for any other reason is refused."""
    purpose = charter.purposes[subject]
    blanks: dict[str, object] = {
        "purpose": purpose_title(charter, subject, language),
        "categories": category_names(charter, categories_of(charter, subject), language),
    }
    key = "only"
    if purpose.groups_of:
        key, blanks["n"] = "figures", purpose.groups_of
    elif purpose.as_ is Stance.PROCESSOR and purpose.for_:
        key, blanks["people"] = "processor", people_names(charter, [purpose.for_], language)
    elif purpose.as_ is Stance.JOINT and purpose.with_:
        key, blanks["recipients"] = "joint", recipient_names(charter, purpose.with_, language)
    said = say(f"promise.purpose.{key}", language, **blanks)
    if purpose.decides is None:
        return said
    alone = {name: clause(getattr(purpose.decides, name), language) for name in ("how", "effect", "review")}
    return f"{said} {say('promise.purpose.decides', language, **alone)}"
