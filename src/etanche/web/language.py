"""
Which language a page is in: `?lang=` wins, then what the browser asks for, then French.
"""

from __future__ import annotations

from collections.abc import Sequence

from etanche.terms import LANGUAGES, Language

DEFAULT: Language = "fr"
_LONGEST_HEADER = 1000


def chosen(wanted: str | None, offered: Sequence[Language]) -> Language | None:
    """Return the language that the address itself asks for, if it is offered."""
    return next((language for language in offered if language == wanted), None)


def preferred(accepted: str, offered: Sequence[Language] = LANGUAGES) -> Language:
    """Return the offered language that the browser likes best (RFC 9110 §12.5.4); the default when it likes none."""
    best: tuple[float, Language] | None = None
    for part in accepted[:_LONGEST_HEADER].split(","):
        tag, _, parameters = part.partition(";")
        language = chosen(tag.strip().lower().partition("-")[0], offered)
        weight = _weight(parameters)
        if language and weight > 0 and (best is None or weight > best[0]):
            best = (weight, language)
    if best is not None:
        return best[1]
    return DEFAULT if DEFAULT in offered else offered[0]


def _weight(parameters: str) -> float:
    """Return the weight of a preference; one that cannot be read counts as none."""
    name, _, value = parameters.strip().partition("=")
    if not name:
        return 1.0
    try:
        return float(value) if name.strip() == "q" else 1.0
    except ValueError:
        return 0.0
