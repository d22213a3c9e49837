"""
Every address this server answers at; no other module writes one.
"""

from __future__ import annotations

from typing import Final
from urllib.parse import urlencode

from etanche.terms import Language

HOME: Final = "/"
PRIVACY: Final = "/privacy"
PROOF: Final = "/proof"
OPT_OUT: Final = "/opt-out"

PROOF_JSON: Final = "/proof.json"
KEY: Final = "/key.pem"
GPC: Final = "/.well-known/gpc.json"
STYLE: Final = "/static/style.css"
ICON: Final = "/static/icon.svg"
FAVICON: Final = "/favicon.ico"

TRACKERS: Final = ("/matomo.php", "/piwik.php")
"""Where Matomo clients send what they saw."""

SCRIPTS: Final = ("/matomo.js", "/piwik.js")
"""Where browsers fetch the measuring script."""

PAGES: Final = {"home": HOME, "privacy": PRIVACY, "proof": PROOF, "opt-out": OPT_OUT}

LANGUAGE: Final = "lang"
"""The parameter that chooses a language."""


def page(name: str, language: Language | None = None, anchor: str = "") -> str:
    """Return the address of a page; with a language, the page stays in it."""
    query = f"?{urlencode({LANGUAGE: language})}" if language else ""
    return f"{PAGES[name]}{query}{'#' if anchor else ''}{anchor}"


LOOPBACK: Final = frozenset({"localhost", "127.0.0.1", "[::1]"})
"""Names by which a machine calls itself."""

SOMEWHERE: Final = "etanche.example"
"""Stands in snippets for an address nobody configured."""
