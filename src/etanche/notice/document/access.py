"""Who can see what: the same cells the gate looks up, role by category."""

from __future__ import annotations

from etanche.charter import Charter
from etanche.notice.document.blocks import Grid, GridCell, Section
from etanche.notice.naming import purpose_names, told
from etanche.terms import Language
from etanche.words import begun_large, say


def section(charter: Charter, language: Language) -> Section:
    """Answer yes or no, in words, for every role and every category."""
    grid = Grid(
        caption=say("notice.access.caption", language),
        label=say("notice.access.region", language),
        head=(
            say("notice.access.head", language),
            *(begun_large(told(role.title, language)) for role in charter.roles.values()),
        ),
        rows=tuple(
            (told(category.title, language), tuple(_cell(charter, role, name, language) for role in charter.roles))
            for name, category in charter.categories.items()
        ),
    )
    return Section(id="access", title=say("notice.access.title", language), blocks=(grid,))


def _cell(charter: Charter, role: str, category: str, language: Language) -> GridCell:
    """Answer for one role and one category."""
    purposes = charter.roles[role].sees.get(category, ())
    if not purposes:
        return GridCell(granted=False, word=say("word.no", language))
    return GridCell(granted=True, word=say("word.yes", language), reasons=purpose_names(charter, purposes, language))
