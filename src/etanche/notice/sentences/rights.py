"""`rights:…`: what a person can ask, by which door, and what follows."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from etanche.charter import Basis, ChannelKind, Charter, Proof, Rights
from etanche.notice.keeping import duration_words
from etanche.notice.naming import apart, category_name, channel_titles
from etanche.terms import Language
from etanche.words import say


def sentence(charter: Charter, subject: str, language: Language) -> str:
    """Say one right; those that depend on nothing else in the charter are said as they are."""
    rights = charter.rights
    if rights is None or subject not in _SAID:
        return say(f"promise.rights.{subject}", language)
    return " ".join(_SAID[subject](charter, rights, language))


def _access(charter: Charter, rights: Rights, language: Language) -> Iterator[str]:
    yield say("promise.rights.access", language)
    yield say(
        "promise.rights.access-doors",
        language,
        n=len(rights.by),
        channels=channel_titles(charter, rights.by, language),
        reply=duration_words(rights.reply, language),
    )
    if served := _self_service(charter, rights):
        yield say("promise.rights.access-self", language, channels=channel_titles(charter, served, language))


def _rectification(charter: Charter, _rights: Rights, language: Language) -> Iterator[str]:
    yield say("promise.rights.rectification", language)
    if _held_by_law(charter):
        yield say("promise.rights.rectification-law", language)


def _erasure(charter: Charter, rights: Rights, language: Language) -> Iterator[str]:
    yield say(f"promise.rights.erasure{'-estates' if charter.estates else ''}", language)
    if _self_service(charter, rights):
        yield say("promise.rights.erasure-self", language)
    if _held_by_law(charter):
        yield say("promise.rights.erasure-law", language)


def _complaint(charter: Charter, _rights: Rights, language: Language) -> Iterator[str]:
    yield say("promise.rights.complaint", language, authority=charter.organisation.authority)


def _identity(charter: Charter, rights: Rights, language: Language) -> Iterator[str]:
    means = apart((say(f"identity-by.{proof}", language) for proof in rights.identity.by), language)
    yield say("promise.rights.identity", language, n=len(rights.identity.by), means=means)
    if Proof.DOCUMENT in rights.identity.by and rights.identity.proof:
        category = category_name(charter, rights.identity.proof, language)
        yield say("promise.rights.identity-proof", language, category=category)


def _after_death(_charter: Charter, rights: Rights, language: Language) -> Iterator[str]:
    yield say(f"promise.rights.after-death-{rights.after_death}", language)


def _leaving(charter: Charter, _rights: Rights, language: Language) -> Iterator[str]:
    legacy = charter.spheres is not None and charter.spheres.legacy
    yield say(f"promise.rights.leaving{'-legacy' if legacy else ''}", language)


def _self_service(charter: Charter, rights: Rights) -> tuple[str, ...]:
    """Return the doors at which people help themselves: their own pages."""
    return tuple(name for name in rights.by if charter.channels[name].kind is ChannelKind.ACCOUNT)


def _held_by_law(charter: Charter) -> bool:
    """Tell whether a law makes us keep anything."""
    return any(purpose.basis is Basis.LEGAL_OBLIGATION for purpose in charter.purposes.values())


_SAID: dict[str, Callable[[Charter, Rights, Language], Iterator[str]]] = {
    "access": _access,
    "rectification": _rectification,
    "erasure": _erasure,
    "complaint": _complaint,
    "identity": _identity,
    "after-death": _after_death,
    "leaving": _leaving,
}
