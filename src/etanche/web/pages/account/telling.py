"""
What passwords have to be, and what is wrong with one, in words.
"""

from __future__ import annotations

from etanche.accounts import Flaw, Objection, Strictest
from etanche.notice import duration_words
from etanche.terms import Language
from etanche.words import say


def asked_words(asked: Strictest, language: Language) -> tuple[str, ...]:
    """Say what a password has to be, and who asks for each rule."""
    said = [say("account.asked.length", language, n=asked.length.value, by=asked.length.by)]
    said += [say(f"account.asked.{one.value}", language, by=one.by) for one in asked.classes]
    if asked.expire.value is not None:
        duration = duration_words(asked.expire.value, language)
        said.append(say("account.asked.expire", language, duration=duration, by=asked.expire.by))
    if asked.logins.value is not None:
        said.append(say("account.asked.logins", language, n=asked.logins.value, by=asked.logins.by))
    if asked.history.value:
        said.append(say("account.asked.history", language, n=asked.history.value, by=asked.history.by))
    return tuple(said)


def objection_words(one: Objection, language: Language) -> str:
    """Say what is wrong with a password, and who asks for it."""
    key = f"account.flaw.{one.flaw}"
    match one.flaw:
        case Flaw.NAMES_THE_ACCOUNT:
            return say(key, language)
        case Flaw.LACKS_CLASS:
            return say(f"account.flaw.lacks.{one.figure}", language, by=one.by)
        case Flaw.USED_BEFORE if not one.by:
            return say("account.flaw.used-now", language)
        case Flaw.LEAKED:
            return say(key, language, by=one.by)
        case Flaw.TOO_LONG:
            return say(key, language, n=int(one.figure))
        case _:
            return say(key, language, n=int(one.figure), by=one.by)
