"""`access:<role>/<category>`: what a role can read, and for which reasons only."""

from __future__ import annotations

from etanche.charter import Charter
from etanche.notice.naming import category_name, is_program, purpose_names, role_name
from etanche.terms import Language
from etanche.words import say


def sentence(charter: Charter, subject: str, language: Language) -> str:
    """Say a grant with its reasons, or a refusal; silence grants nothing, so every pair is said."""
    role, category = subject.split("/")
    found = charter.roles[role]
    kind = "-program" if is_program(charter, role) else ""
    names = {"role": role_name(charter, role, language), "category": category_name(charter, category, language)}
    purposes = found.sees.get(category, ())
    if not purposes:
        return say(f"promise.access.refused{kind}", language, **names)
    reasons = purpose_names(charter, purposes, language)
    return say(f"promise.access.granted{kind}", language, n=len(purposes), purposes=reasons, **names)
