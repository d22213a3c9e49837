"""Where the data are: every region with what is there, keys, backups, workstations, software at people's own place."""

from __future__ import annotations

from etanche.charter import Charter
from etanche.notice.document.blocks import Block, Pairs, Row, Section, Table
from etanche.notice.keeping import duration_words, every_words
from etanche.notice.naming import place_words, reader_name, told
from etanche.terms import Language
from etanche.words import Link, Phrase, begun_large, begun_small, enumerated, fine, phrase, say

COLUMNS = ("head", "holds", "whose")


def section(charter: Charter, language: Language) -> Section:
    """Say for every place what is there and whose machines they are, then how copies and keys are kept."""
    table = Table(
        caption=say("notice.places.caption", language, n=len(charter.regions)),
        head=tuple(say(f"notice.places.{column}", language) for column in COLUMNS),
        rows=tuple(
            Row(
                id=f"region-{name}",
                head=begun_large(place_words(charter, name, language)),
                cells=((begun_large(_holds(charter, name, language)),), _whose(charter, name, language)),
            )
            for name in charter.regions
        ),
    )
    blocks: tuple[Block, ...] = (table, Pairs(pairs=tuple(_facts(charter, language))))
    return Section(id="places", title=say("notice.places.title", language), blocks=blocks)


def _holds(charter: Charter, region: str, language: Language) -> str:
    """Say what stands in a region."""
    found = []
    if charter.vault.region == region:
        found.append(say("notice.places.vault", language))
    if charter.vault.replica == region:
        found.append(say("notice.places.replica", language))
    for name, estate in charter.estates.items():
        if estate.region == region:
            held = [category for category in charter.categories.values() if name in category.in_]
            titles = [begun_small(told(category.title, language)) for category in held]
            blanks = {"estate": told(estate.title, language), "categories": enumerated(titles, language)}
            found.append(say("notice.places.estate", language, **blanks))
    if charter.tenants and region in charter.tenants.regions:
        found.append(say("notice.places.choice", language))
    return say("keep.separator", language).join(found) if found else say("notice.places.nothing", language)


def _whose(charter: Charter, region: str, language: Language) -> Phrase:
    """Say whose machines stand in a region."""
    host = charter.regions[region].host
    if host is None:
        return (begun_large(say("notice.places.ours", language)),)
    return (Link(text=fine(charter.recipients[host].name, language), href=f"#recipient-{host}"),)


def _facts(charter: Charter, language: Language) -> list[tuple[str, Phrase]]:
    """Say how the keys are guarded, how copies are made, and what leaves our machines."""
    found = [
        (say("notice.places.keys", language), phrase(f"notice.places.keys-{charter.vault.keys}", language)),
        (say("notice.places.backups", language), _backups(charter, language)),
    ]
    away = [
        phrase(
            "notice.access.away-of",
            language,
            role=begun_large(reader_name(charter, name, language)),
            duration=duration_words(role.takes_away, language),
        )
        for name, role in charter.roles.items()
        if role.takes_away
    ]
    found += [(say("notice.places.away", language), words) for words in away]
    applications = [_application(charter, name, language) for name in charter.applications]
    if applications:
        words = begun_large(say("keep.separator", language).join(applications))
        found.append((say("notice.places.applications", language), (words,)))
    return found


def _backups(charter: Charter, language: Language) -> Phrase:
    """Say how long a copy lives, how often one is made and tried."""
    backups = charter.vault.backups
    if backups is None:
        return phrase("notice.places.backups-none", language)
    return phrase(
        "notice.places.backups-text",
        language,
        every=every_words(backups.every, language),
        keep=duration_words(backups.keep, language),
        tried=every_words(backups.tried_every, language),
    )


def _application(charter: Charter, name: str, language: Language) -> str:
    """Name software on people's own machines, and how long it works without asking us."""
    application = charter.applications[name]
    title = told(application.title, language)
    if application.offline is None:
        return title
    duration = duration_words(application.offline, language)
    return say("notice.places.application-offline", language, application=title, duration=duration)
