"""
`keep` rules in words, for the whole grammar of LANGUAGE §8.1.

Three ways to say one rule: in a table (`180 days after collection`),
inside a sentence (`until 180 days after collection`), and as a term among others
(`the closing of the case; 90 days after collection`).
"""

from __future__ import annotations

from etanche.charter import STANDING_ENDED, After, Between, Duration, FirstOf, Keep, LastOf, While
from etanche.terms import Language
from etanche.words import say

STATE_OF_END = {
    "contract-end": "contract",
    "account-closed": "account",
    "left": "membership",
    "request-answered": "request",
    "consent-withdrawn": "consent",
    "case-closed": "case",
    "claim-closed": "claim",
    "recruitment-closed": "recruitment",
    "identity-checked": "identity-check",
    STANDING_ENDED: "standing",
}
"""End event → the state it ends (LANGUAGE §8.2), with that of the consents and refusals themselves (§12)."""

_END_OF_STATE = {state: event for event, state in STATE_OF_END.items()}


def duration_words(duration: Duration, language: Language) -> str:
    """Return a duration: `180 jours`, `1 year`."""
    return say(f"unit.{duration.unit.value}", language, n=duration.number)


def every_words(duration: Duration, language: Language) -> str:
    """Return how often something is done: `chaque jour`, `every 6 months`."""
    return say(f"every.{duration.unit.value}", language, n=duration.number)


def keep_words(keep: Keep, language: Language) -> str:
    """Return a rule as a table says it; the same figures in every language."""
    match keep:
        case After():
            return _after(keep, language, "keep.after")
        case Between():
            return _between(keep, language, "keep.between")
        case While():
            return say(f"while.{keep.state}", language)
        case FirstOf() | LastOf():
            key = "keep.first" if isinstance(keep, FirstOf) else "keep.last"
            return say(key, language, terms=_terms(keep, language))


def until_words(keep: Keep, language: Language) -> str:
    """Return a rule as it stands after “we keep these data …”."""
    match keep:
        case After():
            return _after(keep, language, "keep.until.after")
        case Between():
            return _between(keep, language, "keep.until.between")
        case _:
            return keep_words(keep, language)


def _after(keep: After, language: Language, key: str) -> str:
    """Say `N after E`; when E ends a state, the state is said first (`while the contract lasts, then for …`)."""
    duration = duration_words(keep.duration, language)
    if keep.event in STATE_OF_END:
        state = say(f"while.{STATE_OF_END[keep.event]}", language)
        return say("keep.after-state", language, state=state, duration=duration)
    return say(key, language, duration=duration, event=say(f"event.{keep.event}", language))


def _between(keep: Between, language: Language, key: str) -> str:
    """Say `between A and B after E`."""
    floor, ceiling = duration_words(keep.floor, language), duration_words(keep.ceiling, language)
    return say(key, language, floor=floor, ceiling=ceiling, event=say(f"event.{keep.event}", language))


def _terms(choice: FirstOf | LastOf, language: Language) -> str:
    """Say the members of a choice, each as the moment it ends."""
    return say("keep.separator", language).join(_term(rule, language) for rule in choice.rules)


def _term(keep: Keep, language: Language) -> str:
    """Say one member of a choice as the moment it ends."""
    match keep:
        case After():
            duration, event = duration_words(keep.duration, language), say(f"event.{keep.event}", language)
            return say("keep.after", language, duration=duration, event=event)
        case While():
            return say(f"event.{_END_OF_STATE[keep.state]}", language)
        case FirstOf() | LastOf():
            key = "keep.term.first" if isinstance(keep, FirstOf) else "keep.term.last"
            return say(key, language, terms=_terms(keep, language))
        case Between():
            return _between(keep, language, "keep.between")
