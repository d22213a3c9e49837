"""
The annexes of the data-processing agreement: what is processed, by whom else, under which measures.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from etanche.charter import Charter, Purpose, Recipient, RecipientKind
from etanche.notice.citing import law_words
from etanche.notice.document.access import conditions_of
from etanche.notice.document.blocks import Block, Heading, Pairs, Paragraph, PromiseGroup
from etanche.notice.document.promises import promise_groups
from etanche.notice.document.telling import both_terms, clients_purposes, people_words, readers_of
from etanche.notice.naming import channel_words, fields_words, place_words, purpose_title, reader_name, told
from etanche.notice.papers.frame import Setting, listed
from etanche.notice.papers.processors import given
from etanche.words import Phrase, begun_large, country_words, fine, list_words, phrase, say

MEASURES = ("sealed", "access", "separation", "accounts", "logs", "hosting", "continuity", "incidents", "attest")
"""Kinds of promise that are measures of security (Art. 32); of `access` only what goes for a whole role."""


def processing(setting: Setting) -> Iterable[Block]:
    """Say for each activity its subject, duration, nature, data and people (Art. 28(3), first sentence)."""
    yield Paragraph(words=phrase("paper.agreement.processing.text", setting.language))
    for name, purpose in clients_purposes(setting.charter).items():
        yield Heading(id=f"processing-{name}", title=purpose_title(setting.charter, name, setting.language))
        yield Pairs(pairs=tuple(_facts(setting, name, purpose)))


def _facts(setting: Setting, name: str, purpose: Purpose) -> Iterator[tuple[str, Phrase]]:
    """Yield the facts of one activity."""
    charter, language = setting.charter, setting.language
    categories = [charter.categories[category] for category in purpose.uses]
    people = dict.fromkeys(one for category in categories for one in category.of)
    doors = dict.fromkeys(door for category in categories for door in category.from_)
    facts: dict[str, str] = {
        "subject": purpose_title(charter, name, language),
        "client": begun_large(told(charter.people[purpose.for_].title, language)) if purpose.for_ else "",
        "duration": begun_large(both_terms(charter, purpose.keep, language)),
        "nature": setting.say("agreement.nature-text", doors=channel_words(charter, doors, language)),
        "data": say("keep.separator", language).join(_data(setting, category) for category in purpose.uses),
        "people": begun_large(people_words(charter, people, language)),
        "place": begun_large(list_words(_places(setting, purpose), language)),
        "readers": begun_large(_readers(setting, name)),
        "then": setting.say(f"agreement.then-{purpose.then}"),
    }
    yield from ((setting.say(f"agreement.fact.{fact}"), (words,)) for fact, words in facts.items() if words)


def _data(setting: Setting, category: str) -> str:
    """Name a category with its fields, and its condition where it is a sensitive one."""
    charter, language = setting.charter, setting.language
    found = charter.categories[category]
    said = setting.say(
        "agreement.data-of",
        category=begun_large(told(found.title, language)),
        fields=fields_words(charter, category, language),
    )
    if found.condition:
        return setting.say("agreement.data-condition", data=said, condition=law_words(found.condition, language))
    return said


def _places(setting: Setting, purpose: Purpose) -> list[str]:
    """Name the places where the data of an activity are."""
    charter, language = setting.charter, setting.language
    return [place_words(charter, region, language) for region in regions_of(charter, purpose)]


def regions_of(charter: Charter, purpose: Purpose) -> tuple[str, ...]:
    """Return the regions in which the data of an activity can be."""
    stores = {store for category in purpose.uses for store in charter.categories[category].in_}
    found: list[str] = []
    if stores - set(charter.estates):
        found += [charter.vault.region, *([charter.vault.replica] if charter.vault.replica else [])]
        found += charter.tenants.regions if charter.tenants else ()
    found += [estate.region for name, estate in charter.estates.items() if name in stores]
    return tuple(dict.fromkeys(found))


def _readers(setting: Setting, purpose: str) -> str:
    """Name the roles of ours that read for an activity."""
    names = readers_of(setting.charter, purpose)
    if not names:
        return setting.say("agreement.readers-nobody")
    return list_words([reader_name(setting.charter, name, setting.language) for name in names], setting.language)


def readers(setting: Setting) -> Iterator[Phrase]:
    """Say on which conditions each role of ours reads the data of a client."""
    charter = setting.charter
    names = dict.fromkeys(role for purpose in clients_purposes(charter) for role in readers_of(charter, purpose))
    for name in names:
        conditions = conditions_of(charter, charter.roles[name], setting.language)
        if conditions:
            yield phrase(
                "notice.access.conditions-of",
                setting.language,
                role=begun_large(reader_name(charter, name, setting.language)),
                conditions=list_words(conditions, setting.language),
            )


def engaged(charter: Charter) -> tuple[str, ...]:
    """Return the further processors: those who receive data of a client, and those on whose machines these data are."""
    found: dict[str, None] = {}
    for name, purpose in clients_purposes(charter).items():
        for other, recipient in charter.recipients.items():
            received = any(name in reasons for reasons in recipient.receives.values())
            if received and recipient.as_ in {RecipientKind.PROCESSOR, RecipientKind.HOST}:
                found[other] = None
        for region in regions_of(charter, purpose):
            if host := charter.regions[region].host:
                found[host] = None
    return tuple(name for name in charter.recipients if name in found)


def subprocessors(setting: Setting) -> Iterable[Block]:
    """List the further processors with what each does and has, where, under which contract."""
    names = engaged(setting.charter)
    if not names:
        yield Paragraph(words=phrase("paper.agreement.subprocessors.none", setting.language))
        return
    yield Paragraph(words=phrase("paper.agreement.subprocessors.text", setting.language, n=len(names)))
    for name in names:
        recipient = setting.charter.recipients[name]
        yield Heading(id=f"subprocessor-{name}", title=fine(recipient.name, setting.language))
        yield Pairs(pairs=tuple(_engaged(setting, name, recipient)))


def _engaged(setting: Setting, name: str, recipient: Recipient) -> Iterator[tuple[str, Phrase]]:
    """Yield what is to be known of one further processor."""
    language = setting.language
    facts: dict[str, Phrase] = {
        "does": (told(recipient.does, language),),
        "has": _received(setting, name, recipient),
        "country": (country_words(recipient.country, language),) if recipient.country else (),
    }
    if recipient.transfer:
        facts["transfer"] = phrase(
            "paper.agreement.transfer-text",
            language,
            instrument=begun_large(say(f"transfer.{recipient.transfer.by}", language)),
            reference=law_words(recipient.transfer.reference, language),
            date=recipient.transfer.checked,
        )
    if recipient.contract:
        reference = fine(recipient.contract.reference, language)
        facts["contract"] = phrase(
            "paper.processors.contract-text", language, reference=reference, date=recipient.contract.date
        )
    yield from ((setting.say(f"agreement.engaged.{fact}"), words) for fact, words in facts.items() if words)


def _received(setting: Setting, name: str, recipient: Recipient) -> Phrase:
    """Say what a further processor has of a client's data, and of those only."""
    charter, language = setting.charter, setting.language
    if not recipient.receives:
        return given(setting, name)
    ours = clients_purposes(charter)
    titles = [
        told(charter.categories[category].title, language)
        for category, purposes in recipient.receives.items()
        if set(purposes) & set(ours)
    ]
    return (begun_large(list_words(titles, language)),)


def measures(setting: Setting) -> Iterable[Block]:
    """List the measures as the promises they are, each with the name under which it is checked; the duty of Art. 32."""
    yield Paragraph(words=phrase("paper.agreement.measures.text", setting.language))
    groups = {
        group.kind: group
        for group in promise_groups(setting.charter, setting.language, unchecked=setting.unchecked)
        if group.kind in MEASURES
    }
    found = []
    for kind in (kind for kind in MEASURES if kind in groups):
        kept = tuple(said for said in groups[kind].promises if kind != "access" or "/" not in said.id)
        if kept:
            found.append(PromiseGroup(kind=kind, title=groups[kind].title, promises=kept))
    yield listed(setting, tuple(found))
