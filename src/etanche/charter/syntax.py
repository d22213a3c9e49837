"""
What the YAML parser complains about: each problem has its sentence in the catalogue of words.
"""

from __future__ import annotations

ANY = "no-yaml"
COLON_IN_BRACKETS = "colon-in-brackets"
OPEN_BRACKET = "open-bracket"
TOWARDS_THE_OPENING = frozenset({OPEN_BRACKET, "open-quote", "no-colon"})
"""Problems whose place is where something was opened, not where the parser gave up."""

_PROBLEMS: tuple[tuple[str, str], ...] = (
    ("mapping values are not allowed", "colon"),
    ("but got ':'", COLON_IN_BRACKETS),
    ("but got '<stream end>'", OPEN_BRACKET),
    ("found unexpected end of stream", "open-quote"),
    ("expected <block end>", "indent"),
    ("could not find expected ':'", "no-colon"),
    ("duplicate", "twice"),
    ("but found '<stream end>'", OPEN_BRACKET),
    ("cannot start any token", "first-character"),
    ("found unknown escape character", "backslash"),
)


def complaint(problem: str) -> str:
    """Return the name of the sentence for a problem that the parser reports."""
    return next((says for sign, says in _PROBLEMS if sign in problem), ANY)
