"""Who can see what: the same cells the gate looks up, as one table for few roles, role by role for many."""

from __future__ import annotations

from etanche.charter import Charter, Role
from etanche.notice.document.blocks import Block, Fold, Folds, Grid, GridCell, Heading, Items, Pairs, Paragraph, Section
from etanche.notice.keeping import duration_words
from etanche.notice.naming import (
    category_names,
    category_title,
    is_program,
    purpose_names,
    reader_name,
    role_titles,
    told,
)
from etanche.terms import Language
from etanche.words import Phrase, begun_large, begun_small, list_words, phrase, quoted, say

FEW_ROLES = 4
"""So many columns can be read on one table; more roles are told one after the other."""


def section(charter: Charter, language: Language) -> Section:
    """Answer for every role and every category, and say on which conditions."""
    blocks = _table(charter, language) if len(charter.roles) <= FEW_ROLES else _folds(charter, language)
    return Section(id="access", title=say("notice.access.title", language), blocks=blocks)


def _table(charter: Charter, language: Language) -> tuple[Block, ...]:
    """Answer yes or no, in words, in one table; the conditions stand below."""
    grid = Grid(
        caption=say("notice.access.caption", language),
        head=(
            say("notice.access.head", language),
            *(begun_large(told(role.title, language)) for role in charter.roles.values()),
        ),
        rows=tuple(
            (
                begun_large(told(category.title, language)),
                tuple(_cell(charter, role, name, language) for role in charter.roles),
            )
            for name, category in charter.categories.items()
        ),
    )
    items = _conditions(charter, language)
    if not items:
        return (grid,)
    heading = Heading(id="conditions", title=say("notice.access.conditions-title", language))
    return (grid, heading, Items(items=tuple(items)))


def _cell(charter: Charter, role: str, category: str, language: Language) -> GridCell:
    """Answer for one role and one category."""
    purposes = charter.roles[role].sees.get(category, ())
    if not purposes:
        return GridCell(granted=False, word=say("word.no", language))
    needs = charter.roles[role].needs
    on_case = needs is not None and needs.case is not None and category not in needs.without_case
    word = say("notice.access.on-case" if on_case else "word.yes", language)
    return GridCell(granted=True, word=word, reasons=purpose_names(charter, purposes, language))


def _conditions(charter: Charter, language: Language) -> list[Phrase]:
    """Return the conditions of the roles that have some."""
    found = []
    for name, role in charter.roles.items():
        conditions = conditions_of(charter, role, language)
        if conditions:
            said = list_words(conditions, language)
            reader = begun_large(reader_name(charter, name, language))
            found.append(phrase("notice.access.conditions-of", language, role=reader, conditions=said))
    return found


def conditions_of(charter: Charter, role: Role, language: Language) -> list[str]:
    """Return what must be true each time a role reads, every condition as part of a sentence."""
    needs = role.needs
    if needs is None:
        return []
    found = []
    if needs.own:
        found.append(say("notice.access.own", language, field=_own_field(charter, role, needs.own, language)))
    if needs.case:
        blanks = {"duration": duration_words(needs.for_at_most, language)}
        if needs.without_case:
            free = category_names(charter, needs.without_case, language)
            found.append(say("notice.access.case-without", language, categories=free, **blanks))
        else:
            found.append(say("notice.access.case", language, **blanks))
        if needs.approved_by:
            roles = role_titles(charter, needs.approved_by, language)
            found.append(say("notice.access.approved", language, roles=roles))
    if needs.agreement:
        says = begun_small(told(charter.attested[needs.agreement].says, language)).removesuffix(".")
        found.append(say("notice.access.agreement", language, agreement=says))
    if needs.entry:
        found.append(say("notice.access.entry", language))
    return found


def _own_field(charter: Charter, role: Role, field: str, language: Language) -> str:
    """Return what the field is called by which a role sees its own records only."""
    for category in role.sees:
        found = charter.categories[category].fields.get(field)
        if found and found.title:
            return quoted(told(found.title, language), language)
    return quoted(field, language)


def _folds(charter: Charter, language: Language) -> tuple[Block, ...]:
    """Answer role by role: what it sees and why, on which conditions, and what it does not see."""
    folds = tuple(
        Fold(
            id=f"role-{name}",
            title=begun_large(told(role.title, language)),
            note=_note(charter, name, language),
            blocks=(Pairs(pairs=_pairs(charter, role, language)),),
        )
        for name, role in charter.roles.items()
    )
    return (Paragraph(words=phrase("notice.access.text", language)), Folds(folds=folds))


def _note(charter: Charter, name: str, language: Language) -> str:
    """Say how much a role sees; a program is called one."""
    seen = sum(1 for purposes in charter.roles[name].sees.values() if purposes)
    words = say("notice.access.sees", language, n=seen, all=len(charter.categories))
    return f"{say('notice.access.program', language)} · {words}" if is_program(charter, name) else words


def _pairs(charter: Charter, role: Role, language: Language) -> tuple[tuple[str, Phrase], ...]:
    """Return the whole row of one role."""
    granted = {name: purposes for name, purposes in role.sees.items() if purposes}
    refused = [name for name in charter.categories if name not in granted]
    separator = say("keep.separator", language)
    sees = separator.join(
        say(
            "notice.access.granted-for",
            language,
            category=category_title(charter, name, language),
            purposes=purpose_names(charter, purposes, language),
        )
        for name, purposes in granted.items()
    )
    titles = [begun_small(told(charter.categories[name].title, language)) for name in refused]
    facts: dict[str, str] = {"granted": sees or say("notice.access.refused-all", language)}
    if conditions := conditions_of(charter, role, language):
        facts["conditions"] = list_words(conditions, language)
    facts["refused"] = list_words(titles, language) if titles else say("notice.access.refused-none", language)
    if role.takes_away:
        facts["away"] = say("notice.access.away-text", language, duration=duration_words(role.takes_away, language))
    return tuple((say(f"notice.access.{fact}", language), (begun_large(words),)) for fact, words in facts.items())
