"""`objection:<purpose>` and `objection:list`: how to say no, and where."""

from __future__ import annotations

from etanche.charter import ChannelKind, Charter, Objection
from etanche.notice.naming import categories_of, comes_by, purpose_title
from etanche.terms import Language
from etanche.words import say


def sentence(charter: Charter, subject: str, language: Language) -> str:
    """Say how a purpose is refused; visits counted at a public door also hear the browser's own signal."""
    if subject == "list":
        return say("promise.objection.list", language)
    objection = charter.purposes[subject].objection
    key = f"promise.objection.{objection}"
    if objection != Objection.REVIEWED and counts_visits(charter, subject):
        key += "-audience"
    return say(key, language, purpose=purpose_title(charter, subject, language))


def counts_visits(charter: Charter, purpose: str) -> bool:
    """Tell whether the data of a purpose come in by a door that counts visits."""
    return any(comes_by(charter, category, ChannelKind.AUDIENCE) for category in categories_of(charter, purpose))
