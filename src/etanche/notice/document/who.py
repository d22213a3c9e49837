"""Who we are: the controller, the addresses to write to, the authority, the scope, the people concerned."""

from __future__ import annotations

from collections.abc import Iterator

from etanche.charter import Charter, Contact, Who, authorities
from etanche.notice.document.blocks import Block, Pairs, Paragraph, Section
from etanche.notice.document.telling import clients_purposes, joint_purposes
from etanche.notice.naming import contact_address, told
from etanche.terms import Language
from etanche.words import (
    Inline,
    Link,
    Phrase,
    Strong,
    begun_large,
    country_words,
    fine,
    joined,
    knows,
    list_words,
    phrase,
    say,
)


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
    blocks: list[Block] = [Paragraph(words=joined([*controller, *_shared(charter, language)]))]
    blocks.append(Pairs(pairs=(*_contacts(charter, language), *_scope(charter, language))))
    return Section(id="who", title=say("notice.who.title", language), blocks=tuple(blocks))


def _shared(charter: Charter, language: Language) -> Phrase:
    """Say where others decide, or decide with us."""
    said: list[Inline] = []
    for kind, found in (("processor", clients_purposes(charter)), ("joint", joint_purposes(charter))):
        if found:
            link = Link(text=say(f"notice.who.{kind}-link", language), href=f"#{kind}")
            said += [" ", *phrase(f"notice.who.{kind}", language, link=link)]
    return tuple(said)


def _contacts(charter: Charter, language: Language) -> list[tuple[str, Phrase]]:
    """Return the addresses: ours, the officer's, the representative's, the authority's."""
    organisation = charter.organisation
    found: list[tuple[str, Phrase]] = []
    if organisation.dpo:
        found.append((say("notice.who.dpo", language), _reached(organisation.dpo, language)))
    if organisation.contact:
        found.append((say("notice.who.contact", language), _reached(organisation.contact, language)))
    if organisation.representative:
        there = organisation.representative
        words = phrase(
            "notice.who.representative-text",
            language,
            name=fine(there.name, language),
            country=country_words(there.country, language),
            email=Link(text=there.email, href=f"mailto:{there.email}"),
        )
        found.append((say("notice.who.representative", language), words))
    found.append((say("notice.who.authority", language), (authority(charter, language),)))
    return found


def _reached(contact: Contact, language: Language) -> Phrase:
    """Say how somebody is reached, by e-mail and by letter."""
    email = Link(text=contact.email, href=f"mailto:{contact.email}")
    if not contact.post:
        return (email,)
    return phrase("notice.who.by-post", language, email=email, post=fine(contact.post, language))


def _scope(charter: Charter, language: Language) -> list[tuple[str, Phrase]]:
    """Return what is covered and what is not, whose data are held, and the norms they are held under."""
    found: list[tuple[str, Phrase]] = [
        (say("notice.who.scope", language), (told(charter.notice.covers, language),)),
    ]
    if charter.notice.excludes:
        found.append((say("notice.who.excludes", language), (told(charter.notice.excludes, language),)))
    people = begun_large(list_words([_people(charter, name, language) for name in charter.people], language))
    found.append((say("notice.who.people", language), (people,)))
    if charter.organisation.declarations:
        norms = say("keep.separator", language).join(
            _declaration(charter, name, language) for name in charter.organisation.declarations
        )
        found.append((say("notice.who.declarations", language), (begun_large(norms),)))
    return found


def _people(charter: Charter, name: str, language: Language) -> str:
    """Return one kind of people, with the age from which they may use the service."""
    people = charter.people[name]
    title = told(people.title, language)
    if people.from_age:
        return say("notice.who.people-aged", language, people=title, age=people.from_age)
    if people.is_ is Who.ORGANISATION:
        return say("notice.who.people-firm", language, people=title)
    return title


def _declaration(charter: Charter, name: str, language: Language) -> str:
    """Return one norm with its dates; what has lost its force says so."""
    declared = charter.organisation.declarations[name]
    blanks: dict[str, object] = {"title": told(declared.title, language)}
    if declared.date:
        blanks["date"] = declared.date
    if declared.until:
        blanks["until"] = declared.until
    known = {"date": "since", "until": "until"}
    kind = "span" if declared.date and declared.until else next((known[key] for key in known if key in blanks), "")
    return say(f"notice.who.declaration-{kind}", language, **blanks) if kind else str(blanks["title"])


def mail(charter: Charter) -> Link:
    """Return the address to write to, as a link that opens a letter."""
    address = contact_address(charter)
    return Link(text=address, href=f"mailto:{address}")


def authority(charter: Charter, language: Language) -> Inline:
    """Return the name of the supervisory authority, with the page to complain on where we know it."""
    name = charter.organisation.authority
    key = next((key for key in _pages(charter, name) if knows(key, language)), None)
    return Link(text=name, href=say(key, language)) if key else name


def _pages(charter: Charter, name: str) -> Iterator[str]:
    """Yield where the page of an authority may stand: two countries can have authorities of one name."""
    organisation = charter.organisation
    known = authorities().get(name.casefold(), frozenset())
    near = [organisation.country, *([organisation.representative.country] if organisation.representative else [])]
    yield from (f"notice.authority.{country}" for country in near if country in known)
    if len(known) == 1:
        yield f"notice.authority.{next(iter(known))}"
    yield f"notice.authority.{name}"
