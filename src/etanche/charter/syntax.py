"""
What the YAML parser complains about, in the words of somebody who writes a charter.
"""

from __future__ import annotations

HINT = "a text with a colon, a comma or a quotation mark stands on a line of its own, or in quotation marks"
_PROBLEMS: tuple[tuple[str, str, str], ...] = (
    ("mapping values are not allowed", "there is one colon too many here", HINT),
    ("but got ':'", "there is one colon too many inside `{ }`", "a text with a colon or a comma goes on two lines"),
    ("but got '<stream end>'", "a bracket opened here is not closed", "add the `}` or `]`"),
    ("found unexpected end of stream", "a quotation mark opened here is not closed", "add it"),
    ("expected <block end>", "this line does not fit the lines above", "indent the keys of one thing by the same number of spaces"),
    ("could not find expected ':'", "a key without its colon", "write `key: value`"),
    ("duplicate", "this is written twice", "keep one of them"),
    ("but found '<stream end>'", "a bracket opened here is not closed", "add the `}` or `]`"),
    ("cannot start any token", "a text cannot begin with this character", "put it in quotation marks"),
    ("found unknown escape character", "a backslash inside quotation marks means something to YAML", "use single quotation marks"),
)  # fmt: skip


def complaint(problem: str) -> tuple[str, str]:
    """Return what is wrong and what to do, for a problem that the parser reports."""
    known = ((what, hint) for sign, what, hint in _PROBLEMS if sign in problem)
    return next(known, ("this is not YAML", HINT))
