"""
One part of a charter does not say the contrary of another.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from etanche.charter.kinds import PERSONAL, Caller, FieldKind, Forbidden, Theme
from etanche.charter.model import Charter, Field
from etanche.charter.rules.dated import AnyRule, Dated
from etanche.charter.rules.fields import fields_of
from etanche.charter.rules.known import Figure, cut, figure, in_words
from etanche.charter.rules.phrases import claimed, met, phrases, texts_of
from etanche.charter.rules.rights import californian_clock
from etanche.charter.rules.rule import Rule, Wrong

ADULT = 18
_MAILBOX = re.compile(r"(?<![\w.+-])[\w.+-]+@[\w-]+(\.[\w-]+)+")
_TELLING = frozenset(
    {FieldKind.NAME, FieldKind.EMAIL, FieldKind.PHONE, FieldKind.POSTAL_ADDRESS, FieldKind.BIRTH_DATE}
    | {FieldKind.NATIONAL_NUMBER, FieldKind.LOCATION, FieldKind.PICTURE, FieldKind.LOGIN, FieldKind.IP}
    | {FieldKind.IDENTIFIER, FieldKind.TOKEN}
)
"""Kinds of field by which one person is told from another for good."""


def _for_advertising(charter: Charter) -> Iterator[str]:
    for name, recipient in charter.recipients.items():
        for purposes in recipient.receives.values():
            if any(charter.purposes[purpose].theme is Theme.ADVERTISING for purpose in purposes):
                yield name
    for tracer in charter.tracers.values():
        if tracer.set_by is not None and charter.purposes[tracer.purpose].theme is Theme.ADVERTISING:
            yield tracer.set_by


def _sold(charter: Charter) -> Iterator[Wrong]:
    name = next(_for_advertising(charter), None)
    if name is not None and not (charter.answers.sale or charter.answers.advertising_share):
        yield Wrong(path=("answers", "advertising-share"), blanks={"recipient": name})


def _given_to_nobody(charter: Charter) -> Iterator[Wrong]:
    answers = {"sale": charter.answers.sale, "advertising-share": charter.answers.advertising_share}
    for key, said in answers.items():
        if said and not any(recipient.receives for recipient in charter.recipients.values()):
            yield Wrong(path=("answers", key), says=f"{key}-to-nobody")


def _held_all_the_same(charter: Charter) -> Iterator[Wrong]:
    """Yield fields for what no door accepts; payment cards have a rule of their own (DAT-08)."""
    for path, field in fields_of(charter):
        for name, never in charter.never.items():
            named = path[3] == name
            if named or (never.kind is not Forbidden.CARD_NUMBER and _called(charter, field, str(path[3]), never.kind)):
                blanks = {"field": path[3], "category": path[1], "never": name}
                yield Wrong(path=path, blanks=blanks, on_key=True)
                break


def _called(charter: Charter, field: Field, name: str, kind: Forbidden) -> bool:
    """Return whether a field goes by the name of something forbidden."""
    if field.kind not in PERSONAL or field.kind is FieldKind.TOKEN:
        return False
    titled = field.title is not None and met(kind, field.title, charter.notice.languages) is not None
    return titled or phrases(kind, "en").fullmatch(name.replace("-", " ")) is not None


def _only_here(charter: Charter) -> Iterator[Wrong]:
    lands = {region.country for region in charter.regions.values()}
    for path, text in texts_of(charter):
        found = claimed("only-here", text, charter.notice.languages)
        if found is None:
            continue
        if charter.answers.outside_eea:
            yield Wrong(path=(*path, found[0]), blanks={"words": cut(found[1])})
        elif elsewhere := sorted(lands - (_country(found[1]) or lands)):
            yield Wrong(
                path=(*path, found[0]), says="country", blanks={"words": cut(found[1]), "country": elsewhere[0]}
            )


def _country(words: str) -> set[str] | None:
    """Return the country that a promise names; none when it names a union of countries."""
    return next(({code} for code in ("FR", "DE", "CH", "IE") if phrases("countries", code).search(words)), None)


def _recognised(charter: Charter, day: date) -> Iterator[Wrong]:
    """Yield purposes and categories called anonymous whose fields tell one person from another."""
    visit = figure("visit", day)
    for name, purpose in charter.purposes.items():
        if purpose.groups_of is None and claimed("anonymous", purpose.title, charter.notice.languages):
            for category in purpose.uses:
                if (field := _telling(charter, category, visit)) is not None:
                    blanks = {"name": name, "category": category, "field": field}
                    yield Wrong(path=("purposes", name, "title"), blanks=blanks)
                    break
    for name, category_ in charter.categories.items():
        field = _telling(charter, name, visit)
        if field is not None and claimed("anonymous", category_.title, charter.notice.languages):
            blanks = {"name": name, "category": name, "field": field}
            yield Wrong(path=("categories", name, "title"), blanks=blanks)
    for name, recipient in charter.recipients.items():
        told = (
            (given, field) for given in recipient.receives if (field := _telling(charter, given, visit)) is not None
        )
        first = next(told, None)
        if first is not None and claimed("anonymous", recipient.does, charter.notice.languages):
            blanks = {"recipient": name, "category": first[0], "field": first[1]}
            yield Wrong(path=("recipients", name, "does"), says="recipient", blanks=blanks)


def _telling(charter: Charter, category: str, visit: Figure) -> str | None:
    for name, field in charter.categories[category].fields.items():
        lasting = field.kind is FieldKind.PSEUDONYM and visit.exceeded(field.lasts)
        if lasting or (field.kind in _TELLING and field.only is None):
            return name
    return None


def _other_mailbox(charter: Charter) -> Iterator[Wrong]:
    organisation = charter.organisation
    desks = (organisation.contact, organisation.dpo, organisation.representative)
    known = {desk.email.casefold() for desk in desks if desk is not None}
    for path, text in texts_of(charter):
        for language in charter.notice.languages:
            found = [mailbox.group().casefold() for mailbox in _MAILBOX.finditer(text.in_(language))]
            if any(mailbox not in known and _of_privacy(mailbox) for mailbox in found):
                yield Wrong(path=(*path, language))
                break


def _of_privacy(mailbox: str) -> bool:
    return phrases("privacy-mailboxes", "any").fullmatch(mailbox.partition("@")[0]) is not None


def _deciding(charter: Charter) -> Iterator[Wrong]:
    """Yield purposes called by what a machine decides, where none is said to decide."""
    for name, purpose in charter.purposes.items():
        found = claimed("deciding", purpose.title, charter.notice.languages)
        if found is not None and purpose.decides is None:
            yield Wrong(
                path=("purposes", name, "title"), says="called", blanks={"purpose": name, "words": cut(found[1])}
            )


def _decided(charter: Charter) -> Iterator[Wrong]:
    for name, purpose in charter.purposes.items():
        if purpose.decides is not None and not charter.answers.automated_decisions:
            yield Wrong(path=("answers", "automated-decisions"), blanks={"purpose": name})
            return


def _minors(charter: Charter) -> Iterator[Wrong]:
    if charter.answers.children:
        return
    for name, people in charter.people.items():
        if people.from_age is not None and people.from_age < ADULT:
            blanks = {"people": name, "age": str(people.from_age)}
            yield Wrong(path=("answers", "children"), blanks=blanks)
            return
        if any(phrases("minors", language).match(people.title.in_(language)) for language in charter.notice.languages):
            yield Wrong(path=("answers", "children"), says="called", blanks={"people": name})
            return


def _unreachable(charter: Charter) -> Iterator[Wrong]:
    """Yield tracers of somebody else to whom no browser ever speaks."""
    called = {host.to for host in charter.hosts.values() if host.called_by is Caller.BROWSER}
    for name, tracer in charter.tracers.items():
        if tracer.set_by is not None and tracer.set_by not in called:
            blanks = {"tracer": name, "recipient": tracer.set_by}
            yield Wrong(path=("tracers", name, "set-by"), blanks=blanks)


def _clock_of_california(charter: Charter) -> Iterator[Wrong]:
    rights = charter.rights
    if rights is not None and californian_clock(charter):
        yield Wrong(path=("rights", "reply"), blanks={"time": in_words(rights.reply)})


ALONE: tuple[AnyRule, ...] = (
    Rule(id="CON-01", search=_given_to_nobody),
    Rule(id="CON-02", search=_held_all_the_same),
    Rule(id="CON-05", search=_only_here),
    Rule(id="CON-09", search=_other_mailbox),
    Rule(id="CON-10", search=_decided),
    Rule(id="CON-10", search=_deciding),
    Rule(id="CON-11", search=_minors),
    Rule(id="CON-12", search=_unreachable),
    Rule(id="CON-14", search=_clock_of_california),
)
TOGETHER: tuple[AnyRule, ...] = (
    Rule(id="CON-01", search=_sold),
    Dated(id="CON-06", search=_recognised),
)
