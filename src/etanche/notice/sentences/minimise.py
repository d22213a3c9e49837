"""`minimise:<category>`, `minimise:<category>.<field>` and `minimise:unused`: exactly these data, and only so much of them."""

from __future__ import annotations

from etanche.charter import Charter, FieldKind, Only
from etanche.notice.keeping import duration_words
from etanche.notice.naming import category_name, field_title, fields_words
from etanche.terms import Language
from etanche.words import quoted, say


def sentence(charter: Charter, subject: str, language: Language) -> str:
    """Say the fields of a category, or what is kept of one field."""
    if subject == "unused":
        return say("promise.minimise.unused", language)
    category, _, field = subject.partition(".")
    if field:
        return _field(charter, category, field, language)
    key = f"promise.minimise.{charter.categories[category].unknown.value}"
    fields = fields_words(charter, category, language)
    return say(key, language, category=category_name(charter, category, language), fields=fields)


def _field(charter: Charter, category: str, field: str, language: Language) -> str:
    """Say what is left of a field, or how long one person keeps the same value of it."""
    found = charter.categories[category].fields[field]
    where, title = category_name(charter, category, language), field_title(charter, category, field, language)
    if found.only is Only.FIRST_HALF:
        if found.kind is FieldKind.IP and found.title is None:
            return say("promise.minimise.first-half-address", language, category=where)
        return say("promise.minimise.first-half", language, category=where, field=quoted(title, language))
    duration = duration_words(found.lasts, language) if found.lasts else ""
    return say("promise.minimise.lasts", language, category=where, field=title, duration=duration)
