"""Our promises: every one of them, by kind, each with its id and its sentence."""

from __future__ import annotations

from itertools import groupby

from etanche.charter import Charter, promises
from etanche.notice.document.blocks import Paragraph, PromiseGroup, Promises, SaidPromise, Section
from etanche.notice.sentences import sentence
from etanche.terms import Language
from etanche.words import phrase, say

ORDER = (
    "retention",
    "minimise",
    "objection",
    "purpose",
    "access",
    "recipients",
    "hosting",
    "sealed",
    "logs",
    "documents",
)
"""What touches the reader most comes first."""

FOLDED = frozenset({"documents"})
"""Kinds that speak of this notice and not of anybody's data: folded on a page."""

OPEN = frozenset({"retention", "minimise", "objection"})
"""Kinds that are never folded, however many their promises."""

MOST_OPEN = 6
"""A kind with more promises than this is folded; the tables of the notice say the same in fewer words."""

FIXED = frozenset({"unused", "list", "others", "never-sold"})
"""Subjects that speak of a whole kind and so stand after the others."""


def section(charter: Charter, language: Language) -> Section:
    """Say every promise."""
    groups = promise_groups(charter, language)
    text = phrase("notice.promises.text", language, n=sum(len(group.promises) for group in groups))
    return Section(
        id="promises",
        title=say("notice.promises.title", language),
        blocks=(Paragraph(words=text), Promises(groups=groups)),
    )


def promise_groups(charter: Charter, language: Language) -> tuple[PromiseGroup, ...]:
    """Return all promises of a charter with their sentences, by kind, in the order readers meet them."""
    by_kind = {kind: tuple(found) for kind, found in groupby(promises(charter), key=lambda promise: promise.kind)}
    known = [kind for kind in ORDER if kind in by_kind]
    return tuple(
        PromiseGroup(
            kind=kind,
            title=say(f"kind.{kind}", language),
            promises=tuple(
                SaidPromise(id=promise.id, said=sentence(charter, promise, language))
                for promise in sorted(by_kind[kind], key=lambda promise: (promise.subject in FIXED, promise.subject))
            ),
            folded=kind in FOLDED or (kind not in OPEN and len(by_kind[kind]) > MOST_OPEN),
        )
        for kind in [*known, *(kind for kind in by_kind if kind not in ORDER)]
    )
