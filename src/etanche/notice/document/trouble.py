"""When something goes wrong: the clocks of a breach, who is told how; and what people attest because no machine can check it."""

from __future__ import annotations

from etanche.charter import Attestation, Charter
from etanche.notice.document.blocks import Block, Heading, Pairs, Paragraph, Row, Section, Table
from etanche.notice.document.telling import clients_purposes, means_words
from etanche.notice.keeping import duration_words, every_words
from etanche.notice.naming import told
from etanche.terms import Language
from etanche.words import Phrase, begun_large, fine, knows, phrase, say

COLUMNS = ("attested-head", "attested-by", "attested-issuer", "attested-every")


def section(charter: Charter, language: Language) -> Section:
    """Say what happens after an incident, then the promises that rest on somebody's word."""
    blocks: list[Block] = [
        Paragraph(words=phrase("notice.trouble.text", language)),
        Pairs(pairs=_clocks(charter, language)),
    ]
    if charter.attested:
        table = Table(
            caption=say("notice.trouble.attested-text", language),
            head=tuple(say(f"notice.trouble.{column}", language) for column in COLUMNS),
            rows=tuple(
                Row(id=f"attested-{name}", head=told(one.says, language), cells=_attested(one, language))
                for name, one in charter.attested.items()
            ),
        )
        blocks += [Heading(id="attested", title=say("notice.trouble.attested", language)), table]
    return Section(id="trouble", title=say("notice.trouble.title", language), blocks=tuple(blocks))


def _clocks(charter: Charter, language: Language) -> tuple[tuple[str, Phrase], ...]:
    """Say within which time whom is told, and how."""
    incidents = charter.incidents
    facts: dict[str, Phrase] = {}
    clocks = {"authority": incidents.breach.authority_within}
    if clients_purposes(charter) or charter.tenants:
        clocks["customers"] = incidents.breach.customers_within
    for whom, duration in clocks.items():
        words = say("notice.trouble.within", language, duration=duration_words(duration, language))
        facts[whom] = (begun_large(words),)
    if incidents.watch:
        watch = say(
            "notice.trouble.watch-text",
            language,
            duration=duration_words(incidents.watch.within, language),
            means=means_words(incidents.watch.alert, language),
        )
        facts["watch"] = (begun_large(watch),)
    if incidents.announce:
        means = means_words(incidents.announce.by, language)
        facts["announce"] = (begun_large(say("notice.trouble.announce-text", language, means=means)),)
    return tuple((say(f"notice.trouble.{whom}", language), words) for whom, words in facts.items())


def _attested(attested: Attestation, language: Language) -> tuple[Phrase, ...]:
    """Say who answers for a promise, who establishes it, and how often."""
    issuer = fine(attested.issuer, language) or say("notice.trouble.attested-ourselves", language)
    return (
        (begun_large(_function(attested.by, language)),),
        (begun_large(issuer),),
        (begun_large(every_words(attested.every, language)),),
    )


def _function(word: str, language: Language) -> str:
    """Return a function in the language of the reader where we have a word for it, else as the charter writes it."""
    key = f"notice.function.{word}"
    return say(key, language) if knows(key, language) else fine(word, language)
