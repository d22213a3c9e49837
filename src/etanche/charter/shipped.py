"""
What ships beside the code for those who write charters: a starter in each language, and the schema for editors.

What stands between ‹ › in a starter is left to its author.
"""

from __future__ import annotations

from importlib.resources import files

from etanche.charter.values import VERSION
from etanche.terms import Language

SCHEMA = f"etanche-charter-{VERSION}.json"
"""The name of the schema; it has the version of the language, not that of the package."""


def starter(language: Language) -> str:
    """Return the starter whose comments are in a language; its texts are in both."""
    return files("etanche.charter").joinpath("starter", f"{language}.yaml").read_text("utf-8")


def published_schema() -> bytes:
    """Return the JSON Schema of a charter as it is shipped."""
    return files("etanche.charter").joinpath(SCHEMA).read_bytes()
