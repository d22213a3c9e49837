"""Our promises: every one of them, by kind, each with its id and its sentence; what this version cannot check is marked."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import replace
from itertools import groupby

from etanche.charter import Charter, Promise, promises
from etanche.notice.document.blocks import Paragraph, PromiseGroup, Promises, SaidPromise, Section
from etanche.notice.naming import told
from etanche.notice.sentences import sentence
from etanche.terms import Language, PromiseId
from etanche.words import begun_large, joined, phrase, say

ORDER = (
    "retention",
    "minimise",
    "consent",
    "objection",
    "rights",
    "purpose",
    "access",
    "recipients",
    "egress",
    "hosting",
    "sealed",
    "separation",
    "spheres",
    "accounts",
    "scopes",
    "incidents",
    "continuity",
    "logs",
    "attest",
    "documents",
)
"""What touches the reader most comes first."""

TOUCHING = frozenset({"retention", "minimise", "consent", "objection"})
"""Kinds that speak of what happens to one's data: they stay open even where there are very many promises."""

FOLDED = frozenset({"documents"})
"""Kinds that speak of this notice and not of anybody's data: folded on a page."""

MOST_OPEN = 6
"""A kind with more promises than this is folded; the tables of the notice say the same in fewer words."""

MOST_SHOWN = 60
"""With more promises than this in all, only the kinds that touch the reader stay open."""

MOST_TOGETHER = 24
"""More promises about access than this are told role by role."""

FIXED = frozenset({"unused", "never", "list", "choices", "others", "never-sold", "changes"})
"""Subjects that speak of a whole kind and so stand after the others."""


def section(charter: Charter, language: Language, *, unchecked: Container[PromiseId] = frozenset()) -> Section:
    """Say every promise."""
    groups = promise_groups(charter, language, unchecked=unchecked)
    said = [promise for group in groups for promise in group.promises]
    text = phrase("notice.promises.text", language, n=len(said))
    missing = sum(not promise.checked for promise in said)
    if missing:
        text = joined([*text, " ", *phrase("notice.promises.unchecked", language, n=missing)])
    return Section(
        id="promises",
        title=say("notice.promises.title", language),
        blocks=(
            Paragraph(words=text),
            Promises(groups=groups, not_checked=say("notice.promises.not-checked", language)),
        ),
    )


def promise_groups(
    charter: Charter, language: Language, *, unchecked: Container[PromiseId] = frozenset()
) -> tuple[PromiseGroup, ...]:
    """Return all promises of a charter with their sentences, by kind, in the order readers meet them."""
    made = promises(charter)
    by_kind = {kind: tuple(found) for kind, found in groupby(made, key=lambda promise: promise.kind)}
    known = [kind for kind in ORDER if kind in by_kind]
    return tuple(
        replace(
            _group(charter, kind, by_kind[kind], language, unchecked),
            folded=kind in FOLDED
            or len(by_kind[kind]) > MOST_OPEN
            or (len(made) > MOST_SHOWN and kind not in TOUCHING),
        )
        for kind in [*known, *(kind for kind in by_kind if kind not in ORDER)]
    )


def _group(
    charter: Charter, kind: str, found: tuple[Promise, ...], language: Language, unchecked: Container[PromiseId]
) -> PromiseGroup:
    """Return the promises of one kind, those that speak of the whole kind last."""
    ordered = sorted(found, key=lambda promise: (promise.subject in FIXED, promise.subject))
    said = {
        promise: SaidPromise(
            id=promise.id, said=sentence(charter, promise, language), checked=promise.id not in unchecked
        )
        for promise in ordered
    }
    return PromiseGroup(
        kind=kind,
        title=say(f"kind.{kind}", language),
        promises=tuple(said.values()),
        parts=_by_role(charter, said, language) if kind == "access" and len(found) > MOST_TOGETHER else (),
    )


def _by_role(
    charter: Charter, said: dict[Promise, SaidPromise], language: Language
) -> tuple[tuple[str, tuple[SaidPromise, ...]], ...]:
    """Return the promises about access under the title of each role, in the order of the charter."""
    of_role: dict[str, list[SaidPromise]] = {role: [] for role in charter.roles}
    for promise, one in said.items():
        of_role[promise.subject.partition("/")[0]].append(one)
    return tuple(
        (begun_large(told(charter.roles[role].title, language)), tuple(found))
        for role, found in of_role.items()
        if found
    )
