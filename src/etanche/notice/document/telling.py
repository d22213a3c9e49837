"""
What several parts of a notice ask of a charter, and how they say it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from etanche.charter import Charter, Keep, Purpose, RecipientKind, Stance
from etanche.notice.keeping import duration_words, keep_words
from etanche.notice.naming import category_title, purpose_title, told
from etanche.terms import Language, Text
from etanche.words import Inline, Link, Phrase, begun_small, enumerated, fine, joined, list_words, quoted, say

_PLACE = "\0"
VAULT, SPHERES, PRIVATE = "vault", "spheres", "private"


def own_purposes(charter: Charter) -> dict[str, Purpose]:
    """Return the purposes that we decide on, alone or with others."""
    return {name: purpose for name, purpose in charter.purposes.items() if purpose.as_ is not Stance.PROCESSOR}


def clients_purposes(charter: Charter) -> dict[str, Purpose]:
    """Return the purposes that we serve on the instructions of others."""
    return {name: purpose for name, purpose in charter.purposes.items() if purpose.as_ is Stance.PROCESSOR}


def joint_purposes(charter: Charter) -> dict[str, Purpose]:
    """Return the purposes that we decide on with others."""
    return {name: purpose for name, purpose in charter.purposes.items() if purpose.as_ is Stance.JOINT}


def readers_of(charter: Charter, purpose: str) -> tuple[str, ...]:
    """Return the roles that read something for a purpose."""
    return tuple(
        name for name, role in charter.roles.items() if any(purpose in purposes for purposes in role.sees.values())
    )


def receivers_of(charter: Charter, purpose: str) -> tuple[str, ...]:
    """Return those who receive data for a purpose, with those on whose machines they lie unsealed."""
    given = [
        name
        for name, recipient in charter.recipients.items()
        if any(purpose in purposes for purposes in recipient.receives.values())
    ]
    estates = {place for category in charter.purposes[purpose].uses for place in charter.categories[category].in_}
    regions = (charter.regions[estate.region] for name, estate in charter.estates.items() if name in estates)
    hosts = [region.host for region in regions if region.host]
    return tuple(dict.fromkeys([*given, *hosts]))


def named_recipients(charter: Charter) -> tuple[str, ...]:
    """Return the recipients that are known by name beforehand: not those who may come with an order or buy us."""
    unknown = {RecipientKind.AUTHORITY, RecipientKind.SUCCESSOR}
    return tuple(name for name, recipient in charter.recipients.items() if recipient.as_ not in unknown)


def has_estates(charter: Charter) -> bool:
    """Tell whether some data are in a database that Étanche does not seal."""
    return any(place in charter.estates for category in charter.categories.values() for place in category.in_)


def listed(parts: Sequence[Inline], language: Language) -> Phrase:
    """Return a list in a sentence whose members can be links: `a, b and c`, or with semicolons where a member is a list."""
    texts = [part if isinstance(part, str) else part.text for part in parts]
    marks = [f"{_PLACE}{number}{_PLACE}" for number in range(len(parts))]
    nested = enumerated(texts, language) != list_words(texts, language)
    pieces = (say("keep.separator", language).join(marks) if nested else list_words(marks, language)).split(_PLACE)
    return joined(parts[int(piece)] if number % 2 else piece for number, piece in enumerate(pieces))


def category_links(charter: Charter, categories: Iterable[str], language: Language) -> Phrase:
    """Return categories as a list of links to what is said of each."""
    return listed(
        [
            Link(text=category_title(charter, name, language), href=f"#category-{name}")
            for name in dict.fromkeys(categories)
        ],
        language,
    )


def role_titles(charter: Charter, roles: Iterable[str], language: Language) -> str:
    """Return roles by their titles, as a list in a sentence."""
    return enumerated([told(charter.roles[name].title, language) for name in roles], language)


def people_words(charter: Charter, people: Iterable[str], language: Language, *, staff: Text | None = None) -> str:
    """Return kinds of people, as a list in a sentence, those who act for us last if they are concerned too."""
    titles = [charter.people[name].title for name in people]
    return enumerated([told(title, language) for title in (*titles, *((staff,) if staff else ()))], language)


def recipient_links(charter: Charter, recipients: Iterable[str], language: Language) -> Phrase:
    """Return recipients as a list of links to what is said of each."""
    return listed(
        [
            Link(text=fine(charter.recipients[name].name, language), href=f"#recipient-{name}")
            for name in dict.fromkeys(recipients)
        ],
        language,
    )


def both_terms(charter: Charter, keep: Keep, language: Language) -> str:
    """Return a time of keeping with the time that backups add to it, both figures."""
    return with_backups(charter, keep_words(keep, language), language)


def with_backups(charter: Charter, term: str, language: Language) -> str:
    """Return a term already in words with the time that backups add to it."""
    backups = charter.vault.backups
    if backups is None:
        return term
    return say("notice.data.until-backups", language, keep=term, duration=duration_words(backups.keep, language))


def quoted_purposes(charter: Charter, purposes: Iterable[str], language: Language) -> str:
    """Return the titles of purposes between quotation marks, as a list in a sentence."""
    return list_words(
        [quoted(begun_small(purpose_title(charter, name, language)), language) for name in purposes], language
    )


def means_words(means: Iterable[str], language: Language) -> str:
    """Return ways of telling people something, as a list in a sentence."""
    return list_words([say(f"told-by.{one}", language) for one in means], language)
