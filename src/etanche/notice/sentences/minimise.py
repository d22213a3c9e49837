"""`minimise:…`: exactly these data, by these doors, and only so much of them; some things never; nothing in vain."""

from __future__ import annotations

from collections.abc import Iterator

from etanche.charter import Charter, FieldKind, Nature, builtin
from etanche.notice.keeping import duration_words
from etanche.notice.naming import (
    apart,
    category_name,
    channel_titles,
    clause,
    estate_names,
    estates_of,
    field_title,
    field_words,
    told,
)
from etanche.terms import Language
from etanche.words import quoted, say


def sentence(charter: Charter, subject: str, language: Language) -> str:
    """Say the fields of a category, what is kept of one field, or what is refused."""
    if subject == "unused":
        return say("promise.minimise.unused", language)
    if subject in charter.never:
        thing = charter.never[subject]
        return say(f"promise.minimise.never-{thing.on_arrival}", language, thing=clause(thing.title, language))
    category, _, field = subject.partition(".")
    if field:
        return " ".join(_field(charter, category, field, language))
    if category in charter.categories:
        return " ".join(_category(charter, category, language))
    return _builtin(charter, subject, language)


def _category(charter: Charter, category: str, language: Language) -> Iterator[str]:
    """Say everything that a category holds, and what else must be true of it."""
    found = charter.categories[category]
    names: dict[str, object] = {
        "category": category_name(charter, category, language),
        "fields": apart((field_words(charter, category, field, language) for field in found.fields), language),
    }
    if estates := estates_of(charter, category):
        yield say("promise.minimise.estate", language, estates=estate_names(charter, estates, language), **names)
    else:
        yield say(f"promise.minimise.{found.unknown}", language, **names)
    yield say(
        "promise.minimise.doors", language, n=len(found.from_), channels=channel_titles(charter, found.from_, language)
    )
    if found.tied_to:
        features = apart((told(charter.features[name].title, language) for name in found.tied_to), language)
        yield say("promise.minimise.tied", language, n=len(found.tied_to), features=features)
    if found.nature is Nature.IMPERSONAL:
        yield say("promise.minimise.impersonal", language)


def _field(charter: Charter, category: str, field: str, language: Language) -> Iterator[str]:
    """Say what is left of a field, how long one person keeps the same value of it, and that a token is of no use to others."""
    found = charter.categories[category].fields[field]
    where = category_name(charter, category, language)
    title = quoted(field_title(charter, category, field, language), language)
    estates = estates_of(charter, category)
    if found.only is not None:
        named = found.kind is not FieldKind.IP or found.title is not None
        blanks = {"field": title} if named else {}
        rest = _rest(charter, estates, language)
        key = f"{found.only}{'' if named else '-address'}"
        yield say(f"promise.minimise.{key}", language, category=where, rest=rest, **blanks)
    if found.lasts is not None:
        key = "lasts-estate" if estates else "lasts"
        duration = duration_words(found.lasts, language)
        yield say(f"promise.minimise.{key}", language, category=where, field=title, duration=duration)
    if found.kind is FieldKind.TOKEN:
        yield say("promise.minimise.token", language, category=where, field=title)


def _rest(charter: Charter, estates: tuple[str, ...], language: Language) -> str:
    """Say where what is cut off never comes to."""
    if estates:
        return say("promise.minimise.rest-estate", language, estates=estate_names(charter, estates, language))
    return say("promise.minimise.rest", language)


def _builtin(charter: Charter, subject: str, language: Language) -> str:
    """Say what Étanche itself holds."""
    held = next(held for held in builtin(charter) if held.name == subject)
    fields = apart((told(field.title, language) for field in held.fields), language)
    return say("promise.minimise.builtin", language, title=quoted(told(held.title, language), language), fields=fields)
