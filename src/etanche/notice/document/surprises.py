"""What may surprise: the uses a reader would not expect, told on the first layer because nobody looks for them further down."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from etanche.charter import Basis, ChannelKind, Charter, Giver, Nature, RecipientKind, Theme
from etanche.notice.document.blocks import Block, Heading, Items
from etanche.notice.document.telling import category_links, own_purposes, quoted_purposes
from etanche.notice.keeping import duration_words
from etanche.notice.naming import channel_words, clause, role_name, told
from etanche.terms import Language
from etanche.words import Link, Phrase, country_words, fine, list_words, phrase, quoted, say

_Found = Iterator[Phrase]


ADULT = 18
"""The age from which nobody is a minor (Convention on the Rights of the Child, art. 1)."""


def surprises(charter: Charter, language: Language) -> list[Block]:
    """List what a reader would not expect; a charter that holds no surprise says nothing."""
    items = tuple(item for tell in _TELLERS for item in tell(charter, language))
    if not items:
        return []
    return [Heading(id="surprises", title=say("notice.surprises.title", language)), Items(items=items)]


def _machine(charter: Charter, language: Language) -> _Found:
    """Say what a machine decides alone, and what machines learn from."""
    deciding = [name for name, purpose in charter.purposes.items() if purpose.decides]
    if deciding:
        link = Link(text=say("notice.surprises.decides-link", language), href="#decisions")
        yield phrase(
            "notice.surprises.decides", language, purposes=quoted_purposes(charter, deciding, language), link=link
        )
    training = [name for name, purpose in charter.purposes.items() if purpose.theme is Theme.TRAINING_AI]
    if training:
        yield phrase("notice.surprises.training", language, purposes=quoted_purposes(charter, training, language))


def _nature(charter: Charter, language: Language) -> _Found:
    """Say which data the law holds to be delicate, and that minors are concerned."""
    for nature in (Nature.SENSITIVE, Nature.CRIMINAL):
        held = [name for name, category in charter.categories.items() if category.nature is nature]
        if held:
            yield phrase(f"notice.surprises.{nature}", language, categories=category_links(charter, held, language))
    if charter.answers.children:
        young = [
            say("notice.who.people-aged", language, people=told(people.title, language), age=people.from_age)
            for people in charter.people.values()
            if people.from_age and people.from_age < ADULT
        ]
        if young:
            yield phrase("notice.surprises.children", language, people=list_words(young, language))


def _others(charter: Charter, language: Language) -> _Found:
    """Say what leaves: for money, for advertising, for another continent, for somebody who decides with us."""
    if charter.answers.sale:
        yield phrase("notice.surprises.sale", language)
    if charter.answers.advertising_share:
        yield phrase("notice.surprises.advertising", language)
    abroad = [
        say(
            "promise.hosting.place",
            language,
            region=fine(recipient.name, language),
            country=country_words(recipient.country or "", language),
        )
        for recipient in charter.recipients.values()
        if recipient.transfer
    ]
    if abroad:
        yield phrase("notice.surprises.outside", language, recipients=list_words(abroad, language))
    joint = [fine(one.name, language) for one in charter.recipients.values() if one.as_ is RecipientKind.JOINT]
    if joint:
        yield phrase("notice.surprises.joint", language, recipients=list_words(joint, language))


def _uninvited(charter: Charter, language: Language) -> _Found:
    """Say what happens without anybody asking for it: marketing, reports by themselves, data from elsewhere."""
    selling = [
        name
        for name, purpose in own_purposes(charter).items()
        if purpose.theme in {Theme.MARKETING, Theme.ADVERTISING} and purpose.by and purpose.basis is not Basis.CONSENT
    ]
    if selling:
        yield phrase("notice.surprises.marketing", language, purposes=quoted_purposes(charter, selling, language))
    reports = [name for name, channel in charter.channels.items() if channel.kind is ChannelKind.SELF_REPORT]
    if reports:
        yield phrase("notice.surprises.report", language, channels=channel_words(charter, reports, language))
    used = {name for category in charter.categories.values() for name in category.from_}
    sources = [
        quoted(told(channel.source, language).removesuffix("."), language)
        for name, channel in charter.channels.items()
        if channel.given_by is Giver.OTHER and channel.source and name in used
    ]
    if sources:
        yield phrase("notice.surprises.elsewhere", language, sources=list_words(list(dict.fromkeys(sources)), language))


def _devices(charter: Charter, language: Language) -> _Found:
    """Say what others leave on the reader's device, and what we carry about on ours."""
    strange = [
        say(
            "notice.surprises.devices-of",
            language,
            tracer=clause(tracer.title, language),
            setter=fine(charter.recipients[tracer.set_by].name, language),
        )
        for tracer in charter.tracers.values()
        if tracer.set_by
    ]
    if strange:
        yield phrase("notice.surprises.devices", language, tracers=list_words(strange, language))
    away = [
        say(
            "notice.surprises.away-role",
            language,
            role=role_name(charter, name, language),
            duration=duration_words(role.takes_away, language),
        )
        for name, role in charter.roles.items()
        if role.takes_away
    ]
    if away:
        yield phrase("notice.surprises.away", language, roles=list_words(away, language))


_TELLERS: tuple[Callable[[Charter, Language], _Found], ...] = (_machine, _nature, _others, _uninvited, _devices)
