"""What we do not promise: the organisation's own limits, then those of any such system."""

from __future__ import annotations

from etanche.charter import ChannelKind, Charter, FieldKind
from etanche.notice.document.blocks import Items, Section, Told
from etanche.notice.document.telling import has_estates, named_recipients
from etanche.notice.naming import comes_by, purposes_using, told
from etanche.notice.sentences.objection import counts_visits
from etanche.terms import Language
from etanche.words import Phrase, joined, phrase, say

COMMON = ("server", "operator", "traces", "elsewhere")


def section(charter: Charter, language: Language) -> Section:
    """Say first what no machine can promise, then what this organisation does not."""
    own = [(told(limit, language),) for limit in charter.notice.limits.values()]
    common = [phrase(f"notice.limits.{name}", language) for name in COMMON]
    common += _of_logs(charter, language)
    if has_estates(charter):
        common.append(phrase("notice.limits.estates", language))
    if named_recipients(charter):
        common.append(phrase("notice.limits.recipients", language))
    if charter.attested:
        common.append(phrase("notice.limits.attested", language))
    if any(field.kind == "pseudonym" for category in charter.categories.values() for field in category.fields.values()):
        common.append(phrase("notice.limits.visitors", language))
    warning = Told(strong=say("notice.limits.strong", language), words=phrase("notice.limits.told", language))
    return Section(
        id="limits", title=say("notice.limits.title", language), blocks=(warning, Items(items=(*own, *common)))
    )


def _of_logs(charter: Charter, language: Language) -> list[Phrase]:
    """Say what a web server's own log keeps, and that it may not know who refused, where halved visits come from one."""
    fed = [
        name
        for name, category in charter.categories.items()
        if comes_by(charter, name, ChannelKind.LOGS)
        and any(field.kind is FieldKind.IP and field.only for field in category.fields.values())
    ]
    if not fed:
        return []
    said = [phrase("notice.limits.server-log", language)]
    refusable = {
        purpose for name in fed for purpose in purposes_using(charter, name) if charter.purposes[purpose].objection
    }
    if refusable:
        refusals = phrase("notice.limits.server-log-refusals", language)
        if any(counts_visits(charter, purpose) for purpose in refusable):
            refusals = joined([*refusals, " ", *phrase("notice.limits.server-log-later", language)])
        said.append(refusals)
    return said
