"""`scopes:<provider>/<scope>`: a permission asked of a provider, and the features it is for."""

from __future__ import annotations

from etanche.charter import Charter
from etanche.notice.naming import apart, told
from etanche.terms import Language
from etanche.words import fine, quoted, say


def sentence(charter: Charter, subject: str, language: Language) -> str:
    """Say what a permission serves."""
    name, _, scope = subject.partition("/")
    provider = charter.providers[name]
    asked = provider.scopes[scope]
    features = apart((told(charter.features[feature].title, language) for feature in asked.for_), language)
    return say(
        "promise.scopes.scope",
        language,
        n=len(asked.for_),
        scope=quoted(told(asked.title, language), language),
        provider=fine(provider.name, language),
        features=features,
    )
