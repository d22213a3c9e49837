"""`recipients:…`: who else receives data and what, that nobody else does, and how a new one is told."""

from __future__ import annotations

from collections.abc import Iterator

from etanche.charter import Charter, Recipient, RecipientKind
from etanche.notice.keeping import duration_words
from etanche.notice.naming import (
    apart,
    category_name,
    clause,
    estate_names,
    place_words,
    purpose_names,
    recipient_names,
)
from etanche.notice.sentences.documents import ways
from etanche.terms import Language
from etanche.words import country_words, fine, list_words, say


def sentence(charter: Charter, subject: str, language: Language) -> str:
    """Say what a recipient receives, or that nobody else receives anything."""
    if subject in charter.recipients:
        return " ".join(_one(charter, subject, language))
    if subject == "changes" and charter.notice.announced:
        announced = charter.notice.announced
        duration = duration_words(announced.before, language)
        return say("promise.recipients.changes", language, duration=duration, ways=ways(announced.by, language))
    if subject == "others" and charter.recipients:
        names = recipient_names(charter, charter.recipients, language)
        return say("promise.recipients.others", language, n=len(charter.recipients), recipients=names)
    return say(f"promise.recipients.{'nobody' if subject == 'others' else subject}", language)


def _one(charter: Charter, name: str, language: Language) -> Iterator[str]:
    """Say what one recipient is and receives, on which conditions, and what it does with it."""
    found = charter.recipients[name]
    recipient = fine(found.name, language)
    if found.as_ in (RecipientKind.AUTHORITY, RecipientKind.SUCCESSOR):
        yield say(f"promise.recipients.{found.as_}", language, recipient=recipient)
        return
    if found.as_ is RecipientKind.HOST:
        yield _host(charter, name, recipient, language)
    else:
        received = apart(
            (
                f"{category_name(charter, category, language)} ({purpose_names(charter, purposes, language)})"
                for category, purposes in found.receives.items()
            ),
            language,
        )
        yield say(
            "promise.recipients.one", language, recipient=recipient, what=_what(found, language), received=received
        )
    yield from _conditions(found, language)


def _conditions(found: Recipient, language: Language) -> Iterator[str]:
    if found.as_ is RecipientKind.PROCESSOR:
        yield say("promise.recipients.processor", language)
    if found.arrangement is not None:
        yield say("promise.recipients.joint", language, arrangement=clause(found.arrangement, language))
    if found.needs is not None and found.needs.case is not None:
        yield say("promise.recipients.case", language)
    if found.needs is not None and found.needs.permission is not None:
        yield say("promise.recipients.permission", language)
    if found.transfer is not None:
        yield say("promise.recipients.transfer", language, instrument=say(f"transfer.{found.transfer.by}", language))


def _what(found: Recipient, language: Language) -> str:
    """Say in what capacity it receives, and in which country it is."""
    capacity = say(f"recipient-as.{found.as_}", language)
    if found.country is None:
        return capacity
    blanks: dict[str, object] = {"as": capacity, "country": country_words(found.country, language)}
    return say("promise.recipients.what", language, **blanks)


def _host(charter: Charter, name: str, recipient: str, language: Language) -> str:
    """Say what a host keeps for us: the machines of the sealed vault, databases that were there before, both, or nothing."""
    ours = [region for region in (charter.vault.region, charter.vault.replica) if region]
    places = [place_words(charter, region, language) for region in ours if charter.regions[region].host == name]
    estates = [it for it, estate in charter.estates.items() if charter.regions[estate.region].host == name]
    blanks: dict[str, object] = {"recipient": recipient, "what": _what(charter.recipients[name], language)}
    if places:
        blanks |= {"places": list_words(places, language)}
    if estates:
        blanks |= {"estates": estate_names(charter, estates, language)}
    key = {(True, True): "both", (True, False): "vault", (False, True): "estates"}.get(
        (bool(places), bool(estates)), "nothing"
    )
    return say(f"promise.recipients.host-{key}", language, **blanks)
