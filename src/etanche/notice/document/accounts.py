"""Accounts, sealed groups, and what client organisations set for themselves."""

from __future__ import annotations

from etanche.charter import Accounts, Charter, Choice, Passwords, SecondFactor
from etanche.notice.document.blocks import Items, Pairs, Paragraph, Section
from etanche.notice.document.telling import people_words, role_titles
from etanche.notice.keeping import duration_words, every_words
from etanche.notice.naming import place_words, told
from etanche.terms import Language
from etanche.words import Phrase, begun_large, list_words, phrase, say


def section(charter: Charter, language: Language) -> Section | None:
    """Say who may have an account, how it is opened and how it is guarded."""
    accounts = charter.accounts
    if accounts is None:
        return None
    opened = list_words([say(f"opening.{way}", language) for way in accounts.opened_by], language)
    facts: dict[str, Phrase] = {
        "for": (begun_large(people_words(charter, accounts.for_, language)),),
        "opened": (begun_large(opened),),
        "passwords": _passwords(accounts.passwords, language),
        "sessions": (begun_large(_sessions(accounts, language)),),
        "second": (begun_large(_second(charter, accounts.second_factor, language)),),
    }
    pairs = tuple((say(f"notice.accounts.{fact}", language), words) for fact, words in facts.items())
    return Section(id="accounts", title=say("notice.accounts.title", language), blocks=(Pairs(pairs=pairs),))


def _passwords(passwords: Passwords | None, language: Language) -> Phrase:
    """Say what a password must be, or that there are none."""
    if passwords is None:
        return phrase("notice.accounts.passwords-none", language)
    rules = [say("notice.accounts.passwords-length", language, n=passwords.length)]
    if passwords.classes:
        classes = list_words([say(f"sign.{one}", language) for one in passwords.classes], language)
        rules.append(say("notice.accounts.passwords-classes", language, classes=classes))
    if passwords.breach_list:
        rules.append(say("notice.accounts.passwords-breach", language))
    if passwords.expire:
        rules.append(say("notice.accounts.passwords-expire", language, every=every_words(passwords.expire, language)))
    if passwords.logins:
        rules.append(say("notice.accounts.passwords-logins", language, n=passwords.logins))
    if passwords.history:
        rules.append(say("notice.accounts.passwords-history", language, n=passwords.history))
    sealed = say("notice.accounts.passwords-sealed", language)
    return (f"{begun_large(say('keep.separator', language).join(rules))}. {sealed}",)


def _sessions(accounts: Accounts, language: Language) -> str:
    """Say how long somebody stays logged in."""
    sessions = accounts.sessions
    return say(
        "notice.accounts.sessions-text",
        language,
        idle=duration_words(sessions.idle, language),
        longest=duration_words(sessions.longest, language),
    )


def _second(charter: Charter, second: SecondFactor, language: Language) -> str:
    """Say which second factors there are, and for whom one is compulsory."""
    how = say("notice.accounts.second-encouraged" if second.encouraged else "notice.accounts.second-offered", language)
    factors = list_words([say(f"factor.{one}", language) for one in second.by], language)
    if not second.required_for:
        return say("notice.accounts.second-text", language, how=how, factors=factors)
    roles = role_titles(charter, second.required_for, language)
    return say("notice.accounts.second-required", language, how=how, factors=factors, roles=roles)


def spheres(charter: Charter, language: Language) -> Section | None:
    """Say what a new sealed group starts with."""
    found = charter.spheres
    if found is None:
        return None
    values = {
        "door": found.door,
        "seen": found.seen,
        "history": found.history,
        "messages": found.messages,
        "directory": "yes" if found.directory else "no",
        "legacy": "yes" if found.legacy else "no",
    }
    pairs: tuple[tuple[str, Phrase], ...] = tuple(
        (
            say(f"notice.spheres.{name}", language),
            (begun_large(say(f"notice.spheres.{name}-{value}", language)),),
        )
        for name, value in values.items()
    )
    return Section(
        id="spheres",
        title=say("notice.spheres.title", language),
        blocks=(Paragraph(words=phrase("notice.spheres.text", language)), Pairs(pairs=pairs)),
    )


def tenants(charter: Charter, language: Language) -> Section | None:
    """Say what client organisations choose, and among which places."""
    found = charter.tenants
    if found is None:
        return None
    items = []
    for choice in found.choose:
        if choice is Choice.REGION and found.regions:
            places = list_words([place_words(charter, region, language) for region in found.regions], language)
            items.append(phrase("notice.tenants.region-among", language, places=places))
        else:
            items.append(phrase(f"notice.tenants.{choice}", language))
    who = told(charter.people[found.who].title, language)
    return Section(
        id="tenants",
        title=say("notice.tenants.title", language),
        blocks=(
            Paragraph(words=phrase("notice.tenants.text", language, who=who)),
            Items(items=tuple((begun_large(str(words[0])), *words[1:]) for words in items)),
        ),
    )
