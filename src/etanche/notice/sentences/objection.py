"""`objection:<purpose>` and `objection:list`: how to say no, and where."""

from __future__ import annotations

from etanche.charter import ChannelKind, Charter, Means, Objection
from etanche.notice.naming import categories_of, comes_by, purpose_title
from etanche.terms import Language
from etanche.words import say


def sentence(charter: Charter, subject: str, language: Language) -> str:
    """Say how a purpose is refused; visits counted at a public door also hear the browser's own signal."""
    if subject == "list":
        return say("promise.objection.list", language)
    objection = charter.purposes[subject].objection
    key = f"promise.objection.{objection}{_by(charter, subject, objection)}"
    return say(key, language, purpose=purpose_title(charter, subject, language))


def _by(charter: Charter, purpose: str, objection: Objection | None) -> str:
    """Return by which way of its own a no is said: at the door of visits, in each e-mail, in the set-up of a product."""
    if objection is Objection.REVIEWED:
        return ""
    if counts_visits(charter, purpose):
        return "-audience"
    if objection is Objection.IMMEDIATE and Means.EMAIL in charter.purposes[purpose].by:
        return "-mail"
    if objection is Objection.BEFOREHAND and _comes(charter, purpose, ChannelKind.SELF_REPORT):
        return "-report"
    return ""


def counts_visits(charter: Charter, purpose: str) -> bool:
    """Tell whether the data of a purpose come in by a door that counts visits."""
    return _comes(charter, purpose, ChannelKind.AUDIENCE)


def _comes(charter: Charter, purpose: str, kind: ChannelKind) -> bool:
    return any(comes_by(charter, category, kind) for category in categories_of(charter, purpose))
