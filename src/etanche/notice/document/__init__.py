"""
A charter as the document people read: data first, then Markdown or a page.

    doc = document(load(path), "fr")
    markdown(doc)   html(doc)

The document holds what the charter says and nothing that happens at run time; verdicts are added where it is shown.
"""

from __future__ import annotations

from collections.abc import Container, Iterator

from etanche import __version__
from etanche.charter import Charter, compile_plan, digest
from etanche.notice.document import (
    access,
    accounts,
    apart,
    categories,
    data,
    devices,
    history,
    limits,
    minute,
    permissions,
    places,
    promises,
    recipients,
    refusals,
    rights,
    terms,
    trouble,
    who,
)
from etanche.notice.document.blocks import Paper, Section
from etanche.terms import Language, PromiseId
from etanche.words import Link, fine, phrase, say

_DIGEST_SHOWN = 12

__all__ = ["document"]


def document(
    charter: Charter,
    language: Language,
    *,
    refusals_at: str | None = None,
    unchecked: Container[PromiseId] = frozenset(),
) -> Paper:
    """
    Return the whole notice of a charter in one language.

    Args:
        charter: what is said.
        language: in which language.
        refusals_at: where the opt-out page is; without it the notice says where to look for it.
        unchecked: the promises that this version of Étanche cannot check, for a notice that shows no verdicts.
    """
    organisation = fine(charter.organisation.name, language)
    history_link = Link(text=say("notice.version-link", language), href="#history")
    return Paper(
        language=language,
        title=say("notice.title", language),
        organisation=organisation,
        heading=say("notice.heading", language),
        lead=say("notice.lead", language),
        version=phrase(
            "notice.version", language, organisation=organisation, date=max(charter.versions), history=history_link
        ),
        summary=minute.section(charter, language),
        sections=tuple(_sections(charter, language, refusals_at, unchecked)),
        imprint=say("notice.made-by", language, version=__version__, digest=digest(charter)[:_DIGEST_SHOWN]),
        zone=compile_plan(charter).zone,
    )


def _sections(
    charter: Charter, language: Language, refusals_at: str | None, unchecked: Container[PromiseId]
) -> Iterator[Section]:
    """Yield the parts in the order they are read; what a charter has nothing of is left out."""
    parts: tuple[Section | None, ...] = (
        who.section(charter, language),
        data.section(charter, language),
        categories.section(charter, language),
        apart.decisions(charter, language),
        promises.section(charter, language, unchecked=unchecked),
        terms.section(charter, language),
        access.section(charter, language),
        recipients.section(charter, language),
        places.section(charter, language),
        rights.section(charter, language),
        refusals.section(charter, language, at=refusals_at),
        devices.section(charter, language),
        permissions.section(charter, language),
        accounts.section(charter, language),
        accounts.spheres(charter, language),
        accounts.tenants(charter, language),
        apart.joint(charter, language),
        apart.processor(charter, language),
        trouble.section(charter, language),
        limits.section(charter, language),
        history.section(charter, language),
    )
    yield from (part for part in parts if part is not None)
