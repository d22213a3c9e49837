"""Every datum: each category with its fields, what is never accepted, and the doors."""

from __future__ import annotations

from etanche.charter import Category, ChannelKind, Charter, FieldKind, Giver, Nature, Unknown
from etanche.notice.citing import law_words
from etanche.notice.document.blocks import Block, Fold, Folds, Heading, Items, Pairs, Paragraph, Section
from etanche.notice.document.builtin import held
from etanche.notice.document.doors import doors
from etanche.notice.document.telling import PRIVATE, SPHERES, VAULT, both_terms, people_words
from etanche.notice.keeping import duration_words, until_words
from etanche.notice.naming import category_name, field_title, field_words, purpose_title, purposes_using, told
from etanche.terms import Language
from etanche.words import Phrase, begun_large, enumerated, list_words, phrase, say

FEW = 2
"""So many categories are shown open; more are folded."""


def section(charter: Charter, language: Language) -> Section:
    """Say everything about every category, then what no door lets in, then the doors."""
    count = len(charter.categories)
    folds = tuple(
        Fold(
            id=f"category-{name}",
            title=begun_large(told(category.title, language)),
            note=_note(charter, category, language),
            blocks=(Pairs(pairs=_pairs(charter, name, language)),),
            open=count <= FEW,
        )
        for name, category in charter.categories.items()
    )
    blocks: list[Block] = [
        Paragraph(words=phrase("notice.categories.text", language, n=count)),
        Folds(folds=folds),
        *held(charter, language),
        *_never(charter, language),
        *doors(charter, language),
    ]
    return Section(id="categories", title=say("notice.categories.title", language), blocks=tuple(blocks))


def _note(charter: Charter, category: Category, language: Language) -> str:
    """Return what stands beside the title of a fold: whose data, and how many."""
    people = begun_large(people_words(charter, category.of, language))
    return say("notice.categories.folded", language, people=people, n=len(category.fields))


def kept_words(charter: Charter, category: str, field: str, language: Language) -> str:
    """Return a field with what is kept of it."""
    found = charter.categories[category].fields[field]
    title = field_words(charter, category, field, language)
    if found.kind is FieldKind.TOKEN:
        return say("notice.kept.token", language, field=title)
    if found.to:
        there = category_name(charter, found.to, language)
        return say("notice.kept.link", language, field=title, category=there)
    return title


def _required(charter: Charter, name: str, language: Language) -> str:
    """Say what a person has to give; of what nobody gives, nothing is said."""
    category = charter.categories[name]
    if not any(charter.channels[channel].given_by is Giver.PERSON for channel in category.from_):
        return ""
    required = [field for field, found in category.fields.items() if found.required]
    if not required:
        return say("notice.categories.required-none", language)
    if len(required) == len(category.fields):
        return say("notice.categories.required-all", language)
    fields = list_words([field_title(charter, name, field, language) for field in required], language)
    return say("notice.categories.required-some", language, n=len(required), fields=fields)


def _pairs(charter: Charter, name: str, language: Language) -> tuple[tuple[str, Phrase], ...]:
    """Return what else is to be known of a category."""
    category = charter.categories[name]
    fields = enumerated([kept_words(charter, name, field, language) for field in category.fields], language)
    facts: dict[str, Phrase] = {"fields": (begun_large(fields),)}
    if required := _required(charter, name, language):
        facts["required"] = (begun_large(required),)
    if category.if_refused:
        facts["if-refused"] = (told(category.if_refused, language),)
    facts |= {
        "of": (begun_large(people_words(charter, category.of, language)),),
        "from": (begun_large(_sources(charter, category, language)),),
        "until": _until(charter, name, language),
        "in": (begun_large(list_words([_place(charter, place, language) for place in category.in_], language)),),
    }
    if category.nature is not Nature.PERSONAL:
        condition = law_words(category.condition or "", language)
        blanks = {} if category.nature is Nature.IMPERSONAL else {"condition": condition}
        facts["nature"] = phrase(f"notice.categories.{category.nature}", language, **blanks)
    if category.tied_to:
        features = enumerated([told(charter.features[one].title, language) for one in category.tied_to], language)
        facts["tied"] = phrase("notice.categories.tied-text", language, features=features)
    unknown = "refuse" if category.unknown is Unknown.REFUSE else "drop"
    facts["unknown"] = phrase(f"notice.categories.unknown-{unknown}", language)
    return tuple((say(f"notice.categories.{fact}", language), words) for fact, words in facts.items())


def _sources(charter: Charter, category: Category, language: Language) -> str:
    """Name the doors of a category, and who stands behind those through which others give it."""
    named = []
    for name in category.from_:
        channel = charter.channels[name]
        title = told(channel.title, language)
        source = channel.source if channel.given_by is Giver.OTHER or channel.kind is ChannelKind.CONNECTOR else None
        named.append(
            say("notice.who.door", language, channel=title, source=told(source, language)) if source else title
        )
    return list_words(named, language)


def _until(charter: Charter, name: str, language: Language) -> Phrase:
    """Say the time of each reason, and that the data go with the last of them."""
    purposes = purposes_using(charter, name)
    if len(purposes) == 1:
        return (begun_large(both_terms(charter, charter.purposes[purposes[0]].keep, language)),)
    said = [
        say(
            "notice.categories.until-first",
            language,
            purpose=purpose_title(charter, purpose, language),
            until=until_words(charter.purposes[purpose].keep, language),
        )
        for purpose in purposes
    ]
    backups = charter.vault.backups
    if backups is None:
        last = say("notice.categories.until-last", language)
    else:
        last = say("notice.categories.until-last-backups", language, duration=duration_words(backups.keep, language))
    return (" ".join([*said, last]),)


def _place(charter: Charter, place: str, language: Language) -> str:
    """Say where data of a category are, and whether they are sealed there."""
    if place in {VAULT, SPHERES, PRIVATE}:
        return say(f"notice.in.{place}", language)
    return say("notice.in.estate", language, estate=told(charter.estates[place].title, language))


def _never(charter: Charter, language: Language) -> list[Block]:
    """Say what no door accepts, and what happens to it."""
    if not charter.never:
        return []
    items = tuple(
        phrase(f"notice.categories.never-{thing.on_arrival}", language, thing=begun_large(told(thing.title, language)))
        for thing in charter.never.values()
    )
    return [
        Heading(id="never", title=say("notice.categories.never", language)),
        Paragraph(words=phrase("notice.categories.never-text", language)),
        Items(items=items),
    ]
