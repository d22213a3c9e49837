"""`accounts:…`: how an account is opened, what a password must be, how long a login lasts, what else proves who you are."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from etanche.charter import Accounts, Charter, Choice, Opening, SignClass
from etanche.notice.keeping import duration_words, every_words
from etanche.notice.naming import apart, people_names, role_name
from etanche.terms import Language
from etanche.words import fine, list_words, say


def sentence(charter: Charter, subject: str, language: Language) -> str:
    """Say one thing about logging in."""
    if subject in charter.providers:
        return say("promise.accounts.provider", language, provider=fine(charter.providers[subject].name, language))
    accounts = charter.accounts
    return " ".join(_SAID[subject](charter, accounts, language)) if accounts else ""


def _registration(charter: Charter, accounts: Accounts, language: Language) -> Iterator[str]:
    ways = [say(f"opening.{way}", language) for way in accounts.opened_by]
    yield say("promise.accounts.registration", language, n=len(ways), ways=apart(ways, language))
    if Opening.SELF in accounts.opened_by:
        yield say(f"promise.accounts.registration-{'password' if accounts.passwords else 'self'}", language)
    yield say("promise.accounts.registration-for", language, people=people_names(charter, accounts.for_, language))


def _passwords(charter: Charter, accounts: Accounts, language: Language) -> Iterator[str]:
    passwords = accounts.passwords
    if passwords is None:
        return
    yield say("promise.accounts.passwords", language, n=passwords.length)
    if passwords.classes:
        yield say("promise.accounts.passwords-classes", language, classes=_classes(passwords.classes, language))
    if passwords.breach_list:
        yield say("promise.accounts.passwords-breach-list", language)
    if passwords.expire is not None:
        yield say("promise.accounts.passwords-expire", language, every=every_words(passwords.expire, language))
    if passwords.logins is not None:
        yield say("promise.accounts.passwords-logins", language, n=passwords.logins)
    if passwords.history:
        yield say("promise.accounts.passwords-history", language, n=passwords.history)
    yield from _stricter(charter, Choice.PASSWORDS, language)


def _classes(classes: Iterable[SignClass], language: Language) -> str:
    return list_words([say(f"sign.{one}", language) for one in classes], language)


def _sessions(charter: Charter, accounts: Accounts, language: Language) -> Iterator[str]:
    idle, longest = accounts.sessions.idle, accounts.sessions.longest
    yield say(
        "promise.accounts.sessions",
        language,
        idle=duration_words(idle, language),
        longest=duration_words(longest, language),
    )
    yield from _stricter(charter, Choice.SESSIONS, language)


def _second_factor(charter: Charter, accounts: Accounts, language: Language) -> Iterator[str]:
    factor = accounts.second_factor
    factors = apart((say(f"factor.{it}", language) for it in factor.by), language)
    yield say("promise.accounts.second-factor", language, factors=factors)
    if factor.encouraged:
        yield say("promise.accounts.second-factor-encouraged", language)
    if factor.required_for:
        roles = list_words([role_name(charter, role, language) for role in factor.required_for], language)
        yield say("promise.accounts.second-factor-required", language, n=len(factor.required_for), roles=roles)
    yield from _stricter(charter, Choice.SECOND_FACTOR, language)


def _stricter(charter: Charter, choice: Choice, language: Language) -> Iterator[str]:
    if charter.tenants is not None and choice in charter.tenants.choose:
        yield say("promise.accounts.stricter", language)


_SAID: dict[str, Callable[[Charter, Accounts, Language], Iterator[str]]] = {
    "registration": _registration,
    "passwords": _passwords,
    "sessions": _sessions,
    "second-factor": _second_factor,
}
