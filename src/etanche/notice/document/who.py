"""Who we are: the controller, the address to write to, the authority, the scope, the doors."""

from __future__ import annotations

from etanche.charter import Charter
from etanche.notice.document.blocks import Pairs, Paragraph, Section
from etanche.notice.naming import contact_address, place_words, told
from etanche.terms import Language
from etanche.words import Inline, Link, Phrase, Strong, begun_large, fine, knows, list_words, phrase, say


def section(charter: Charter, language: Language) -> Section:
    """Name the controller and everything a reader needs to reach it."""
    organisation = charter.organisation
    controller = phrase(
        "notice.who.controller",
        language,
        organisation=fine(organisation.name, language),
        address=fine(organisation.address, language),
        controller=Strong(text=say("notice.who.controller-word", language)),
    )
    people = list_words([told(people.title, language) for people in charter.people.values()], language)
    pairs: list[tuple[str, Phrase]] = [
        (say("notice.who.dpo" if organisation.dpo else "notice.who.contact", language), (mail(charter),)),
        (say("notice.who.authority", language), (authority(charter, language),)),
        (say("notice.who.scope", language), (told(charter.notice.covers, language),)),
        (say("notice.who.people", language), (begun_large(people),)),
        (say("notice.who.doors", language), (begun_large(_doors(charter, language)),)),
        (say("notice.who.place", language), (begun_large(place_words(charter, charter.vault.region, language)),)),
    ]
    return Section(
        id="who",
        title=say("notice.who.title", language),
        blocks=(Paragraph(words=controller), Pairs(pairs=tuple(pairs))),
    )


def mail(charter: Charter) -> Link:
    """Return the address to write to, as a link that opens a letter."""
    address = contact_address(charter)
    return Link(text=address, href=f"mailto:{address}")


def authority(charter: Charter, language: Language) -> Inline:
    """Return the name of the supervisory authority, with its address where we know it."""
    name = charter.organisation.authority
    key = f"notice.authority.{name}"
    return Link(text=name, href=say(key, language)) if knows(key, language) else name


def _doors(charter: Charter, language: Language) -> str:
    """Name the doors data come in by, and who gives them."""
    return list_words(
        [
            say(
                "notice.who.door",
                language,
                channel=told(channel.title, language),
                source=say(f"given-by.{channel.given_by}", language),
            )
            for channel in charter.channels.values()
        ],
        language,
    )
