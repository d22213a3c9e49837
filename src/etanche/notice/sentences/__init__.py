"""
The *said* face of every promise: one module a kind, under the same name as its check and its drill.

    sentence(charter, Promise(kind="retention", subject="audience/visit"), "en")

A sentence is computed from the charter, so it cannot say other figures than those that are obeyed.
"""

from __future__ import annotations

from collections.abc import Callable

from etanche.charter import Charter, Promise
from etanche.errors import Fault
from etanche.notice.sentences import (
    access,
    accounts,
    attest,
    consent,
    continuity,
    documents,
    egress,
    hosting,
    incidents,
    logs,
    minimise,
    objection,
    purpose,
    recipients,
    retention,
    rights,
    scopes,
    sealed,
    separation,
    spheres,
)
from etanche.terms import Language

_SAID: dict[str, Callable[[Charter, str, Language], str]] = {
    "access": access.sentence,
    "accounts": accounts.sentence,
    "attest": attest.sentence,
    "consent": consent.sentence,
    "continuity": continuity.sentence,
    "documents": documents.sentence,
    "egress": egress.sentence,
    "hosting": hosting.sentence,
    "incidents": incidents.sentence,
    "logs": logs.sentence,
    "minimise": minimise.sentence,
    "objection": objection.sentence,
    "purpose": purpose.sentence,
    "recipients": recipients.sentence,
    "retention": retention.sentence,
    "rights": rights.sentence,
    "scopes": scopes.sentence,
    "sealed": sealed.sentence,
    "separation": separation.sentence,
    "spheres": spheres.sentence,
}


def kinds() -> tuple[str, ...]:
    """Return the kinds of promise that can be said."""
    return tuple(_SAID)


def sentence(charter: Charter, promise: Promise, language: Language) -> str:
    """
    Return a promise as people read it.

    Raises:
        Fault: nobody taught us to say this kind of promise.
    """
    try:
        said = _SAID[promise.kind]
    except KeyError:
        raise Fault(f"no sentence for promises of kind `{promise.kind}`") from None
    return said(charter, promise.subject, language)
