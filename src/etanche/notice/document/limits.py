"""What we do not promise: the organisation's own limits, then those of any such system."""

from __future__ import annotations

from etanche.charter import Charter
from etanche.notice.catalogue import phrase, say
from etanche.notice.document.blocks import Items, Section, Told
from etanche.notice.naming import told
from etanche.terms import Language

COMMON = ("server", "operator", "traces", "elsewhere")


def section(charter: Charter, language: Language) -> Section:
    """Say first what no machine can promise, then what this organisation does not."""
    own = [(told(limit, language),) for limit in charter.notice.limits.values()]
    common = [phrase(f"notice.limits.{name}", language) for name in COMMON]
    if any(field.kind == "pseudonym" for category in charter.categories.values() for field in category.fields.values()):
        common.append(phrase("notice.limits.visitors", language))
    warning = Told(strong=say("notice.limits.strong", language), words=phrase("notice.limits.told", language))
    return Section(
        id="limits", title=say("notice.limits.title", language), blocks=(warning, Items(items=(*own, *common)))
    )
