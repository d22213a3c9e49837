"""
How the things of a charter are called in running text: quoted, counted, joined, with the typography of the language.
"""

from __future__ import annotations

from collections.abc import Iterable

from etanche.charter import ChannelKind, Charter, Duration, Keep, Unit
from etanche.notice.keeping import duration_words
from etanche.terms import Language, Text
from etanche.words import begun_large, begun_small, country_words, enumerated, fine, list_words, quoted, say

A_DAY = Duration(number=1, unit=Unit.DAY)


def told(text: Text, language: Language) -> str:
    """Return a text of the charter in one language, finely set."""
    return fine(text.in_(language), language)


def category_title(charter: Charter, category: str, language: Language) -> str:
    """Return the title of a category as it heads a line, however it was typed."""
    return begun_large(told(charter.categories[category].title, language))


def category_name(charter: Charter, category: str, language: Language) -> str:
    """Return the title of a category between quotation marks."""
    return quoted(category_title(charter, category, language), language)


def category_names(charter: Charter, categories: Iterable[str], language: Language) -> str:
    """Return several categories as a list in a sentence."""
    return list_words([category_name(charter, category, language) for category in categories], language)


def apart(items: Iterable[str], language: Language) -> str:
    """Return a list whose members can hold an “and” of their own: `name; request and answer`."""
    return say("keep.separator", language).join(items)


def clause(text: Text, language: Language) -> str:
    """Return a text of the charter as part of a sentence: small at its head, without a full stop at its end."""
    return begun_small(told(text, language)).removesuffix(".")


def role_name(charter: Charter, role: str, language: Language) -> str:
    """Return the title of a role between quotation marks."""
    return quoted(told(charter.roles[role].title, language), language)


def is_program(charter: Charter, role: str) -> bool:
    """Tell whether a role is held by a program, not by people."""
    return charter.roles[role].is_ == "program"


def reader_name(charter: Charter, role: str, language: Language) -> str:
    """Return a role as somebody who does something: `the role “accountant”`, `the program “scanner”`."""
    key = "reader.program" if is_program(charter, role) else "reader.role"
    return say(key, language, role=role_name(charter, role, language))


def role_titles(charter: Charter, roles: Iterable[str], language: Language) -> str:
    """Return roles as a list that ends a sentence, each in quotes."""
    return ", ".join(role_name(charter, role, language) for role in roles)


def purpose_title(charter: Charter, purpose: str, language: Language) -> str:
    """Return the title of a purpose, as it heads a sentence."""
    return begun_large(told(charter.purposes[purpose].title, language))


def purpose_names(charter: Charter, purposes: Iterable[str], language: Language) -> str:
    """Return the titles of purposes as they stand inside a sentence, one after the other."""
    titles = [begun_small(purpose_title(charter, purpose, language)) for purpose in purposes]
    return say("keep.separator", language).join(titles)


def field_title(charter: Charter, category: str, field: str, language: Language) -> str:
    """Return what a field is called: its own title, or the name of its kind."""
    found = charter.categories[category].fields[field]
    return told(found.title, language) if found.title else say(f"field.{found.kind.value}", language)


def field_words(charter: Charter, category: str, field: str, language: Language) -> str:
    """Return a field with what is kept of it: `IP address (first half only)`."""
    found = charter.categories[category].fields[field]
    title = field_title(charter, category, field, language)
    if found.only is not None:
        title = say(f"field.{found.only}", language, field=title)
    if found.lasts == A_DAY:
        return say("field.lasts-a-day", language, field=title)
    if found.lasts is not None:
        return say("field.lasts", language, field=title, duration=duration_words(found.lasts, language))
    return title


def fields_words(charter: Charter, category: str, language: Language) -> str:
    """Return all fields of a category as a list in a sentence, in the order of the charter."""
    return enumerated(
        [field_words(charter, category, field, language) for field in charter.categories[category].fields], language
    )


def channel_words(charter: Charter, channels: Iterable[str], language: Language) -> str:
    """Return the doors, as a list in a sentence."""
    return list_words([told(charter.channels[channel].title, language) for channel in channels], language)


def channel_titles(charter: Charter, channels: Iterable[str], language: Language) -> str:
    """Return the doors, each apart from the next."""
    return apart((told(charter.channels[channel].title, language) for channel in channels), language)


def people_names(charter: Charter, people: Iterable[str], language: Language) -> str:
    """Return kinds of people between quotation marks, as a list in a sentence."""
    return list_words([quoted(told(charter.people[name].title, language), language) for name in people], language)


def estate_names(charter: Charter, estates: Iterable[str], language: Language) -> str:
    """Return databases that were there before, between quotation marks, as a list in a sentence."""
    return list_words([quoted(told(charter.estates[name].title, language), language) for name in estates], language)


def estates_of(charter: Charter, category: str) -> tuple[str, ...]:
    """Return the databases that hold a category, in the order of the charter."""
    return tuple(name for name in charter.estates if name in charter.categories[category].in_)


def recipient_names(charter: Charter, recipients: Iterable[str], language: Language) -> str:
    """Return who else receives data, as a list in a sentence."""
    return list_words([recipient_name(charter, name, language) for name in recipients], language)


def recipient_name(charter: Charter, recipient: str, language: Language) -> str:
    """Return the name of somebody else who receives data."""
    return fine(charter.recipients[recipient].name, language)


def owner_of(charter: Charter, host: str) -> str | None:
    """Return the recipient or the provider whose address it is: the one written, else the provider that is called there; none for ours."""
    found = charter.hosts[host].to
    return found or next((name for name, provider in charter.providers.items() if provider.host == host), None)


def owner_name(charter: Charter, owner: str) -> str:
    """Return the name of a recipient or of a provider, as it is written."""
    return charter.providers[owner].name if owner in charter.providers else charter.recipients[owner].name


def place_words(charter: Charter, region: str, language: Language) -> str:
    """Return a region with its country, said once when both have the same name."""
    found = charter.regions[region]
    title, country = told(found.title, language), country_words(found.country, language)
    return title if title == country else say("promise.hosting.place", language, region=title, country=country)


def terms_of(charter: Charter, language: Language) -> list[tuple[str, Keep]]:
    """Return every term with what it is about: a category, with its purpose where it serves several."""
    found: list[tuple[str, Keep]] = []
    for name, purpose in charter.purposes.items():
        for category in purpose.uses:
            title = category_title(charter, category, language)
            if len(purposes_using(charter, category)) > 1:
                reason = quoted(begun_small(purpose_title(charter, name, language)), language)
                title = say("notice.minute.term-for", language, category=title, purpose=reason)
            found.append((title, purpose.keep))
    return found


def categories_of(charter: Charter, purpose: str) -> tuple[str, ...]:
    """Return the categories that a purpose uses."""
    return tuple(charter.purposes[purpose].uses)


def purposes_using(charter: Charter, category: str) -> tuple[str, ...]:
    """Return the purposes that use a category, in the order of the charter."""
    return tuple(name for name, purpose in charter.purposes.items() if category in purpose.uses)


def comes_by(charter: Charter, category: str, kind: ChannelKind) -> bool:
    """Tell whether data of a category come in by a door of some kind."""
    return any(charter.channels[name].kind == kind for name in charter.categories[category].from_)


def contact_address(charter: Charter) -> str:
    """Return the address to write to about privacy: the data-protection officer's, else the contact's."""
    holder = charter.organisation.dpo or charter.organisation.contact
    return holder.email if holder else ""
