"""
A charter as the document people read: data first, then Markdown or a page.

    doc = document(load(path), "fr")
    markdown(doc)   html(doc)

The document holds what the charter says and nothing that happens at run time; verdicts are added where it is shown.
"""

from __future__ import annotations

from etanche import __version__
from etanche.charter import Charter, compile_plan, digest
from etanche.notice.document import (
    access,
    data,
    history,
    limits,
    minute,
    promises,
    recipients,
    refusals,
    rights,
    terms,
    who,
)
from etanche.notice.document.blocks import NoticeDoc
from etanche.terms import Language
from etanche.words import Link, fine, phrase, say

_DIGEST_SHOWN = 12

__all__ = ["document"]


def document(charter: Charter, language: Language, *, refusals_at: str | None = None) -> NoticeDoc:
    """
    Return the whole notice of a charter in one language.

    Args:
        charter: what is said.
        language: in which language.
        refusals_at: where the opt-out page is; without it the notice says where to look for it.
    """
    organisation = fine(charter.organisation.name, language)
    history_link = Link(text=say("notice.version-link", language), href="#history")
    return NoticeDoc(
        language=language,
        title=say("notice.title", language),
        organisation=organisation,
        heading=say("notice.heading", language),
        lead=say("notice.lead", language),
        version=phrase(
            "notice.version", language, organisation=organisation, date=max(charter.versions), history=history_link
        ),
        summary=minute.section(charter, language),
        sections=(
            who.section(charter, language),
            data.section(charter, language),
            promises.section(charter, language),
            terms.section(charter, language),
            access.section(charter, language),
            recipients.section(charter, language),
            rights.section(charter, language),
            refusals.section(charter, language, at=refusals_at),
            limits.section(charter, language),
            history.section(charter, language),
        ),
        imprint=say("notice.made-by", language, version=__version__, digest=digest(charter)[:_DIGEST_SHOWN]),
        zone=compile_plan(charter).zone,
    )
