"""`access:<role>/<category>`: what a role can read, and why; `access:<role>`: on which conditions."""

from __future__ import annotations

from collections.abc import Iterator

from etanche.charter import Charter, Needs
from etanche.notice.keeping import duration_words
from etanche.notice.naming import (
    apart,
    category_name,
    category_names,
    field_title,
    purpose_title,
    reader_name,
    role_titles,
    told,
)
from etanche.terms import Language
from etanche.words import begun_large, begun_small, quoted, say


def sentence(charter: Charter, subject: str, language: Language) -> str:
    """Say a grant with its reasons, a refusal, or conditions; silence grants nothing, so every pair is said."""
    role, _, category = subject.partition("/")
    who = begun_large(reader_name(charter, role, language))
    if not category:
        return _conditions(charter, role, who, language)
    purposes = charter.roles[role].sees.get(category, ())
    name = category_name(charter, category, language)
    if not purposes:
        private = "-private" if "private" in charter.categories[category].in_ else ""
        return say(f"promise.access.refused{private}", language, who=who, category=name)
    reasons = apart((_reason(charter, purpose, language) for purpose in purposes), language)
    key = f"promise.access.{_how(charter, role, category)}"
    return say(key, language, n=len(purposes), who=who, category=name, purposes=reasons)


def _how(charter: Charter, role: str, category: str) -> str:
    """Return in which manner a role reads a category that it sees."""
    found = charter.roles[role]
    if all(charter.purposes[purpose].groups_of for purpose in found.sees[category]):
        return "figures"
    if found.needs is not None:
        return "granted-conditions"
    return "granted-sphere" if "spheres" in charter.categories[category].in_ else "granted"


def _reason(charter: Charter, purpose: str, language: Language) -> str:
    """Say a purpose inside a sentence, and that it gives out figures only, if that is so."""
    title = begun_small(purpose_title(charter, purpose, language))
    groups = charter.purposes[purpose].groups_of
    return say("promise.access.groups", language, purpose=title, n=groups) if groups else title


def _conditions(charter: Charter, role: str, who: str, language: Language) -> str:
    """Say the conditions of a role, all of them, and what becomes of an attempt without them."""
    needs = charter.roles[role].needs or Needs()
    said = list(_each(charter, role, needs, language))
    conditions = say("promise.access.conditions", language, n=len(said), who=who, conditions=apart(said, language))
    return f"{conditions} {say('promise.access.else-case' if needs.case else 'promise.access.else', language)}"


def _each(charter: Charter, role: str, needs: Needs, language: Language) -> Iterator[str]:
    if needs.own:
        seen = next((name for name in charter.roles[role].sees if needs.own in charter.categories[name].fields), None)
        title = field_title(charter, seen, needs.own, language) if seen else needs.own
        yield say("promise.access.own", language, field=quoted(title, language))
    if needs.case:
        duration = duration_words(needs.for_at_most, language)
        if needs.without_case:
            spared = category_names(charter, needs.without_case, language)
            yield say("promise.access.case-except", language, duration=duration, categories=spared)
        else:
            yield say("promise.access.case", language, duration=duration)
        if needs.approved_by:
            yield say("promise.access.approved", language, roles=role_titles(charter, needs.approved_by, language))
    if needs.agreement:
        says = told(charter.attested[needs.agreement].says, language).removesuffix(".")
        yield say("promise.access.agreement", language, says=quoted(says, language))
    if needs.entry:
        yield say("promise.access.entry", language)
