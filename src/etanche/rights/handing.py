"""
What who asked is told at a step: by letter, or handed over by somebody where no address was given.

The words are the same either way. An extension names its reasons, of the two that the law knows (GDPR 12(3)).
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from functools import partial

from etanche.charter import Proof
from etanche.outbound import Letter
from etanche.rights.around import Around
from etanche.rights.facts import Because
from etanche.rights.filed import Filed
from etanche.rights.letters import letter, told_in_words
from etanche.rights.steps import Event
from etanche.terms import Language
from etanche.words import say


@dataclass(frozen=True, kw_only=True)
class HandedOver:
    """A letter that no server carries."""

    subject: str
    text: str = field(repr=False)


def kind_of(event: Event, proof: Proof | None) -> str:
    """Return the letter in which somebody is told of an event by who acts; nothing where they need not be told."""
    match event:
        case Event.IDENTITY_ASKED:
            return "request-document" if proof is Proof.DOCUMENT else "request-proof"
        case Event.EXTENSION_TOLD:
            return "request-extended"
        case Event.SPECIFICATION_ASKED:
            return "request-specify"
        case _:
            return ""


def letter_for(
    around: Around, after: Filed, event: Event, *, proof: Proof | None, because: Collection[Because], to: str
) -> Letter | None:
    """Return the letter that tells who asked of an event, once it happened; nothing where they need not be told."""
    kind = kind_of(event, proof)
    return letter(around, after, kind, to=to, **_more(because)) if kind else None


def words_for(
    around: Around, after: Filed, event: Event, *, proof: Proof | None, because: Collection[Because]
) -> HandedOver | None:
    """Return the same words, and those of the receipt, for somebody to hand over; nothing where nobody need be told."""
    kind = "request-received" if event is Event.ACKNOWLEDGED else kind_of(event, proof)
    if not kind:
        return None
    subject, text = told_in_words(around, after, kind, **_more(because))
    return HandedOver(subject=subject, text=text)


def _more(because: Collection[Because]) -> dict[str, Callable[[Language], str]]:
    named = [one for one in Because if one in because]
    reasons = named[0] if len(named) == 1 else "both"
    return {"because": partial(say, f"request.because.{reasons}")}
