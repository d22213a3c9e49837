"""
What is printed of a charter for people and for checks: the same bytes whenever it is asked for, by whomever.
"""

from __future__ import annotations

from functools import lru_cache

from etanche.charter import Charter
from etanche.exchange import Form, export, register
from etanche.instance.charters import charter_of
from etanche.keyring import digest
from etanche.notice import document, html
from etanche.terms import Language

OPT_OUT = "/opt-out"
"""Where the pages have the control that the notice points to."""

STATUS = "/status.json"
"""Where the pages tell programs how it stands."""


def rendered(charter: Charter, language: Language) -> str:
    """Return the notice of a charter as a page of its own, without verdicts."""
    return html(document(charter, language, refusals_at=OPT_OUT))


def register_of(charter: Charter) -> bytes:
    """Return the register of processing, as programs are given it."""
    return export(register(charter), Form.JSON, "fr")


@lru_cache(maxsize=256)
def page_hash(text: str, language: Language) -> str:
    """Return the SHA-256 of the page of a charter, in hex digits; computed once, for a charter that was applied does not change."""
    return digest(rendered(charter_of(text), language).encode()).hex()
