"""
The data-processing agreement (GDPR Art. 28(3)): for the purposes where we act for somebody else, with its annexes.

Each article says which letter of Art. 28(3) it answers; what differs from one client to the next is left to be filled in.
What we promise here is what the charter makes us do: times, places, sub-processors and measures are the charter's.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from etanche.charter import Charter, End
from etanche.notice.document.blocks import Block, Pairs, Paper, Paragraph
from etanche.notice.document.sheets import Signature, Signatures
from etanche.notice.document.telling import clients_purposes, means_words
from etanche.notice.document.who import mail
from etanche.notice.keeping import duration_words
from etanche.notice.naming import clause, told
from etanche.notice.papers import annexes
from etanche.notice.papers.frame import Setting, framed, part
from etanche.words import Phrase, begun_large, country_words, fine, list_words, phrase, quoted

NAME = "agreement"

ARTICLES = ("subject", "instructions", "confidentiality", "security", "others", "people", "help", "end", "audit")
"""In the order of Art. 28(3)(a) to (h), after what the law wants first: subject, duration, nature and purpose."""

LINES = ("name", "function", "date", "signature")


def applies(charter: Charter) -> bool:
    """Tell whether we act for somebody."""
    return bool(clients_purposes(charter))


def paper(setting: Setting) -> Paper:
    """Return the agreement."""
    return framed(
        setting,
        NAME,
        part(setting, "agreement.parties", *_parties(setting)),
        *(part(setting, f"agreement.{article}", *_article(setting, article)) for article in ARTICLES),
        part(setting, "agreement.signatures", _signatures(setting)),
        replace(part(setting, "agreement.processing", *annexes.processing(setting)), counted=False),
        replace(part(setting, "agreement.subprocessors", *annexes.subprocessors(setting)), counted=False),
        replace(part(setting, "agreement.measures", *annexes.measures(setting)), counted=False),
    )


def _clients(setting: Setting) -> str:
    """Name those for whom we act."""
    charter = setting.charter
    names = dict.fromkeys(purpose.for_ for purpose in clients_purposes(charter).values() if purpose.for_)
    titles = [told(charter.people[name].title, setting.language) for name in names]
    return list_words(titles, setting.language) if titles else setting.say("agreement.a-client")


def _parties(setting: Setting) -> Iterable[Block]:
    """Name the parties; the client is filled in."""
    organisation, language = setting.charter.organisation, setting.language
    blank = setting.say("agreement.blank")
    pairs: list[tuple[str, Phrase]] = [
        (
            setting.say("agreement.controller"),
            phrase("paper.agreement.controller-text", language, clients=_clients(setting), blank=blank),
        ),
        (
            setting.say("agreement.processor"),
            phrase(
                "paper.agreement.processor-text",
                language,
                organisation=fine(organisation.name, language),
                address=fine(organisation.address, language),
                email=mail(setting.charter),
            ),
        ),
    ]
    if found := organisation.representative:
        country = country_words(found.country, language)
        words = ", ".join((fine(found.name, language), country, found.email))
        pairs.append((setting.say("agreement.representative"), (words,)))
    yield Pairs(pairs=tuple(pairs))
    yield Paragraph(words=phrase("paper.agreement.roles", language))


def _article(setting: Setting, article: str) -> Iterable[Block]:
    """Return the paragraphs of an article: what the law wants said, then what the charter adds."""
    yield Paragraph(words=phrase(f"paper.agreement.{article}.text", setting.language))
    yield from (Paragraph(words=words) for words in _added(setting, article))


def _added(setting: Setting, article: str) -> Iterable[Phrase]:
    """Yield what the charter adds to an article."""
    match article:
        case "subject":
            yield phrase("paper.agreement.subject.duration", setting.language)
        case "instructions":
            yield phrase("paper.agreement.instructions.unlawful", setting.language)
        case "confidentiality":
            yield from annexes.readers(setting)
        case "others":
            yield from _others(setting)
        case "people":
            yield phrase("paper.agreement.people.how", setting.language, email=mail(setting.charter))
        case "help":
            yield _breach(setting)
        case "end":
            yield from _end(setting)
        case _:
            yield from ()


def _others(setting: Setting) -> Iterable[Phrase]:
    """Say how a further processor is announced, and how the client can be against it."""
    announced = setting.charter.notice.announced
    if announced is None:
        yield phrase("paper.agreement.others.asked", setting.language)
        return
    yield phrase(
        "paper.agreement.others.announced",
        setting.language,
        duration=duration_words(announced.before, setting.language),
        means=means_words(announced.by, setting.language),
    )


def _breach(setting: Setting) -> Phrase:
    """Say within which time the client hears of a breach."""
    breach = setting.charter.incidents.breach
    return phrase(
        "paper.agreement.help.breach",
        setting.language,
        duration=duration_words(breach.customers_within, setting.language),
    )


def _end(setting: Setting) -> Iterable[Phrase]:
    """Say what happens to the data at the end, and when the last copy is gone."""
    purposes = clients_purposes(setting.charter)
    for end in (End.RETURN, End.ERASE):
        names = [
            quoted(clause(purpose.title, setting.language), setting.language)
            for purpose in purposes.values()
            if purpose.then is end
        ]
        if names:
            yield phrase(
                f"paper.agreement.end.{end}",
                setting.language,
                n=len(names),
                purposes=list_words(names, setting.language),
            )
    backups = setting.charter.vault.backups
    if backups:
        yield phrase(
            "paper.agreement.end.backups", setting.language, duration=duration_words(backups.keep, setting.language)
        )


def _signatures(setting: Setting) -> Signatures:
    """Return where both sign."""
    lines = tuple(setting.say(f"agreement.line.{line}") for line in LINES)
    return Signatures(
        places=(
            Signature(party=begun_large(setting.say("agreement.for-client")), lines=lines),
            Signature(party=fine(setting.charter.organisation.name, setting.language), lines=lines),
        )
    )
