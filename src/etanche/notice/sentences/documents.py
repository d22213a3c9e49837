"""`documents:<word>`: what this very notice contains, and the papers drawn from the same charter."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from etanche.charter import Charter, Declaration, Stance
from etanche.notice.keeping import duration_words
from etanche.notice.naming import (
    apart,
    channel_titles,
    contact_address,
    people_names,
    purpose_title,
    recipient_names,
    told,
)
from etanche.terms import Language
from etanche.words import begun_small, fine, list_words, say


def sentence(charter: Charter, subject: str, language: Language) -> str:
    """Say that the notice holds what it must, with the fact itself where it is short."""
    if subject in _SAID:
        return _SAID[subject](charter, language)
    return say(f"promise.documents.{subject}", language)


def ways(by: Iterable[str], language: Language) -> str:
    """Return the ways in which something is told, as a list in a sentence."""
    return list_words([say(f"told-by.{way}", language) for way in by], language)


def _contacts(charter: Charter, language: Language) -> str:
    holder = charter.organisation.dpo or charter.organisation.contact
    email = contact_address(charter)
    if holder is None or not holder.post:
        return say("promise.documents.contacts", language, email=email)
    return say("promise.documents.contacts-post", language, email=email, post=fine(holder.post, language))


def _date(charter: Charter, language: Language) -> str:
    return say("promise.documents.date", language, date=max(charter.versions))


def _channels(charter: Charter, language: Language) -> str:
    names = channel_titles(charter, charter.channels, language)
    return say("promise.documents.channels", language, n=len(charter.channels), channels=names)


def _changes(charter: Charter, language: Language) -> str:
    announced = charter.notice.announced
    if announced is None:
        return ""
    duration = duration_words(announced.before, language)
    return say("promise.documents.changes", language, duration=duration, ways=ways(announced.by, language))


def _responsibility(charter: Charter, language: Language) -> str:
    """Say who answers for the uses, and name those for which it is not us alone."""
    organisation = fine(charter.organisation.name, language)
    exceptions = [words for name in charter.purposes if (words := _not_ours_alone(charter, name, language)) is not None]
    if not exceptions:
        return say("promise.documents.responsibility", language, organisation=organisation)
    return say(
        "promise.documents.responsibility-except",
        language,
        n=len(exceptions),
        organisation=organisation,
        exceptions=apart(exceptions, language),
    )


def _not_ours_alone(charter: Charter, name: str, language: Language) -> str | None:
    """Return a purpose that we carry out for somebody, or decide on with somebody; nothing if it is ours alone."""
    purpose = charter.purposes[name]
    title = begun_small(purpose_title(charter, name, language))
    if purpose.as_ is Stance.PROCESSOR:
        people = people_names(charter, [purpose.for_] if purpose.for_ else [], language)
        return say("promise.documents.responsibility-processor", language, purpose=title, people=people)
    if purpose.as_ is Stance.JOINT:
        recipients = recipient_names(charter, purpose.with_, language)
        return say("promise.documents.responsibility-joint", language, purpose=title, recipients=recipients)
    return None


def _declarations(charter: Charter, language: Language) -> str:
    declared = [_declared(found, language) for found in charter.organisation.declarations.values()]
    return say("promise.documents.declarations", language, n=len(declared), declarations=apart(declared, language))


def _declared(found: Declaration, language: Language) -> str:
    """Name a norm or a declaration, with the days between which it held."""
    title = told(found.title, language)
    blanks = {name: day for name, day in (("date", found.date), ("until", found.until)) if day is not None}
    key = {(True, True): "between", (True, False): "since", (False, True): "until"}.get(
        (found.date is not None, found.until is not None)
    )
    return say(f"promise.documents.declared-{key}", language, title=title, **blanks) if key else title


_SAID: dict[str, Callable[[Charter, Language], str]] = {
    "changes": _changes,
    "channels": _channels,
    "contacts": _contacts,
    "date": _date,
    "declarations": _declarations,
    "responsibility": _responsibility,
}
